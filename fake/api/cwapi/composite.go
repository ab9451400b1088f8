package cwapi

import (
	"context"
	"slices"
	"strings"
	"time"

	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient/semantics/composite"
	"fleetglass/fake/world"
)

func (s *service) putCompositeAlarm(_ context.Context, in *cw.PutCompositeAlarmInput) (*cw.PutCompositeAlarmOutput, error) {
	if err := onlyKnown(in, "ActionsEnabled", "ActionsSuppressor", "ActionsSuppressorExtensionPeriod", "ActionsSuppressorWaitPeriod", "AlarmActions",
		"AlarmDescription", "AlarmName", "AlarmRule", "InsufficientDataActions", "OKActions", "Tags"); err != nil {
		return nil, err
	}
	c, err := compositeOf(in)
	if err != nil {
		return nil, err
	}
	if err := s.alarms.PutCompositeAlarm(c); err != nil {
		return nil, err
	}
	return &cw.PutCompositeAlarmOutput{}, nil
}

func compositeOf(in *cw.PutCompositeAlarmInput) (world.CompositeAlarm, error) {
	c := world.CompositeAlarm{
		Name: text(in.AlarmName), Description: text(in.AlarmDescription), Rule: text(in.AlarmRule), ActionsEnabled: in.ActionsEnabled == nil || *in.ActionsEnabled,
		AlarmActions: slices.Clone(in.AlarmActions), OKActions: slices.Clone(in.OKActions), NoData: slices.Clone(in.InsufficientDataActions),
		Suppressor: text(in.ActionsSuppressor), SuppressorWait: secondsOf(in.ActionsSuppressorWaitPeriod), SuppressorExtension: secondsOf(in.ActionsSuppressorExtensionPeriod),
	}
	timed := in.ActionsSuppressorWaitPeriod != nil && in.ActionsSuppressorExtensionPeriod != nil
	switch {
	case c.Name == "" || len(c.Name) > maxName:
		return c, invalid("The parameter AlarmName must be between 1 and %d characters.", maxName)
	case c.Rule == "":
		return c, missing("AlarmRule")
	case c.Suppressor != "" && !timed:
		return c, invalid("The parameters ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are required with ActionsSuppressor.")
	case c.Suppressor == "" && (in.ActionsSuppressorWaitPeriod != nil || in.ActionsSuppressorExtensionPeriod != nil):
		return c, invalid("The parameter ActionsSuppressor is required with its periods.")
	case c.SuppressorWait < 0 || c.SuppressorExtension < 0:
		return c, invalid("The periods of ActionsSuppressor must not be negative.")
	}
	for _, actions := range [][]string{in.AlarmActions, in.OKActions, in.InsufficientDataActions} {
		if err := checkCompositeActions(actions); err != nil {
			return c, err
		}
	}
	var err error
	c.Tags, err = readTags(in.Tags)
	return c, err
}

func secondsOf(p *int32) time.Duration {
	if p == nil {
		return 0
	}
	return time.Duration(*p) * time.Second
}

// checkCompositeActions: a composite alarm tells others; it neither scales
// groups nor stops instances (CW/Create_Composite_Alarm).
func checkCompositeActions(actions []string) error {
	if err := checkActions(actions); err != nil {
		return err
	}
	for _, a := range actions {
		if strings.HasPrefix(a, "arn:aws") && (strings.Contains(a, ":automate:") || strings.Contains(a, ":autoscaling:")) {
			return invalid("Invalid alarm action: %s", a)
		}
	}
	return nil
}

func compositeView(c *world.CompositeAlarm) types.CompositeAlarm {
	out := types.CompositeAlarm{
		AlarmName: some(c.Name), AlarmArn: some(c.ARN), AlarmDescription: ptr(c.Description), AlarmRule: some(c.Rule), ActionsEnabled: some(c.ActionsEnabled),
		AlarmActions: append([]string{}, c.AlarmActions...), OKActions: append([]string{}, c.OKActions...), InsufficientDataActions: append([]string{}, c.NoData...),
		AlarmConfigurationUpdatedTimestamp: some(c.ConfigUpdate), StateUpdatedTimestamp: some(c.Updated), StateTransitionedTimestamp: some(c.StateSince),
		StateValue: types.StateValue(c.State), StateReason: some(c.Reason), StateReasonData: ptr(c.ReasonData), ActionsSuppressor: ptr(c.Suppressor),
		ActionsSuppressedBy: types.ActionsSuppressedBy(c.SuppressedBy), ActionsSuppressedReason: ptr(composite.SuppressedReason(c.SuppressedBy)),
	}
	if c.Suppressor != "" {
		out.ActionsSuppressorWaitPeriod = some(int32(c.SuppressorWait / time.Second))
		out.ActionsSuppressorExtensionPeriod = some(int32(c.SuppressorExtension / time.Second))
	}
	return out
}
