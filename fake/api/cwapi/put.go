package cwapi

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// Limits of putting data (CW/cloudwatch_limits, BC:cloudwatch.MetricDatum).
const (
	maxData     = 1000 // metrics in a request
	maxValues   = 150  // values of one
	oldestDatum = 14 * 24 * time.Hour
	newestDatum = 2 * time.Hour
	bySecond    = 1 // StorageResolution of high-resolution metrics
	byMinute    = 60
)

// widestValue is how far from zero a value may be: 2^360.
func widestValue() float64 { return math.Ldexp(1, 360) }

func (s *service) putMetricData(_ context.Context, in *cw.PutMetricDataInput) (*cw.PutMetricDataOutput, error) {
	if err := onlyKnown(in, "MetricData", "Namespace"); err != nil {
		return nil, err
	}
	switch space := text(in.Namespace); {
	case space == "":
		return nil, missing("Namespace")
	case !isNamespace(space) || strings.HasPrefix(space, "AWS/"):
		return nil, badValue("The value %s for parameter Namespace is invalid.", space)
	case len(in.MetricData) == 0:
		return nil, missing("MetricData")
	case len(in.MetricData) > maxData:
		return nil, badValue("The collection MetricData must not have a size greater than %d.", maxData)
	}
	data := make([]telemetry.Datum, len(in.MetricData))
	var all complaints
	for i, m := range in.MetricData {
		d, err := s.datum(fmt.Sprintf("MetricData.member.%d", i+1), m)
		all.add(err)
		d.Namespace = *in.Namespace
		data[i] = d
	}
	if all.err != nil {
		return nil, all.err
	}
	for _, d := range data {
		s.room.Put(d)
	}
	return &cw.PutMetricDataOutput{}, nil
}

// complaints are the refusals of the data in a request. AWS gives them all,
// a line each, under the code of the first.
type complaints struct{ err *awserr.Error }

func (c *complaints) add(err *awserr.Error) {
	switch {
	case err == nil:
	case c.err == nil:
		c.err = err
	default:
		c.err = awserr.New(c.err.Code, "%s\n%s", c.err.Message, err.Message)
	}
}

// isNamespace tells whether AWS allows this as a namespace.
func isNamespace(name string) bool {
	const others = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_/#: "
	return len(name) <= maxName && name[0] != ':' && strings.TrimSpace(name) != "" && strings.Trim(name, others) == ""
}

// datum checks one metric of a request; at is where it is.
func (s *service) datum(at string, m types.MetricDatum) (telemetry.Datum, *awserr.Error) {
	d := telemetry.Datum{Name: text(m.MetricName), Unit: string(m.Unit), At: s.k.Now(), BySecond: m.StorageResolution != nil && *m.StorageResolution == bySecond}
	if m.Timestamp != nil {
		d.At = *m.Timestamp
	}
	switch {
	case d.Name == "":
		return d, awserr.New("MissingParameter", "The parameter %s.MetricName is required.", at)
	case len(d.Name) > maxName:
		return d, wrong("The parameter %s.MetricName must be shorter than %d characters.", at, maxName+1)
	case m.Unit != "" && !slices.Contains(m.Unit.Values(), m.Unit):
		return d, wrong("The parameter %s.Unit must be a value in the set [ %s ].", at, units())
	case m.StorageResolution != nil && *m.StorageResolution != bySecond && *m.StorageResolution != byMinute:
		return d, wrong("The value %d for parameter %s.StorageResolution is invalid.", *m.StorageResolution, at)
	case d.At.Before(s.k.Now().Add(-oldestDatum)):
		return d, wrong("The parameter %s.Timestamp must specify a time within the past two weeks.", at)
	case d.At.After(s.k.Now().Add(newestDatum)):
		return d, wrong("The parameter %s.Timestamp must specify a time no more than two hours in the future.", at)
	}
	dims, bad := dimensionsAt(at+".Dimensions", m.Dimensions)
	if bad != nil {
		return d, bad
	}
	d.Dimensions = dims
	return d, readSamples(&d, at, m)
}

