package sdk

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient"
)

// Metrics are those that a search finds, by namespace, name and
// dimensions.
func (c *Client) Metrics(ctx context.Context, search awsclient.MetricSearch) ([]awsclient.Metric, error) {
	in := &cloudwatch.ListMetricsInput{Namespace: given(search.Namespace), MetricName: given(search.Name)}
	for _, d := range search.Dimensions {
		in.Dimensions = append(in.Dimensions, types.DimensionFilter{Name: aws.String(d.Name), Value: given(d.Value)})
	}
	if search.RecentlyActive {
		in.RecentlyActive = types.RecentlyActivePt3h
	}
	rows, err := gather(ctx, c, cloudwatch.NewListMetricsPaginator(c.read.cw, in), func(out *cloudwatch.ListMetricsOutput) []awsclient.Metric {
		return mapped(out.Metrics, metric)
	})
	return sorted(rows, awsclient.Metric.Key), err
}

func metric(m types.Metric) awsclient.Metric {
	q := metricQuery(m.Namespace, m.MetricName, m.Dimensions, "", nil)
	return awsclient.Metric{Namespace: q.Namespace, Name: q.Name, Dimensions: q.Dimensions}
}
