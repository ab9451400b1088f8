package scaling_test

import (
	"math/rand"
	"testing"

	"fleetglass/awsclient/semantics/scaling"
)

// AS/as-scaling-simple-step, "Scaling adjustment types".
func TestApply(t *testing.T) {
	b := scaling.Bounds{Min: 1, Max: 10}
	for _, c := range []struct {
		kind                       string
		current, amount, magnitude int
		raw, clamped               int
		why                        string
	}{
		{"ChangeInCapacity", 3, 5, 0, 8, 8, "3 + 5 = 8"},
		{"ChangeInCapacity", 3, -5, 0, -2, 1, "3 - 5 = -2, held at the minimum 1"},
		{"ExactCapacity", 3, 5, 0, 5, 5, "exactly 5"},
		{"ExactCapacity", 3, 15, 0, 15, 10, "exactly 15, held at the maximum 10"},
		{"PercentChangeInCapacity", 10, 10, 0, 11, 10, "10 + 10% of 10 = 11, held at the maximum 10"},
		{"PercentChangeInCapacity", 4, 50, 0, 6, 6, "4 + 50% of 4 = 6"},
		{"PercentChangeInCapacity", 5, 50, 0, 7, 7, "5 + 50% of 5 (2.5, taken as 2) = 7"}, // above 1: down
		{"PercentChangeInCapacity", 5, 10, 0, 6, 6, "5 + 10% of 5 (0.5, taken as 1) = 6"}, // 0 to 1: 1
		{"PercentChangeInCapacity", 5, -10, 0, 4, 4, "5 - 10% of 5 (0.5, taken as 1) = 4"},
		{"PercentChangeInCapacity", 5, -50, 0, 3, 3, "5 - 50% of 5 (2.5, taken as 2) = 3"},
		{"PercentChangeInCapacity", 4, 25, 2, 6, 6, "4 + 25% of 4 (at least 2) = 6"},
		{"PercentChangeInCapacity", 8, -10, 3, 5, 5, "8 - 10% of 8 (at least 3) = 5"},
		{"PercentChangeInCapacity", 0, 50, 0, 0, 1, "0 + 50% of 0 = 0, held at the minimum 1"},
		{"PercentChangeInCapacity", 0, 50, 2, 2, 2, "0 + 50% of 0 (at least 2) = 2"},
	} {
		got := scaling.Change{Kind: c.kind, Amount: c.amount, MinMagnitude: c.magnitude}.Apply(c.current, b)
		want := scaling.Adjustment{From: c.current, Raw: c.raw, Clamped: c.clamped, Why: c.why}
		if got != want {
			t.Errorf("%s %+d of %d:\n%+v, want\n%+v", c.kind, c.amount, c.current, got, want)
		}
	}
}

func TestApplyStaysWithinBounds(t *testing.T) {
	rnd := rand.New(rand.NewSource(2))
	kinds := []string{"ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"}
	for range 5000 {
		b := scaling.Bounds{Min: rnd.Intn(10)}
		b.Max = b.Min + rnd.Intn(20)
		c := scaling.Change{Kind: kinds[rnd.Intn(3)], Amount: rnd.Intn(400) - 200, MinMagnitude: rnd.Intn(4)}
		current := rnd.Intn(40)
		a := c.Apply(current, b)
		if a.Clamped < b.Min || a.Clamped > b.Max {
			t.Fatalf("%+v of %d left %+v: %+v", c, current, b, a)
		}
		if c.Kind != "ExactCapacity" && c.Amount > 0 && a.Raw < current {
			t.Fatalf("%+v of %d went down: %+v", c, current, a)
		}
	}
}

func TestValidateAdjustment(t *testing.T) {
	for _, c := range []struct {
		change scaling.Change
		ok     bool
	}{
		{scaling.Change{Kind: "ChangeInCapacity", Amount: -1}, true},
		{scaling.Change{Kind: "ExactCapacity", Amount: -1}, false},
		{scaling.Change{Kind: "Percent"}, false},
		{scaling.Change{Kind: "ChangeInCapacity", MinMagnitude: 1}, false},
		{scaling.Change{Kind: "PercentChangeInCapacity", MinMagnitude: 1}, true},
	} {
		if err := scaling.ValidateAdjustment(c.change); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.change, err)
		}
	}
}
