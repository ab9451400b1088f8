package reading

import (
	"context"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/whatif"
)

// Samples reads what CloudWatch has recorded of the metric that drives a
// policy. Where it is a load that instances share, it reads also over how many
// it was shared: by the group's own metric, else as many as it desires now.
func Samples(ctx context.Context, c awsclient.Client, g *whatif.Group, policy string, back time.Duration, shared bool) ([]whatif.Sample, error) {
	metric, err := g.Metric(policy)
	if err != nil {
		return nil, err
	}
	size := awsclient.MetricQuery{
		Namespace: "AWS/AutoScaling", Name: "GroupInServiceInstances", Statistic: "Average", Period: metric.Period,
		Dimensions: []awsclient.Dimension{{Name: "AutoScalingGroupName", Value: g.Name}},
	}
	series, err := c.Series(ctx, []awsclient.MetricQuery{metric, size}, g.Now.Add(-back), g.Now)
	if err != nil {
		return nil, err
	}
	sizes := map[time.Time]float64{}
	for _, p := range series[1].Points {
		sizes[p.At] = p.Value
	}
	var samples []whatif.Sample
	for _, p := range series[0].Points {
		s := whatif.Sample{At: p.At, Value: p.Value}
		if shared {
			if s.Instances = float64(g.Limits.Desired); sizes[p.At] > 0 {
				s.Instances = sizes[p.At]
			}
		}
		samples = append(samples, s)
	}
	return samples, nil
}
