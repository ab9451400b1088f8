package alarm

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// reasonData is the JSON of StateReasonData, in AWS's order of keys.
type reasonData struct {
	Version             string           `json:"version"`
	QueryDate           string           `json:"queryDate"`
	StartDate           string           `json:"startDate,omitempty"`
	Unit                string           `json:"unit,omitempty"`
	Statistic           string           `json:"statistic,omitempty"` // none of metric math
	Period              int              `json:"period"`
	RecentDatapoints    []json.Number    `json:"recentDatapoints"` // oldest first
	Threshold           json.Number      `json:"threshold"`
	EvaluatedDatapoints []evaluatedPoint `json:"evaluatedDatapoints"` // newest first
}

// evaluatedPoint has a time only when the period had no data (memory).
type evaluatedPoint struct {
	Timestamp   string      `json:"timestamp"`
	SampleCount json.Number `json:"sampleCount,omitempty"`
	Value       json.Number `json:"value,omitempty"`
}

func (e *evaluation) data() string {
	d := reasonData{
		Version: "1.0", QueryDate: stamp(e.now),
		Unit: e.rule.Unit, Statistic: e.rule.Statistic,
		Period: int(e.rule.Period / time.Second), Threshold: number(e.rule.Threshold),
		RecentDatapoints: []json.Number{}, EvaluatedDatapoints: e.evaluated(),
	}
	for i, p := range e.used() {
		if i == 0 {
			d.StartDate = stamp(p.At)
		}
		d.RecentDatapoints = append(d.RecentDatapoints, number(p.Value))
	}
	text, err := json.Marshal(d)
	if err != nil {
		// Only a value that is no number can do this, and a metric has none.
		return "{}"
	}
	return string(text)
}

func (e *evaluation) evaluated() []evaluatedPoint {
	points := []evaluatedPoint{}
	for i := len(e.points) - 1; i >= 0 && len(points) < e.rule.Periods; i-- {
		p := e.points[i]
		if p.Missing {
			points = append(points, evaluatedPoint{Timestamp: stamp(p.At)})
			continue
		}
		point := evaluatedPoint{Timestamp: stamp(p.At), Value: number(p.Value)}
		if p.SampleCount > 0 { // metric math has no samples
			point.SampleCount = number(p.SampleCount)
		}
		points = append(points, point)
	}
	return points
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000-0700") }

func number(v float64) json.Number { return json.Number(Number(v)) }

// Number writes a number as AWS does in reasons, which is as Java does: at
// least one decimal, and an exponent from ten million on and below a
// thousandth.
func Number(v float64) string {
	size := math.Abs(v)
	if size != 0 && (size < 1e-3 || size >= 1e7) && !math.IsInf(v, 0) {
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', -1, 64), "e")
		power, _ := strconv.Atoi(exponent)
		return withDecimal(mantissa) + "E" + strconv.Itoa(power)
	}
	return withDecimal(strconv.FormatFloat(v, 'f', -1, 64))
}

func withDecimal(text string) string {
	if strings.Contains(text, ".") || strings.Contains(text, "N") || strings.Contains(text, "I") {
		return text
	}
	return text + ".0"
}
