package scaling

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"fleetglass/fake/world"
)

// The types of entries in an alarm's history, in AWS's words.
const (
	historyState         = "StateUpdate"
	historyConfiguration = "ConfigurationUpdate"
	historyAction        = "Action"
)

// AlarmHistoryKept is how long the history of an alarm is kept, also when the
// alarm is gone (CW/AlarmThatSendsEmail; it was two weeks until some years
// ago).
const AlarmHistoryKept = 30 * 24 * time.Hour

// overdueShare: what is too old is dropped once it is this part of the whole,
// so that dropping costs little. Readers look at the age themselves.
const overdueShare = 8

// watched is what metric alarms and composite ones have in common.
type watched struct {
	name      string
	composite bool
}

// writeHistory adds an entry to the history of an alarm.
func (r *Room) writeHistory(of watched, e world.AlarmEvent) {
	w := r.k.World
	w.AlarmEvents++
	e.Seq, e.At, e.Alarm, e.Composite = w.AlarmEvents, r.now(), of.name, of.composite
	w.AlarmHistory = append(w.AlarmHistory, e)
	oldest := r.now().Add(-AlarmHistoryKept)
	old, _ := slices.BinarySearchFunc(w.AlarmHistory, oldest, func(e world.AlarmEvent, t time.Time) int { return e.At.Compare(t) })
	if old*overdueShare > len(w.AlarmHistory) {
		w.AlarmHistory = slices.Clone(w.AlarmHistory[old:])
	}
	r.k.Tell(KindAlarm, e.Alarm)
}

// historyJSON is data of the history as its readers get it.
func historyJSON(data any) string {
	text, err := json.Marshal(data)
	if err != nil {
		return "{}" // only a number that is none can do this, and an alarm has none
	}
	return string(text)
}

// HistoryData is the data of an entry, in JSON. That of a change of state is
// put together only when somebody asks: there are many of them, and they are
// long.
func HistoryData(e world.AlarmEvent) string {
	if e.Type != historyState || e.Data != "" {
		return e.Data
	}
	return historyJSON(stateUpdate{historyVersion, stateDataOf(e.Old), stateDataOf(e.New)})
}

const historyVersion = "1.0"

// stateUpdate is the data of a change of state (CLI/cloudwatch/describe-alarm-history).
type stateUpdate struct {
	Version string    `json:"version"`
	Old     stateData `json:"oldState"`
	New     stateData `json:"newState"`
}

type stateData struct {
	Value  string          `json:"stateValue"`
	Reason string          `json:"stateReason"`
	Data   json.RawMessage `json:"stateReasonData,omitempty"`
}

// stateDataOf is a state as the history tells it. A caller of SetAlarmState may
// give data that is not JSON; it is left out.
func stateDataOf(state world.AlarmState) stateData {
	s := stateData{Value: state.Value, Reason: state.Reason}
	if state.Data != "" && json.Valid([]byte(state.Data)) {
		s.Data = json.RawMessage(state.Data)
	}
	return s
}

func (r *Room) rememberState(of watched, old, now world.AlarmState) {
	r.writeHistory(of, world.AlarmEvent{
		Type: historyState, Summary: "Alarm updated from " + old.Value + " to " + now.Value, Old: old, New: now,
	})
}

// actionData is the data of an action that ran, or could not (memory).
type actionData struct {
	State        string `json:"actionState"`
	Error        string `json:"error,omitempty"`
	StateUpdated int64  `json:"stateUpdateTimestamp"` // milliseconds since 1970
	Resource     string `json:"notificationResource"`
}

// rememberAction tells that an action ran, or why it could not. The words of
// the failure are from memory.
func (r *Room) rememberAction(of watched, action string, since time.Time, err error) {
	data := actionData{State: "Succeeded", StateUpdated: since.UnixMilli(), Resource: action}
	summary := "Successfully executed action " + action
	if err != nil {
		data.State, data.Error = "Failed", message(err)
		summary = fmt.Sprintf("Failed to execute action %s. Received error: %q", action, data.Error)
	}
	r.writeHistory(of, world.AlarmEvent{Type: historyAction, Summary: summary, Data: historyJSON(data)})
}

