package stat_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"fleetglass/awsclient/semantics/stat"
)

// Values with counts have the same statistics as the values written out.
func TestWeightedAgreesWithTheValuesWrittenOut(t *testing.T) {
	names := []string{
		"SampleCount", "Sum", "Average", "Minimum", "Maximum", "p0", "p10", "p50", "p99.9", "p100", "tm90", "tm10", "TM(10%:90%)", "TM(3:7)", "TM(:5)",
		"IQM", "wm95", "WM(20%:80%)", "WM(2:8)", "tc80", "TC(4:)", "ts75", "TS(1:6)", "PR(:5)", "PR(2:7)", "PR(4:)",
	}
	random := rand.New(rand.NewPCG(3, 5))
	for range 300 {
		var weighted []stat.Weighted
		var raw []float64
		for range random.IntN(6) {
			w := stat.Weighted{Value: float64(random.IntN(40)) / 4, Count: float64(random.IntN(5))}
			weighted = append(weighted, w)
			for range int(w.Count) {
				raw = append(raw, w.Value)
			}
		}
		for _, name := range names {
			s, err := stat.Parse(name)
			if err != nil {
				t.Fatal(err)
			}
			want, wanted := s.Of(raw)
			got, ok := s.OfWeighted(weighted)
			if ok != wanted || math.Abs(got-want) > 1e-9 {
				t.Errorf("%s of %v: %v %v, want %v %v", name, weighted, got, ok, want, wanted)
			}
		}
	}
}
