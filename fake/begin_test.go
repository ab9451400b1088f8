package fake

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// A world that was begun is the world that New makes; only its clock can be
// told before it is there.
func TestBeginIsNew(t *testing.T) {
	frozen := Options{Seed: 7, Wall: func() time.Time { return time.Unix(0, 0) }}
	begun, err := Begin(frozen)
	if err != nil {
		t.Fatal(err)
	}
	if now := begun.Now(); !now.Equal(DefaultStart()) {
		t.Errorf("the clock says %s before the world is there, want %s", now, DefaultStart())
	}
	made, err := New(frozen)
	if err != nil {
		t.Fatal(err)
	}
	a, errA := begun.encode()
	b, errB := made.encode()
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("Begin and New make different worlds (%v, %v)", errA, errB)
	}
}

// A call that waits for the world ends with its context.
func TestCallGivesUpWaiting(t *testing.T) {
	e := &Engine{born: make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, _, err := e.Call(ctx, "sts", "GetCallerIdentity", Region, &sts.GetCallerIdentityInput{})
		done <- err
	}()
	cancel()
	if err := <-done; err != context.Canceled {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
