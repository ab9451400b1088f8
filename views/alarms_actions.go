package views

import (
	"strings"

	"fleetglass/awsclient"
	"fleetglass/themes"
	"fleetglass/ui"
)

// alarmActions is what an alarm does on each change of its state, with the way
// to whom it does it.
func alarmActions(c *Console, a *alarmRow) *ui.Document {
	d := &ui.Document{}
	if !a.ActionsEnabled && actionCount(a.Alarm) > 0 {
		d.Row("", ui.In(themes.Warn, "the actions are switched off: nothing of this happens"))
	}
	if a.SuppressedBy != "" {
		d.Row("", ui.In(themes.Warn, "the actions are held back now by "+suppressedWords(a.SuppressedBy)+" of "+arnName(a.Suppressor)))
	}
	for _, side := range []struct {
		state string
		arns  []string
	}{{"alarm", a.AlarmActions}, {"ok", a.OKActions}, {"no data", a.NoDataActions}} {
		d.Heading("When it goes to " + side.state)
		if len(side.arns) == 0 {
			d.Row("", ui.In(themes.Faint, "nothing"))
		}
		for _, arn := range side.arns {
			act := readAction(arn)
			ref := act.ref
			if ref.Kind == KindInstance { // the ARN names no instance: the metric's is meant
				ref.ID = dimension(a.Metric.Dimensions, "InstanceId")
			}
			value := ui.Say(act.what)
			if text := policyDoes(c, arn); text != "" {
				value = append(value, ui.Span{Text: "  " + text, Role: themes.Dim})
			}
			c.LinkTo(d, act.verb, value, ref)
			if act.group != "" {
				c.LinkTo(d, "of group", ui.Say(act.group), Ref{KindGroup, act.group})
			}
		}
	}
	if len(a.AlarmActions) > 0 && strings.Contains(a.AlarmActions[0], ":autoscaling:") {
		d.Paragraph("Actions run when the state changes. Those of Auto Scaling run again every minute while the alarm stays in its state.")
	}
	return d
}

func suppressedWords(by string) string {
	switch by {
	case "WaitPeriod":
		return "the wait for the suppressor"
	case "ExtensionPeriod":
		return "the time after the suppressor"
	}
	return "the suppressor"
}

// alarmAction is what the ARN of an action stands for.
type alarmAction struct {
	verb, what string
	group      string // of a scaling policy
	ref        Ref
}

// kindTopic is where a notification goes, if the console has such a kind.
const kindTopic = "topic"

func readAction(arn string) alarmAction {
	switch {
	case strings.Contains(arn, ":scalingPolicy:"):
		return alarmAction{verb: "runs policy", what: after(arn, ":policyName/"), group: groupInPolicy(arn), ref: Ref{KindPolicy, arn}}
	case strings.HasPrefix(arn, "arn:aws:sns:"):
		return alarmAction{verb: "tells topic", what: arnName(arn), ref: Ref{kindTopic, arn}}
	case strings.HasPrefix(arn, "arn:aws:automate:"):
		return alarmAction{verb: "EC2 action", what: arnName(arn) + " the instance", ref: Ref{Kind: KindInstance}}
	case strings.Contains(arn, ":lambda:"):
		return alarmAction{verb: "calls function", what: arnName(arn)}
	}
	return alarmAction{verb: "does", what: arn}
}

// after is what follows the last of a mark.
func after(text, mark string) string {
	if i := strings.LastIndex(text, mark); i >= 0 {
		return text[i+len(mark):]
	}
	return text
}

// groupInPolicy is the group that the ARN of a scaling policy names.
func groupInPolicy(arn string) string {
	_, rest, found := strings.Cut(arn, ":autoScalingGroupName/")
	name, _, _ := strings.Cut(rest, ":policyName/")
	if !found {
		return ""
	}
	return name
}

func dimension(dimensions []awsclient.Dimension, name string) string {
	for _, d := range dimensions {
		if d.Name == name {
			return d.Value
		}
	}
	return ""
}

// policyDoes is what a scaling policy does, when it is known.
func policyDoes(c *Console, arn string) string {
	for i := range c.snap.Policies.Rows {
		if p := &c.snap.Policies.Rows[i]; p.ARN == arn {
			return policyWords(*p)
		}
	}
	return ""
}

// policiesOf are the ARNs of the scaling policies that an alarm runs.
func policiesOf(a *awsclient.Alarm) []string {
	var arns []string
	for _, list := range [][]string{a.AlarmActions, a.OKActions, a.NoDataActions} {
		for _, arn := range list {
			if strings.Contains(arn, ":scalingPolicy:") {
				arns = append(arns, arn)
			}
		}
	}
	return arns
}
