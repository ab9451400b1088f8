package world

import "time"

// AlarmEvent is one entry in the history of an alarm, which outlives it.
type AlarmEvent struct {
	Seq           uint64 // counts the entries of all alarms
	At            time.Time
	Alarm         string // name
	Composite     bool   // of a composite alarm, else of a metric alarm
	Type          string // "StateUpdate", "ConfigurationUpdate", "Action"
	Summary, Data string // Data is JSON, "" for a change of state, which has
	Old, New      AlarmState
}

// AlarmState is a state of an alarm as its history tells it. What one change
// went to the next one comes from, and the two share their texts.
type AlarmState struct {
	Value, Reason string
	Data          string // JSON, "" for none
}

// CompositeAlarm is an alarm on the states of other alarms.
type CompositeAlarm struct {
	Name, ARN, Description, Rule      string
	ActionsEnabled                    bool
	AlarmActions, OKActions, NoData   []string // ARNs
	State, Reason, ReasonData         string
	Before                            string // the state before, "" for none
	StateSince, Updated, ConfigUpdate time.Time
	Suppressor                        string // name or ARN of the alarm that holds actions back; "" for none
	SuppressorWait                    time.Duration
	SuppressorExtension               time.Duration
	SuppressorLeft                    bool   // the suppressor was in ALARM before the state that it is in
	Held                              bool   // the actions of the state are still to be run
	SuppressedBy                      string // "Alarm", "WaitPeriod", "ExtensionPeriod", or "" while nothing holds them
	Tags                              []Tag
}
