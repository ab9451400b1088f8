package scaling

import (
	"strings"

	rules "fleetglass/awsclient/semantics/scaling"
	"fleetglass/fake/world"
)

// The metrics that a target tracking policy can name (BC:autoscaling.MetricType).
const (
	averageCPU        = "ASGAverageCPUUtilization"
	averageNetworkIn  = "ASGAverageNetworkIn"
	averageNetworkOut = "ASGAverageNetworkOut"
	requestsPerTarget = "ALBRequestCountPerTarget"
)

// checkTracking is AWS's refusal of a target tracking policy.
func (r *Room) checkTracking(g *world.Group, p world.Policy) error {
	t := p.Target
	switch {
	case t.Predefined == "" && t.Custom == nil:
		return invalid("TargetTrackingConfiguration must have either a PredefinedMetricSpecification or a CustomizedMetricSpecification")
	case t.Predefined != "" && t.Custom != nil:
		return invalid("TargetTrackingConfiguration must have only one of PredefinedMetricSpecification and CustomizedMetricSpecification")
	case t.Value <= 0:
		return invalid("TargetValue must be greater than 0")
	case t.Custom != nil:
		return nil
	case t.Predefined == requestsPerTarget:
		return r.checkLabel(g, t.ResourceLabel)
	case t.Predefined != averageCPU && t.Predefined != averageNetworkIn && t.Predefined != averageNetworkOut:
		return invalid("Invalid PredefinedMetricType: %s. Valid values: [ASGAverageCPUUtilization, ASGAverageNetworkIn, ASGAverageNetworkOut, ALBRequestCountPerTarget]", t.Predefined)
	case t.ResourceLabel != "":
		return invalid("ResourceLabel is only valid for the metric type ALBRequestCountPerTarget")
	}
	return nil
}

func (r *Room) checkLabel(g *world.Group, label string) error {
	_, tg, ok := splitLabel(label)
	if !ok {
		return invalid("ResourceLabel %q must have the form app/<name>/<id>/targetgroup/<name>/<id>", label)
	}
	for _, arn := range g.TargetGroups {
		if strings.HasSuffix(arn, ":"+tg) {
			return nil
		}
	}
	return invalid("The target group in the ResourceLabel is not attached to AutoScalingGroup %s", g.Name)
}

// splitLabel cuts "app/n/id/targetgroup/n/id" into its two dimensions.
func splitLabel(label string) (balancer, targetGroup string, ok bool) {
	at := strings.Index(label, "/targetgroup/")
	if at < 0 || !strings.HasPrefix(label, "app/") {
		return "", "", false
	}
	return label[:at], label[at+1:], true
}

// tracked is the metric that a policy keeps at its target.
func tracked(p *world.Policy) world.MetricRef {
	if p.Target.Custom != nil {
		ref := *p.Target.Custom
		ref.Period = rules.TrackingPeriod
		return ref
	}
	ref := world.MetricRef{Namespace: "AWS/EC2", Statistic: "Average", Period: rules.TrackingPeriod,
		Dimensions: []world.Attribute{{Key: "AutoScalingGroupName", Value: p.Group}}}
	switch p.Target.Predefined {
	case averageNetworkIn:
		ref.Name = "NetworkIn"
	case averageNetworkOut:
		ref.Name = "NetworkOut"
	case requestsPerTarget:
		balancer, targetGroup, _ := splitLabel(p.Target.ResourceLabel)
		ref.Namespace, ref.Name, ref.Statistic = "AWS/ApplicationELB", "RequestCountPerTarget", "Sum"
		ref.Dimensions = []world.Attribute{{Key: "LoadBalancer", Value: balancer}, {Key: "TargetGroup", Value: targetGroup}}
	default:
		ref.Name = "CPUUtilization"
	}
	return ref
}

// makeTrackingAlarms makes the alarms of a target tracking policy.
func (r *Room) makeTrackingAlarms(p *world.Policy) {
	for _, a := range rules.TrackingAlarms(p.Group, p.ARN, p.Target.Value, r.k.UUID(), r.k.UUID(), p.Target.DisableScaleIn) {
		r.putAlarm(world.Alarm{
			Name: a.Name, Description: a.Description, Metric: tracked(p), Threshold: a.Threshold,
			Comparison: a.Comparison, Periods: a.Periods, ActionsEnabled: true, AlarmActions: []string{p.ARN},
		})
		p.Alarms = append(p.Alarms, a.Name)
	}
}

func (r *Room) deleteTrackingAlarms(p *world.Policy) {
	for _, name := range p.Alarms {
		r.deleteAlarm(name)
	}
	p.Alarms = nil
}

// trackTo is the capacity at which the metric would meet the target. Without
// data nothing happens.
func (r *Room) trackTo(g *world.Group, f firing) int {
	if f.point.Missing {
		return g.Desired
	}
	t := rules.Target{Value: f.policy.Target.Value, DisableScaleIn: f.policy.Target.DisableScaleIn}
	high, settled := f.alarm.Comparison == "GreaterThanThreshold", !f.point.At.Before(g.SettledAt)
	return rules.Tracked(t, f.point.Value, high, settled, r.standing(g, f.policy)).To
}
