package listprice

import (
	"math"
	"testing"
)

func TestOnDemand(t *testing.T) {
	for _, c := range []struct {
		region, kind, product string
		want                  float64 // 0: not known
	}{
		{"us-west-2", "m5.large", Linux, 0.096},
		{"us-west-2", "m5.4xlarge", Linux, 0.768},
		{"us-east-1", "t3.micro", Linux, 0.0104},
		{"us-east-2", "c4.8xlarge", Linux, 1.591},
		{"us-west-2", "m5.large", "Linux/UNIX (Amazon VPC)", 0.096},
		{"us-west-2", "m5.large", "Windows", 0},
		{"eu-central-1", "m5.large", Linux, 0},
		{"us-west-2", "z9.large", Linux, 0},
		{"us-west-2", "m5.nano", Linux, 0},
		{"us-west-2", "m5.0xlarge", Linux, 0},
		{"us-west-2", "t3.4xlarge", Linux, 0},
		{"us-west-2", "m5", Linux, 0},
		{"us-west-2", "", Linux, 0},
	} {
		got, ok := OnDemand(c.region, c.kind, c.product)
		if math.Abs(got-c.want) > 1e-9 || ok != (c.want > 0) {
			t.Errorf("%s %s %s: %v %v, want %v", c.region, c.kind, c.product, got, ok, c.want)
		}
	}
}
