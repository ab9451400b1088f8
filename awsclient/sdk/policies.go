package sdk

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/awsclient"
)

// Policies are the scaling policies of all groups, by group and name.
func (c *Client) Policies(ctx context.Context) ([]awsclient.Policy, error) {
	in := &autoscaling.DescribePoliciesInput{MaxRecords: aws.Int32(asgPage)}
	rows, err := gather(ctx, c, autoscaling.NewDescribePoliciesPaginator(c.read.asg, in), func(out *autoscaling.DescribePoliciesOutput) []awsclient.Policy {
		return mapped(out.ScalingPolicies, policy)
	})
	return sorted(rows,
		func(p awsclient.Policy) string { return p.Group },
		func(p awsclient.Policy) string { return p.Name }), err
}

func policy(p types.ScalingPolicy) awsclient.Policy {
	//lint:ignore SA1019 AWS still answers with the older name for policies that were made with it
	older := p.MinAdjustmentStep
	return awsclient.Policy{
		ARN: text(p.PolicyARN), Group: text(p.AutoScalingGroupName), Name: text(p.PolicyName),
		Type:           cmp.Or(text(p.PolicyType), "SimpleScaling"), // AWS's default
		Enabled:        p.Enabled == nil || *p.Enabled,
		AdjustmentType: text(p.AdjustmentType), Adjustment: number(p.ScalingAdjustment),
		MinMagnitude: cmp.Or(number(p.MinAdjustmentMagnitude), number(older)),
		Cooldown:     seconds(p.Cooldown), Warmup: seconds(p.EstimatedInstanceWarmup), MetricAggregation: text(p.MetricAggregationType),
		Steps:      mapped(p.StepAdjustments, step),
		Target:     targetTracking(p.TargetTrackingConfiguration),
		AlarmNames: mapped(p.Alarms, func(a types.Alarm) string { return text(a.AlarmName) }),
		AlarmARNs:  mapped(p.Alarms, func(a types.Alarm) string { return text(a.AlarmARN) }),

		PredictiveDescribe: predictive(p.PredictiveScalingConfiguration),
	}
}

func step(s types.StepAdjustment) awsclient.Step {
	bound := func(f *float64) *float64 {
		if f == nil {
			return nil
		}
		return aws.Float64(*f)
	}
	return awsclient.Step{Lower: bound(s.MetricIntervalLowerBound), Upper: bound(s.MetricIntervalUpperBound), Adjustment: number(s.ScalingAdjustment)}
}

func targetTracking(t *types.TargetTrackingConfiguration) awsclient.TargetTracking {
	if t == nil {
		return awsclient.TargetTracking{}
	}
	row := awsclient.TargetTracking{Value: aws.ToFloat64(t.TargetValue), DisableScaleIn: yes(t.DisableScaleIn)}
	if p := t.PredefinedMetricSpecification; p != nil {
		row.Predefined, row.ResourceLabel = word(p.PredefinedMetricType), text(p.ResourceLabel)
	}
	if m := t.CustomizedMetricSpecification; m != nil {
		row.CustomMetric, row.CustomStatistic = strings.TrimSpace(text(m.Namespace)+" "+text(m.MetricName)), word(m.Statistic)
		if row.CustomMetric == "" {
			row.CustomMetric = "metric math"
		} else {
			row.Custom = &awsclient.CustomMetric{
				Namespace: text(m.Namespace), Name: text(m.MetricName), Statistic: word(m.Statistic), Unit: text(m.Unit),
				Dimensions: mapped(m.Dimensions, func(d types.MetricDimension) awsclient.Dimension {
					return awsclient.Dimension{Name: text(d.Name), Value: text(d.Value)}
				}),
			}
		}
	}
	return row
}

// predictive tells in words what a predictive policy is for.
func predictive(p *types.PredictiveScalingConfiguration) string {
	if p == nil {
		return ""
	}
	said := []string{cmp.Or(word(p.Mode), "ForecastOnly")}
	for _, m := range p.MetricSpecifications {
		metric := "a custom metric"
		if pair := m.PredefinedMetricPairSpecification; pair != nil {
			metric = word(pair.PredefinedMetricType)
		} else if scaling := m.PredefinedScalingMetricSpecification; scaling != nil {
			metric = word(scaling.PredefinedMetricType)
		}
		said = append(said, fmt.Sprintf("%s at %g", metric, aws.ToFloat64(m.TargetValue)))
	}
	return strings.Join(said, ", ")
}