// What becomes of an alarm's configuration, as the history tells it.
const (
	created = "Create"
	updated = "Update"
	deleted = "Delete"
)

// configuration is the data of a change of an alarm: the alarm as it is then,
// under a name of its own for each sort of change (memory).
type configuration struct {
	Version string `json:"version"`
	Type    string `json:"type"`
	Created any    `json:"createdAlarm,omitempty"`
	Updated any    `json:"updatedAlarm,omitempty"`
	Deleted any    `json:"deletedAlarm,omitempty"`
}

func (r *Room) rememberConfiguration(of watched, change string, alarm any) {
	data, done := configuration{Version: historyVersion, Type: change}, ""
	switch change {
	case created:
		data.Created, done = alarm, "created"
	case updated:
		data.Updated, done = alarm, "updated"
	case deleted:
		data.Deleted, done = alarm, "deleted"
	}
	r.writeHistory(of, world.AlarmEvent{Type: historyConfiguration, Summary: fmt.Sprintf("Alarm %q %s", of.name, done), Data: historyJSON(data)})
}

// alarmData is a metric alarm as the history tells it, in AWS's order of keys
// (memory).
type alarmData struct {
	Threshold          float64         `json:"threshold"`
	Namespace          string          `json:"namespace,omitempty"`
	StateValue         string          `json:"stateValue"`
	Dimensions         []dimensionData `json:"dimensions"`
	OKActions          []string        `json:"okactions"`
	AlarmActions       []string        `json:"alarmActions"`
	EvaluationPeriods  int             `json:"evaluationPeriods"`
	DatapointsToAlarm  int             `json:"datapointsToAlarm,omitempty"`
	Comparison         string          `json:"comparisonOperator"`
	MetricName         string          `json:"metricName,omitempty"`
	Period             int             `json:"period,omitempty"`
	Name               string          `json:"alarmName"`
	NoDataActions      []string        `json:"insufficientDataActions"`
	ActionsEnabled     bool            `json:"actionsEnabled"`
	Description        string          `json:"alarmDescription,omitempty"`
	ARN                string          `json:"alarmArn"`
	Statistic          string          `json:"statistic,omitempty"`
	TreatMissingData   string          `json:"treatMissingData,omitempty"`
	Metrics            []queryData     `json:"metrics,omitempty"`
	ConfigurationSince string          `json:"alarmConfigurationUpdatedTimestamp"`
	StateUpdated       string          `json:"stateUpdatedTimestamp"`
}

type dimensionData struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func metricAlarmData(a *world.Alarm) alarmData {
	return alarmData{
		Threshold: a.Threshold, Namespace: a.Metric.Namespace, StateValue: a.State, Dimensions: dimensionsData(a.Metric.Dimensions), OKActions: listed(a.OKActions),
		AlarmActions: listed(a.AlarmActions), EvaluationPeriods: a.Periods, DatapointsToAlarm: a.Datapoints, Comparison: a.Comparison,
		MetricName: a.Metric.Name, Period: int(a.Metric.Period / time.Second), Name: a.Name, NoDataActions: listed(a.NoData), ActionsEnabled: a.ActionsEnabled,
		Description: a.Description, ARN: a.ARN, Statistic: a.Metric.Statistic, TreatMissingData: a.MissingData,
		Metrics: queriesData(a.Queries), ConfigurationSince: historyStamp(a.ConfigUpdate), StateUpdated: historyStamp(a.Updated),
	}
}

// listed is a list that JSON writes as one even when it is empty.
func listed(names []string) []string { return append([]string{}, names...) }

func historyStamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000-0700") }
