package placement_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/placement"
)

func counts(a, b, c int) []placement.ZoneCount {
	return []placement.ZoneCount{{Zone: "a", Count: a}, {Zone: "b", Count: b}, {Zone: "c", Count: c}}
}

// AS/auto-scaling-benefits, "Instance distribution".
func TestLaunchZones(t *testing.T) {
	for _, c := range []struct {
		counts []placement.ZoneCount
		n      int
		want   string
	}{
		{counts(0, 0, 0), 4, "a b c a"},
		{counts(2, 1, 2), 1, "b"},
		{counts(3, 0, 1), 4, "b b c b"},
		{counts(1, 1, 1), 0, ""},
		{nil, 3, ""},
	} {
		if got := strings.Join(placement.LaunchZones(c.counts, c.n), " "); got != c.want {
			t.Errorf("%v + %d: %q, want %q", c.counts, c.n, got, c.want)
		}
	}
}

func TestLaunchZonesKeepsBalance(t *testing.T) {
	rnd := rand.New(rand.NewSource(4))
	for range 1000 {
		base := rnd.Intn(5)
		zones := counts(base+rnd.Intn(2), base+rnd.Intn(2), base+rnd.Intn(2))
		for _, z := range placement.LaunchZones(zones, rnd.Intn(20)) {
			for i := range zones {
				if zones[i].Zone == z {
					zones[i].Count++
				}
			}
			if placement.Imbalanced(zones) {
				t.Fatalf("imbalanced on the way: %v", zones)
			}
		}
	}
}

func TestMove(t *testing.T) {
	for _, c := range []struct {
		counts   []placement.ZoneCount
		from, to string
	}{
		{counts(3, 1, 2), "a", "b"},
		{counts(2, 1, 2), "", ""},
		{counts(0, 4, 4), "b", "a"},
		{nil, "", ""},
	} {
		if from, to, ok := placement.Move(c.counts); from != c.from || to != c.to || ok != (c.from != "") {
			t.Errorf("%v: %s to %s", c.counts, from, to)
		}
	}
}

func TestRebalanceOvershoot(t *testing.T) {
	for maximum, want := range map[int]int{1: 1, 10: 1, 19: 1, 20: 2, 100: 10} {
		if got := placement.RebalanceOvershoot(maximum); got != want {
			t.Errorf("max %d: %d, want %d", maximum, got, want)
		}
	}
}

// now is a time at which ages in minutes are easy to read.
func now() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func ago(minutes int) time.Time { return now().Add(-time.Duration(minutes) * time.Minute) }

func onConfiguration(name string, age int, current bool) placement.Launch {
	return placement.Launch{Configuration: name, ConfigurationCreated: ago(age), Current: current}
}

func onTemplate(id string, version int, current bool) placement.Launch {
	return placement.Launch{Template: id, Version: version, Current: current}
}

// AS/ec2-auto-scaling-termination-policies.
func TestSelectForTermination(t *testing.T) {
	lc := onConfiguration("lc", 500, true)
	for _, c := range []struct {
		name      string
		instances []placement.Candidate
		policies  string
		id, why   string
	}{
		{"the zone with most goes first, whatever the policy", []placement.Candidate{
			{ID: "1", Zone: "a", LaunchTime: ago(900)},
			{ID: "2", Zone: "b", LaunchTime: ago(10)}, {ID: "3", Zone: "b", LaunchTime: ago(20)},
		}, "OldestInstance", "3", "is the oldest instance"},
		{"newest", []placement.Candidate{
			{ID: "1", Zone: "a", LaunchTime: ago(9)}, {ID: "2", Zone: "b", LaunchTime: ago(3)},
		}, "NewestInstance", "2", "is the newest instance"},
		{"protected ones count for their zone", []placement.Candidate{
			{ID: "1", Zone: "a"}, {ID: "2", Zone: "a", Protected: true}, {ID: "3", Zone: "b"},
		}, "", "1", "is in a zone with most instances (2)"},
		{"a zone of protected ones is passed over", []placement.Candidate{
			{ID: "1", Zone: "a", Protected: true}, {ID: "2", Zone: "a", Protected: true}, {ID: "3", Zone: "b"},
		}, "", "3", "is not protected from scale-in"},
		{"by default a configuration goes before a template", []placement.Candidate{
			{ID: "1", Zone: "a", Launch: onTemplate("lt", 1, true)}, {ID: "2", Zone: "b", Launch: lc},
		}, "", "2", "was launched from a launch configuration"},
		{"by default the oldest configuration", []placement.Candidate{
			{ID: "1", Zone: "a", Launch: onConfiguration("new", 10, false)},
			{ID: "2", Zone: "b", Launch: onConfiguration("old", 20, false)},
		}, "", "2", "was launched from the oldest launch configuration"},
		{"by default then the billing hour", []placement.Candidate{
			{ID: "1", Zone: "a", Launch: lc, LaunchTime: ago(119)}, {ID: "2", Zone: "b", Launch: lc, LaunchTime: ago(121)},
		}, "", "1", "is closest to its next billing hour"},
		{"the oldest version", []placement.Candidate{
			{ID: "1", Zone: "a", Launch: onTemplate("lt", 4, true)}, {ID: "2", Zone: "b", Launch: onTemplate("lt", 3, true)},
		}, "OldestLaunchTemplate", "2", "was launched from the oldest version of the launch template"},
		{"another template before an old version", []placement.Candidate{
			{ID: "1", Zone: "a", Launch: onTemplate("lt", 1, true)}, {ID: "2", Zone: "b", Launch: onTemplate("other", 9, false)},
		}, "OldestLaunchTemplate", "2", "was launched from a template the group no longer uses"},
		{"policies in order", []placement.Candidate{
			{ID: "1", Zone: "a", Launch: lc, LaunchTime: ago(30)}, {ID: "2", Zone: "b", Launch: lc, LaunchTime: ago(50)},
		}, "OldestLaunchConfiguration,NewestInstance", "1", "is the newest instance"},
		{"equals", []placement.Candidate{
			{ID: "2", Zone: "a"}, {ID: "1", Zone: "b"},
		}, "AllocationStrategy", "1", "has the lowest id of 2 equals"},
		{"the only one", []placement.Candidate{{ID: "1", Zone: "a"}}, "", "1", "is the only instance that could be chosen"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var policies []string
			if c.policies != "" {
				policies = strings.Split(c.policies, ",")
			}
			got := placement.SelectForTermination(c.instances, policies, 1, now())
			if len(got) != 1 || got[0].Candidate.ID != c.id || !strings.HasPrefix(got[0].Why, c.why) {
				t.Errorf("%+v, want %s because it %s", got, c.id, c.why)
			}
		})
	}
}