func wrong(format string, args ...any) *awserr.Error {
	return awserr.New("InvalidParameterValue", format, args...)
}

// units is the names of all units, as AWS lists them.
func units() string {
	var names []string
	for _, u := range types.StandardUnit("").Values() {
		names = append(names, string(u))
	}
	return strings.Join(names, ", ")
}

// readSamples reads what was seen: a value, values with their counts, or a
// statistic set, and only one of them.
func readSamples(d *telemetry.Datum, at string, m types.MetricDatum) *awserr.Error {
	both := func(a, b string) *awserr.Error {
		return awserr.New("InvalidParameterCombination", "The parameters %s.%s and %s.%s are mutually exclusive and you have specified both.", at, a, at, b)
	}
	switch {
	case m.Value != nil && len(m.Values) > 0:
		return both("Value", "Values")
	case m.Value != nil && m.StatisticValues != nil:
		return both("Value", "StatisticValues")
	case len(m.Values) > 0 && m.StatisticValues != nil:
		return both("Values", "StatisticValues")
	case m.Value != nil:
		d.Values = []world.MetricValue{{Value: *m.Value, Count: 1}}
		return checkNumber(at+".Value", *m.Value)
	case len(m.Values) > 0:
		return readValues(d, at, m)
	case m.StatisticValues != nil:
		return readSet(d, at+".StatisticValues", *m.StatisticValues)
	}
	return awserr.New("MissingParameter", "At least one of the parameters %s.Value, %s.Values or %s.StatisticValues must be specified.", at, at, at)
}

func readValues(d *telemetry.Datum, at string, m types.MetricDatum) *awserr.Error {
	if len(m.Values) > maxValues {
		return wrong("The collection %s.Values must not have a size greater than %d.", at, maxValues)
	}
	if len(m.Counts) > 0 && len(m.Counts) != len(m.Values) {
		return wrong("The parameters %s.Values and %s.Counts must be of the same size.", at, at)
	}
	for i, v := range m.Values {
		n := 1.0
		if len(m.Counts) > 0 {
			n = m.Counts[i]
		}
		if err := checkNumber(fmt.Sprintf("%s.Values.member.%d", at, i+1), v); err != nil {
			return err
		}
		if err := checkCount(fmt.Sprintf("%s.Counts.member.%d", at, i+1), n); err != nil {
			return err
		}
		d.Values = append(d.Values, world.MetricValue{Value: v, Count: n})
	}
	return nil
}

func readSet(d *telemetry.Datum, at string, set types.StatisticSet) *awserr.Error {
	for _, p := range []struct {
		name  string
		value *float64
	}{{"Maximum", set.Maximum}, {"Minimum", set.Minimum}, {"SampleCount", set.SampleCount}, {"Sum", set.Sum}} {
		if p.value == nil {
			return awserr.New("MissingParameter", "The parameter %s.%s is required.", at, p.name)
		}
		if err := checkNumber(at+"."+p.name, *p.value); err != nil {
			return err
		}
	}
	if err := checkCount(at+".SampleCount", *set.SampleCount); err != nil {
		return err
	}
	if *set.Maximum < *set.Minimum {
		return wrong("The parameter %s.Maximum must be greater than %s.Minimum.", at, at)
	}
	d.Set = &telemetry.StatisticSet{Count: *set.SampleCount, Sum: *set.Sum, Low: *set.Minimum, High: *set.Maximum}
	return nil
}

func checkNumber(at string, v float64) *awserr.Error {
	if math.IsNaN(v) || math.Abs(v) > widestValue() {
		return wrong("The value %v for parameter %s is invalid.", v, at)
	}
	return nil
}

func checkCount(at string, n float64) *awserr.Error {
	if n <= 0 {
		return wrong("The parameter %s must be greater than 0.", at)
	}
	return checkNumber(at, n)
}
