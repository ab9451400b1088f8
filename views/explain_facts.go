package views

import (
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// explainFact is something a resource shows of a concept.
type explainFact struct {
	on   string // the term that it belongs to; "" fits every card
	text string
}

// explainFacts are what a resource shows, from what is loaded of it.
func explainFacts(s *watch.Snapshot, ref Ref) []explainFact {
	switch ref.Kind {
	case KindInstance:
		for i := range s.Instances.Rows {
			if r := &s.Instances.Rows[i]; r.ID == ref.ID {
				return instanceFacts(r)
			}
		}
	case KindGroup:
		for i := range s.Groups.Rows {
			if r := &s.Groups.Rows[i]; r.Name == ref.ID {
				return groupFacts(r)
			}
		}
	case KindTargetGroup:
		for i := range s.TargetGroups.Rows {
			if r := &s.TargetGroups.Rows[i]; r.ARN == ref.ID {
				return targetGroupFacts(r, s.Targets[r.ARN].Rows)
			}
		}
	case KindTarget:
		return targetFacts(s, ref.ID)
	case KindBalancer:
		return balancerFacts(s, ref.ID)
	case KindPolicy:
		for i := range s.Policies.Rows {
			if r := &s.Policies.Rows[i]; r.ARN == ref.ID {
				return policyFacts(r)
			}
		}
	case KindAlarm:
		for i := range s.Alarms.Rows {
			if r := &s.Alarms.Rows[i]; r.Name == ref.ID {
				return alarmFacts(r)
			}
		}
	case KindSpotRequest, KindSpotFleet:
		return spotFacts(s, ref)
	case KindLogGroup, KindTrail:
		return recordFacts(s, ref)
	}
	return nil
}

func instanceFacts(r *awsclient.Instance) []explainFact {
	facts := []explainFact{{"", "a " + r.Type + " in " + r.Zone + ", " + r.State + ", " + r.Market},
		{"baked image", "made from image " + r.Image}}
	if r.Group != "" {
		facts = append(facts, explainFact{"", "member of " + r.Group + ", which replaces it when it fails"})
	}
	return facts
}

func groupFacts(r *awsclient.Group) []explainFact {
	l := r.Limits
	serving := 0
	for i := range r.Instances {
		if r.Instances[i].Lifecycle == "InService" {
			serving++
		}
	}
	size := "wants " + strconv.Itoa(l.Desired) + " of " + strconv.Itoa(l.Min) + " to " + strconv.Itoa(l.Max) + ", has " + strconv.Itoa(len(r.Instances)) + ", " + strconv.Itoa(serving) + " in service"
	facts := []explainFact{{"", size},
		{"health check type", "believes " + r.HealthCheckType + ", after a grace of " + ui.Duration(r.Grace)},
		{"cooldown", "default cooldown " + ui.Duration(r.DefaultCooldown)},
		{"termination policy", "shrinks by " + strings.Join(r.TerminationPolicies, ", ")}}
	if l.Desired == l.Max {
		facts = append(facts, explainFact{"desired capacity", "it is at its maximum: no policy can add more"})
	}
	if r.DefaultWarmup > 0 {
		facts = append(facts, explainFact{"warm-up", "default warm-up " + ui.Duration(r.DefaultWarmup)})
	}
	if from := r.Launch.Configuration; from != "" {
		facts = append(facts, explainFact{"launch configuration", "launches from " + from})
	} else if r.Launch.TemplateName != "" {
		facts = append(facts, explainFact{"launch template", "launches from " + r.Launch.TemplateName + ", version " + r.Launch.Version})
	}
	return facts
}

func targetGroupFacts(r *awsclient.TargetGroup, targets []awsclient.Target) []explainFact {
	healthy := 0
	for i := range targets {
		if targets[i].State == "healthy" {
			healthy++
		}
	}
	k := r.Check
	asks := "asks " + k.Protocol + " " + k.Path + " every " + ui.Duration(k.Interval) + ", waits " + ui.Duration(k.Timeout) + "; " + strconv.Itoa(k.Unhealthy) + " failures make unhealthy, " + strconv.Itoa(k.Healthy) + " passes healthy"
	facts := []explainFact{{"", strconv.Itoa(healthy) + " of " + strconv.Itoa(len(targets)) + " targets healthy"}}
	if !k.Enabled {
		return append(facts, explainFact{"health check", "its health checks are off"})
	}
	return append(facts, explainFact{"health check", asks}, explainFact{"target group", asks})
}

func targetFacts(s *watch.Snapshot, id string) []explainFact {
	for _, arn := range sortedKeys(s.Targets) {
		if !strings.HasPrefix(id, arn) {
			continue
		}
		rows := s.Targets[arn].Rows
		for i := range rows {
			t := &rows[i]
			if targetID(t) != id {
				continue
			}
			facts := []explainFact{{"", t.State + " in " + arnName(arn)}}
			if t.Reason != "" {
				facts = append(facts, explainFact{"", "AWS says " + t.Reason + ": " + t.Description})
			}
			return facts
		}
	}
	return nil
}

func balancerFacts(s *watch.Snapshot, id string) []explainFact {
	for i := range s.Balancers.Rows {
		if b := &s.Balancers.Rows[i]; b.ARN == id {
			return []explainFact{{"", b.Type + ", " + b.Scheme + ", " + b.State + ", in " + ui.Count(len(b.Zones), "zone")}}
		}
	}
	for i := range s.ClassicBalancers.Rows {
		if b := &s.ClassicBalancers.Rows[i]; b.Name == id {
			return []explainFact{{"", "Classic, " + b.Scheme + ", " + ui.Count(len(b.Instances), "instance") + " registered, in " + ui.Count(len(b.Zones), "zone")}}
		}
	}
	return nil
}

func policyFacts(r *awsclient.Policy) []explainFact {
	facts := []explainFact{{"", "sizes " + r.Group + " through " + ui.Count(len(r.AlarmNames), "alarm")}}
	switch r.Type {
	case "TargetTrackingScaling":
		facts = append(facts, explainFact{"", "holds " + r.Target.Predefined + r.Target.CustomMetric + " at " + ui.Number(r.Target.Value)})
	case "SimpleScaling":
		facts = append(facts, explainFact{"", r.AdjustmentType + " " + strconv.Itoa(r.Adjustment)})
	case "StepScaling":
		facts = append(facts, explainFact{"", r.AdjustmentType + " in " + ui.Count(len(r.Steps), "step")})
	}
	if r.Cooldown > 0 {
		facts = append(facts, explainFact{"cooldown", "its cooldown is " + ui.Duration(r.Cooldown)})
	}
	if r.Warmup > 0 {
		facts = append(facts, explainFact{"warm-up", "its warm-up is " + ui.Duration(r.Warmup)})
	}
	return facts
}

func alarmFacts(r *awsclient.Alarm) []explainFact {
	facts := []explainFact{{"", "is " + r.State}}
	if r.Rule != "" {
		return append(facts, explainFact{"alarm", "composite: " + r.Rule})
	}
	need := r.DatapointsToAlarm
	if need == 0 {
		need = r.Periods
	}
	return append(facts,
		explainFact{"alarm", r.Metric.Name + " " + r.Comparison + " " + ui.Number(r.Threshold) + " in " + strconv.Itoa(need) + " of " + ui.Count(r.Periods, "period")},
		explainFact{"missing data", "treats missing data as " + r.MissingData})
}

func spotFacts(s *watch.Snapshot, ref Ref) []explainFact {
	for i := range s.SpotRequests.Rows {
		if r := &s.SpotRequests.Rows[i]; r.ID == ref.ID {
			return []explainFact{{"", r.Type + ", " + r.State + ": " + r.Status}, {"spot price", "pays at most $" + r.MaxPrice + " an hour"},
				{"interruption notice", "when taken back: " + r.Interruption}}
		}
	}
	for i := range s.SpotFleets.Rows {
		if r := &s.SpotFleets.Rows[i]; r.ID == ref.ID {
			return []explainFact{{"", r.Type + ", has " + ui.Number(r.Fulfilled) + " of " + ui.Count(r.Target, "unit")},
				{"fleet strategy", "chooses pools by " + r.Strategy}, {"spot pool", "launches by " + ui.Count(len(r.Pools), "specification")}}
		}
	}
	return nil
}

func recordFacts(s *watch.Snapshot, ref Ref) []explainFact {
	for i := range s.LogGroups.Rows {
		if g := &s.LogGroups.Rows[i]; g.Name == ref.ID {
			kept := "keeps events for ever"
			if g.Retention > 0 {
				kept = "keeps events for " + ui.Count(g.Retention, "day")
			}
			return []explainFact{{"", kept + ", " + ui.Count(g.Filters, "metric filter")}}
		}
	}
	for i := range s.Trails.Rows {
		if t := &s.Trails.Rows[i]; t.ARN == ref.ID {
			return []explainFact{{"", "delivers to bucket " + t.Bucket + ", made in " + t.HomeRegion}}
		}
	}
	return nil
}
