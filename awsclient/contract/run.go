package contract

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"fleetglass/awsclient"
)

// Backend is a server under test.
type Backend struct {
	// Client talks to it, and may write.
	Client awsclient.Client
	// Config is the configuration of an SDK client for one service, by the name
	// of its package, that talks to the same account.
	Config func(service string) aws.Config
	// Pass lets time go by in the account; nil where it cannot be moved.
	Pass func(time.Duration)
	// Tolerates tells, by the name of a check, why the server may fail it.
	Tolerates map[string]string
}

// patience is how much of the account's time a check lets pass for something
// to come about, and stride how much at once. A server whose time cannot be
// moved is asked as often, without waiting.
const (
	patience = 20 * time.Minute
	stride   = 15 * time.Second
)

// check is one thing that a server must do right. Checks run in order, on the
// same account.
type check struct {
	name string
	run  func(*probe)
}

// Run furnishes an account and checks everything.
func Run(t *testing.T, b Backend) {
	world := furnish(t, b)
	for name := range b.Tolerates {
		if !known(name) {
			t.Errorf("a difference is tolerated in %q, which is no check", name)
		}
	}
	for _, c := range checks() {
		t.Run(c.name, func(t *testing.T) {
			p := &probe{Backend: b, account: world, ctx: t.Context()}
			p.try(c.run)
			p.judge(t, b.Tolerates[c.name])
		})
	}
}

func checks() []check {
	return slices.Concat(readChecks(), metricChecks(), alarmChecks(), networkChecks(), classicChecks(), spotChecks(), spotFleetChecks(), accessChecks(), refreshChecks(), launchingChecks(), logChecks(), auditChecks(), writeChecks(), makingChecks(), balancerChangingChecks())
}

func known(name string) bool {
	for _, c := range checks() {
		if c.name == name {
			return true
		}
	}
	return false
}

// probe is one check under way. It gathers failures instead of reporting them,
// because some are to be tolerated.
type probe struct {
	Backend
	account
	ctx      context.Context
	failures []string
}

// stop ends a check that cannot go on.
type stop struct{}

func (p *probe) try(run func(*probe)) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(stop); !ok {
				panic(r)
			}
		}
	}()
	run(p)
}

// judge reports what was gathered, against what is tolerated.
func (p *probe) judge(t *testing.T, why string) {
	switch {
	case why == "":
		for _, f := range p.failures {
			t.Error(f)
		}
	case len(p.failures) == 0:
		t.Errorf("passes, so the difference need not be tolerated any more (%s)", why)
	default:
		t.Logf("tolerated: %s\n\t%s", why, strings.Join(p.failures, "\n\t"))
	}
}

func (p *probe) errorf(format string, args ...any) {
	p.failures = append(p.failures, fmt.Sprintf(format, args...))
}

// must ends the check when a call failed.
func (p *probe) must(err error) {
	if err != nil {
		p.errorf("%v", err)
		panic(stop{})
	}
}

// same compares one value with what it ought to be.
func (p *probe) same(what string, got, want any) {
	if !reflect.DeepEqual(got, want) {
		p.errorf("%s: %v, want %v", what, got, want)
	}
}

// fails expects a call to be refused in a certain way.
func (p *probe) fails(what string, err error, kind awsclient.ErrorKind) {
	if err == nil {
		p.errorf("%s: no error, want %q", what, kind)
	} else if got := awsclient.KindOf(err); got != kind {
		p.errorf("%s: %q (%v), want %q", what, got, err, kind)
	}
}

// until lets time pass until something holds.
func (p *probe) until(what string, holds func() bool) {
	for range int(patience / stride) {
		if holds() {
			return
		}
		if p.Pass != nil {
			p.Pass(stride)
		}
	}
	p.errorf("did not come about within %v: %s", patience, what)
}

// find is the row that matches, or the end of the check.
func find[T any](p *probe, what string, rows []T, match func(T) bool) T {
	for _, row := range rows {
		if match(row) {
			return row
		}
	}
	p.errorf("%s is not among the %d listed", what, len(rows))
	panic(stop{})
}