func TestSelectForTerminationTellsItsSteps(t *testing.T) {
	got := placement.SelectForTermination([]placement.Candidate{
		{ID: "1", Zone: "a", LaunchTime: ago(9)}, {ID: "2", Zone: "a", LaunchTime: ago(8)},
		{ID: "3", Zone: "b", LaunchTime: ago(7)}, {ID: "4", Zone: "a", LaunchTime: ago(99), Protected: true},
	}, []string{"OldestInstance"}, 1, now())
	want := "is not protected from scale-in: 3 of 4 left|is in a zone with most instances (3): 2 of 3 left|is the oldest instance: 1 of 2 left"
	if strings.Join(got[0].Steps, "|") != want {
		t.Errorf("%q", got[0].Steps)
	}
}

func TestSelectForTerminationHolds(t *testing.T) {
	rnd := rand.New(rand.NewSource(5))
	for range 500 {
		var instances []placement.Candidate
		free := 0
		for i := range rnd.Intn(12) {
			c := placement.Candidate{ID: fmt.Sprint("i-", i), Zone: string(rune('a' + i%3)),
				LaunchTime: ago(rnd.Intn(500)), Protected: rnd.Intn(3) == 0}
			if !c.Protected {
				free++
			}
			instances = append(instances, c)
		}
		n := rnd.Intn(14)
		policies := []string{placement.Policies()[rnd.Intn(len(placement.Policies()))]}
		choices := placement.SelectForTermination(instances, policies, n, now())
		if len(choices) != min(n, free) {
			t.Fatalf("%d chosen of %d free, %d asked", len(choices), free, n)
		}
		seen := map[string]bool{}
		for _, c := range choices {
			if c.Candidate.Protected || seen[c.Candidate.ID] || c.Why == "" {
				t.Fatalf("chosen: %+v", c)
			}
			seen[c.Candidate.ID] = true
		}
		slices.Reverse(instances) // the order of the input does not matter
		for i, c := range placement.SelectForTermination(instances, policies, n, now()) {
			if c.Candidate.ID != choices[i].Candidate.ID {
				t.Fatal("the order of the input mattered")
			}
		}
	}
}

// Scaling in evens the zones out when nothing is protected.
func TestSelectForTerminationBalances(t *testing.T) {
	var instances []placement.Candidate
	for i := range 9 {
		instances = append(instances, placement.Candidate{ID: fmt.Sprint(i), Zone: []string{"a", "a", "b"}[i%3]})
	}
	left := map[string]int{"a": 6, "b": 3}
	for _, c := range placement.SelectForTermination(instances, nil, 5, now()) {
		left[c.Candidate.Zone]--
	}
	if left["a"] != 2 || left["b"] != 2 {
		t.Errorf("left %v", left)
	}
}

func TestValidatePolicies(t *testing.T) {
	const function = "arn:aws:lambda:us-east-1:123456789012:function:pick"
	for list, ok := range map[string]bool{
		"Default": true, "OldestInstance,Default": true, "Default,OldestInstance": false,
		"Oldest": false, function + ",Default": true, "Default," + function: false,
		"OldestInstance," + function: false,
	} {
		if err := placement.ValidatePolicies(strings.Split(list, ",")); (err == nil) != ok {
			t.Errorf("%s: %v", list, err)
		}
	}
}
