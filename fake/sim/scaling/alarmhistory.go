package scaling

import (
	"encoding/json"
	"fmt"
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
// alarm is gone (CW/AlarmThatSendsEmail).
const AlarmHistoryKept = 14 * 24 * time.Hour

// overdueShare: what is too old is dropped once it is this part of the whole,
// so that dropping costs little. Readers look at the age themselves.
const overdueShare = 8

// watched is what metric alarms and composite ones have in common.
type watched struct {
	name      string
	composite bool
}

// writeHistory adds an entry to the history of an alarm. The data is a value
// that becomes JSON.
func (r *Room) writeHistory(of watched, sort, summary string, data any) {
	w := r.k.World
	text, err := json.Marshal(data)
	if err != nil {
		text = []byte("{}") // only a number that is none can do this, and an alarm has none
	}
	w.AlarmEvents++
	w.AlarmHistory = append(w.AlarmHistory, world.AlarmEvent{
		Seq: w.AlarmEvents, At: r.now(), Alarm: of.name, Composite: of.composite, Type: sort, Summary: summary, Data: string(text),
	})
	old, oldest := 0, r.now().Add(-AlarmHistoryKept)
	for old < len(w.AlarmHistory) && w.AlarmHistory[old].At.Before(oldest) {
		old++
	}
	if old*overdueShare > len(w.AlarmHistory) {
		w.AlarmHistory = append([]world.AlarmEvent(nil), w.AlarmHistory[old:]...)
	}
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
func stateDataOf(value, reason, data string) stateData {
	s := stateData{Value: value, Reason: reason}
	if data != "" && json.Valid([]byte(data)) {
		s.Data = json.RawMessage(data)
	}
	return s
}

func (r *Room) rememberState(of watched, old, now stateData) {
	r.writeHistory(of, historyState, fmt.Sprintf("Alarm updated from %s to %s", old.Value, now.Value), stateUpdate{historyVersion, old, now})
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
	r.writeHistory(of, historyAction, summary, data)
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
	r.writeHistory(of, historyConfiguration, fmt.Sprintf("Alarm %q %s", of.name, done), data)
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
