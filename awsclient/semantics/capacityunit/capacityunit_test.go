package capacityunit

import (
	"math"
	"testing"
)

var unknown = math.NaN()

// ELB/pricing: an hour counts as many units as its largest dimension has.
func TestUnits(t *testing.T) {
	for _, c := range []struct {
		name       string
		dimensions []Dimension
		units      float64
		largest    string
		complete   bool
	}{
		// ELB/pricing, the first example of Application balancers: one new
		// connection a second that lasts two minutes, five requests a second,
		// 300 KB a second, 60 rules.
		{"the price list's own example, by bytes", ApplicationDimensions(Use{1, 120, 1.08 * GB, Charged(5, 60)}), 1.08, "processed bytes", true},
		{"by new connections", ApplicationDimensions(Use{50, 120, 0.1 * GB, 0}), 2, "new connections", true},
		{"by active connections", ApplicationDimensions(Use{1, 9000, 0.1 * GB, 0}), 3, "active connections", true},
		{"by rules", ApplicationDimensions(Use{100, 100, 0.1 * GB, Charged(100, 110)}), 10, "rule evaluations", true},
		{"nothing is done", ApplicationDimensions(Use{}), 0, "new connections", true},
		{"what is not known might be more", ApplicationDimensions(Use{50, unknown, 0.1 * GB, 0}), 2, "new connections", false},
		{"nothing is known", NetworkDimensions(Use{unknown, unknown, unknown, unknown}, "TCP"), 0, "", false},
		{"TCP", NetworkDimensions(Use{1600, 100, GB / 2, 0}, "TCP"), 2, "new flows", true},
		{"UDP has half of TCP's flows", NetworkDimensions(Use{1600, 100, GB / 2, 0}, "UDP"), 4, "new flows", true},
		{"TLS has a sixteenth of TCP's flows", NetworkDimensions(Use{1600, 100, GB / 2, 0}, "TLS"), 32, "new flows", true},
		{"TLS by active flows", NetworkDimensions(Use{1, 6000, GB / 2, 0}, "TLS"), 2, "active flows", true},
		{"TCP_UDP as TCP", NetworkDimensions(Use{800, 100, 0, 0}, "TCP_UDP"), 1, "new flows", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			units, largest, complete := Units(c.dimensions)
			name := ""
			if largest >= 0 {
				name = c.dimensions[largest].Name
			}
			if math.Abs(units-c.units) > 1e-9 || name != c.largest || complete != c.complete {
				t.Errorf("%v units by %q, complete: %v; want %v by %q, %v", units, name, complete, c.units, c.largest, c.complete)
			}
		})
	}
}

// ELB/pricing: the first ten rules of a request are free.
func TestCharged(t *testing.T) {
	for _, c := range []struct {
		requests float64
		rules    int
		want     float64
	}{{5, 60, 250}, {100, 10, 0}, {100, 11, 100}, {0, 60, 0}, {100, 0, 0}} {
		if got := Charged(c.requests, c.rules); got != c.want {
			t.Errorf("%v requests by %d rules: %v, want %v", c.requests, c.rules, got, c.want)
		}
	}
}

// ELB/pricing: the examples of the list.
func TestPerHour(t *testing.T) {
	for _, c := range []struct {
		balancer, region string
		units, hour      float64
	}{
		{Application, "us-east-1", 1.08, 0.0225 + 0.00864},
		{Application, "us-west-2", 0, 0.0225},
		{Network, "us-east-2", 1.08, 0.0225 + 0.00648},
		{Classic, "us-east-1", 1, 0.033},
	} {
		p, ok := PricesOf(c.balancer, c.region)
		if got := p.PerHour(c.units); !ok || math.Abs(got-c.hour) > 1e-12 {
			t.Errorf("%s in %s with %v units: %v, %v; want %v", c.balancer, c.region, c.units, got, ok, c.hour)
		}
	}
	for _, c := range [][2]string{{Application, "eu-central-1"}, {"gateway", "us-east-1"}} {
		if _, ok := PricesOf(c[0], c[1]); ok {
			t.Errorf("%s has a price", c)
		}
	}
}
