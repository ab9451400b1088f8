package whatif_test

import (
	"testing"

	"fleetglass/awsclient"
	"fleetglass/awsclient/whatif"
)

func TestScaleIn(t *testing.T) { // AS/as-instance-termination
	protected := crew(4, steps())
	protected.Instances[0].Protected, protected.Instances[2].Protected = true, true
	sick := crew(3, steps())
	sick.Instances[1].Health = "Unhealthy"
	mixed := crew(4, steps())
	mixed.Mixed = &awsclient.MixedPolicy{OnDemandBase: 1}
	for _, id := range []string{"i-2", "i-3"} {
		m := mixed.Machines[id]
		m.Market = "spot"
		mixed.Machines[id] = m
	}
	byAge := crew(4, steps())
	byAge.TerminationPolicies = []string{"NewestInstance"}
	for _, c := range []struct {
		name  string
		group *whatif.Group
		n     int
		want  []string
		says  []string
	}{
		{"the fullest zone first", crew(3, steps()), 1, []string{"i-2"}, []string{"in a zone with most instances (2)", "closest to its next billing hour"}},
		{"the newest", byAge, 2, []string{"i-0", "i-1"}, []string{"it is the newest instance", "termination policies NewestInstance"}},
		{"not the protected", protected, 3, []string{"i-3", "i-1"}, []string{"2 can go: 2 of 4 are protected from scale-in", "the minimum is 1"}[:1]},
		{"the unhealthy before all", sick, 1, []string{"i-1"}, []string{"it is unhealthy"}},
		{"the market that has more than its share", mixed, 1, []string{"i-1"}, []string{"is On-Demand, of which there are more than their share"}},
		{"below the minimum", crew(2, steps()), 2, []string{"i-1", "i-0"}, []string{"the minimum is 1: AWS refuses a desired capacity of 0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := whatif.ScaleIn(c.group, c.n)
			if len(got.Goes) != len(c.want) {
				t.Fatalf("%d go, want %v\n%s", len(got.Goes), c.want, got.Text())
			}
			for i, g := range got.Goes {
				if g.Instance != c.want[i] {
					t.Errorf("number %d is %s, want %s: %v", i+1, g.Instance, c.want[i], g.Steps)
				}
			}
			contains(t, got.Text(), c.says...)
		})
	}
}

func TestLaunch(t *testing.T) { // AS/auto-scaling-benefits, AS/ec2-auto-scaling-mixed-instances-groups
	mixed := crew(2, steps())
	mixed.Mixed = &awsclient.MixedPolicy{OnDemandBase: 3}
	for _, c := range []struct {
		name  string
		group *whatif.Group
		n     int
		says  []string
	}{
		{"where the fewest are", crew(3, steps()), 2, []string{"1. us-west-2b  on-demand  the zone with the fewest (1)",
			"2. us-west-2a  on-demand  the first by name of 2 zones with the fewest (2)", "after   us-west-2a 3, us-west-2b 2", "$0.1920 an hour more"}},
		{"On-Demand up to the base, then Spot", mixed, 3, []string{"1. us-west-2a  on-demand", "2. us-west-2b  spot", "3. us-west-2a  spot"}},
		{"above the maximum", crew(6, steps()), 1, []string{"the maximum is 6: AWS refuses a desired capacity of 7"}},
	} {
		t.Run(c.name, func(t *testing.T) { contains(t, whatif.Launch(c.group, c.n).Text(), c.says...) })
	}
}
