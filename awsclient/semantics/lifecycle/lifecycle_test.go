package lifecycle_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/awsclient/semantics/refusal"
)

// edges lists all pairs of states that follow each other.
func edges(states []string, may func(from, to string) bool) string {
	var found []string
	for _, from := range states {
		for _, to := range states {
			if may(from, to) {
				found = append(found, from+">"+to)
			}
		}
	}
	return strings.Join(found, " ")
}

// EC2/ec2-instance-lifecycle.
func TestInstanceMayBecome(t *testing.T) {
	states := []string{"pending", "running", "stopping", "stopped", "shutting-down", "terminated"}
	want := "pending>running pending>shutting-down running>stopping running>shutting-down " +
		"stopping>stopped stopping>shutting-down stopped>pending stopped>shutting-down shutting-down>terminated"
	if got := edges(states, lifecycle.InstanceMayBecome); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestInstanceCode(t *testing.T) {
	for state, want := range map[string]int{"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80} {
		if got, ok := lifecycle.InstanceCode(state); got != want || !ok {
			t.Errorf("%s: %d", state, got)
		}
	}
	if _, ok := lifecycle.InstanceCode("asleep"); ok {
		t.Error("asleep has a code")
	}
}

// AS/ec2-auto-scaling-lifecycle.
func TestMemberWays(t *testing.T) {
	for _, way := range []string{
		"Pending InService Terminating Terminated",
		"Pending Pending:Wait Pending:Proceed InService",
		"InService Terminating Terminating:Wait Terminating:Proceed Terminated",
		"InService EnteringStandby Standby Pending InService",
		"InService Detaching Detached",
		"Pending:Wait Terminating",
	} {
		states := strings.Fields(way)
		for i := 1; i < len(states); i++ {
			if !lifecycle.MemberMayBecome(states[i-1], states[i]) {
				t.Errorf("%s may not become %s", states[i-1], states[i])
			}
		}
	}
	for _, not := range []string{"Terminated Pending", "Terminating InService", "Detached InService", "Standby InService", "Pending:Wait InService"} {
		from, to, _ := strings.Cut(not, " ")
		if lifecycle.MemberMayBecome(from, to) {
			t.Errorf("%s may become %s", from, to)
		}
	}
}

// AS/lifecycle-hooks: a heartbeat starts the timer anew; called at 30 minutes
// of an hour it makes 90 minutes.
func TestHookDeadline(t *testing.T) {
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name      string
		beat      time.Duration
		heartbeat time.Duration
		want      time.Duration
	}{
		{"no beat", 0, time.Hour, time.Hour},
		{"a beat at 30 minutes", 30 * time.Minute, time.Hour, 90 * time.Minute},
		{"48 hours are the end", 47*time.Hour + 30*time.Minute, time.Hour, 48 * time.Hour},
		{"a hundred heartbeats are the end", 2990 * time.Second, 30 * time.Second, 3000 * time.Second},
	} {
		if got := lifecycle.HookDeadline(start, start.Add(c.beat), c.heartbeat).Sub(start); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestHookOutcome(t *testing.T) {
	for _, c := range []struct {
		transition, result   string
		intoService, further bool
	}{
		{lifecycle.Launching, "CONTINUE", true, true},
		{lifecycle.Launching, "ABANDON", false, false},
		{lifecycle.Terminating, "CONTINUE", false, true},
		{lifecycle.Terminating, "ABANDON", false, false},
	} {
		if in, further := lifecycle.HookOutcome(c.transition, c.result); in != c.intoService || further != c.further {
			t.Errorf("%+v: %v %v", c, in, further)
		}
	}
}

func TestValidateHooks(t *testing.T) {
	for d, ok := range map[time.Duration]bool{29 * time.Second: false, 30 * time.Second: true, 2 * time.Hour: true, 7201 * time.Second: false} {
		if err := lifecycle.ValidateHeartbeat(d); (err == nil) != ok {
			t.Errorf("%v: %v", d, err)
		}
	}
	for result, ok := range map[string]bool{"CONTINUE": true, "ABANDON": true, "": false, "continue": false} {
		if err := lifecycle.ValidateResult(result); (err == nil) != ok {
			t.Errorf("%q: %v", result, err)
		}
	}
	for transition, ok := range map[string]bool{"autoscaling:EC2_INSTANCE_LAUNCHING": true, "autoscaling:EC2_INSTANCE_TERMINATING": true, "launch": false} {
		if err := lifecycle.ValidateTransition(transition); (err == nil) != ok {
			t.Errorf("%q: %v", transition, err)
		}
	}
}

func TestProcesses(t *testing.T) {
	var names []string
	for _, p := range lifecycle.Processes() {
		if p.Does == "" || p.Suspended == "" {
			t.Errorf("%s is not explained", p.Name)
		}
		names = append(names, p.Name)
	}
	if err := lifecycle.ValidateProcesses(names); err != nil || len(names) != 9 {
		t.Errorf("%d processes, %v", len(names), err)
	}
	err := lifecycle.ValidateProcesses([]string{"Launch", "Lunch"})
	var refused *refusal.Refusal
	if !errors.As(err, &refused) || refused.Code != "ValidationError" {
		t.Errorf("Lunch: %v", err)
	}
}

// EC2/instancedata-add-user-data: 16 KB before encoding.
func TestValidateUserData(t *testing.T) {
	encode := func(n int) string { return base64.StdEncoding.EncodeToString(make([]byte, n)) }
	for name, c := range map[string]struct {
		text string
		ok   bool
	}{
		"none": {"", true}, "the most": {encode(16384), true}, "a byte more": {encode(16385), false}, "plain text": {"#!/bin/sh", false},
	} {
		if err := lifecycle.ValidateUserData(c.text); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := lifecycle.EncodedLength(10); got != 16 {
		t.Error(got)
	}
}
