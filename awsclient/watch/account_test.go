package watch

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fleetglass/awsclient"
)

// account is a small account that counts its calls and fails on demand. What
// it does not override is never called by the tests.
type account struct {
	awsclient.Client
	region string
	// before runs in front of every call; what it returns is the answer.
	before func(ctx context.Context, operation, key string) error

	mu        sync.Mutex
	calls     map[string]int
	asked     []int // series a call
	instances []awsclient.Instance
	groups    []awsclient.Group
	targets   []awsclient.TargetGroup
}

func newAccount(region string) *account {
	return &account{
		region: region, calls: map[string]int{},
		instances: []awsclient.Instance{{ID: "i-1", Region: region, State: "running"}},
		groups:    []awsclient.Group{{Name: "web", Instances: []awsclient.GroupInstance{{ID: "i-1"}}}},
		targets:   []awsclient.TargetGroup{{ARN: "tg-1"}},
	}
}

func (a *account) called(ctx context.Context, operation, key string) error {
	a.mu.Lock()
	a.calls[operation]++
	before := a.before
	a.mu.Unlock()
	if before == nil {
		return nil
	}
	return before(ctx, operation, key)
}

func (a *account) count(operation string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.calls[operation]
}

func (a *account) total() (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range a.calls {
		n += c
	}
	return n
}

// change alters the account under its lock.
func (a *account) change(f func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f()
}

func (a *account) Region() string { return a.region }

func (a *account) Identity(ctx context.Context) (awsclient.Identity, error) {
	return awsclient.Identity{Account: "111122223333"}, a.called(ctx, "identity", "")
}

func (a *account) Instances(ctx context.Context) ([]awsclient.Instance, error) {
	if err := a.called(ctx, "instances", ""); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]awsclient.Instance(nil), a.instances...), nil
}

func (a *account) InstanceStatuses(ctx context.Context) ([]awsclient.InstanceStatus, error) {
	return nil, a.called(ctx, "statuses", "")
}

func (a *account) LoadBalancers(ctx context.Context) ([]awsclient.LoadBalancer, error) {
	return nil, a.called(ctx, "balancers", "")
}

func (a *account) SpotFleets(ctx context.Context) ([]awsclient.SpotFleet, error) {
	return nil, a.called(ctx, "spot fleets", "")
}

func (a *account) ClassicBalancers(ctx context.Context) ([]awsclient.ClassicBalancer, error) {
	return nil, a.called(ctx, "Classic balancers", "")
}

func (a *account) SpotRequests(ctx context.Context) ([]awsclient.SpotRequest, error) {
	return nil, a.called(ctx, "spot requests", "")
}

func (a *account) SpotPrices(ctx context.Context, q awsclient.SpotPriceQuery) ([]awsclient.SpotPrice, error) {
	return []awsclient.SpotPrice{{Type: q.Types[0], At: q.Start, Price: q.End.Sub(q.Start).Hours()}}, a.called(ctx, "spot prices", "")
}

func (a *account) Alarms(ctx context.Context) ([]awsclient.Alarm, error) {
	return nil, a.called(ctx, "alarms", "")
}

func (a *account) Policies(ctx context.Context) ([]awsclient.Policy, error) {
	return nil, a.called(ctx, "policies", "")
}

func (a *account) Groups(ctx context.Context) ([]awsclient.Group, error) {
	if err := a.called(ctx, "groups", ""); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]awsclient.Group(nil), a.groups...), nil
}

func (a *account) TargetGroups(ctx context.Context) ([]awsclient.TargetGroup, error) {
	if err := a.called(ctx, "target groups", ""); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]awsclient.TargetGroup(nil), a.targets...), nil
}

func (a *account) Targets(ctx context.Context, arn string) ([]awsclient.Target, error) {
	return []awsclient.Target{{TargetGroup: arn, ID: "i-1", State: "healthy"}}, a.called(ctx, "targets", arn)
}

func (a *account) Activities(ctx context.Context, group string, _ int) ([]awsclient.Activity, error) {
	return nil, a.called(ctx, "activities", group)
}

func (a *account) UserData(ctx context.Context, id string) (string, error) {
	return "data of " + id, a.called(ctx, "user data", id)
}

func (a *account) Series(ctx context.Context, queries []awsclient.MetricQuery, start, end time.Time) ([]awsclient.Series, error) {
	a.change(func() { a.asked = append(a.asked, len(queries)) })
	var out []awsclient.Series
	for _, q := range queries {
		if err := a.called(ctx, "series", q.Name); err != nil {
			return nil, err
		}
		out = append(out, awsclient.Series{Query: q, Points: []awsclient.Point{{At: start, Value: 1}}})
	}
	return out, nil
}

// watching runs a watcher over an account inside of a bubble of virtual time
// and keeps what it publishes.
type watching struct {
	*Watcher
	t    *testing.T
	mu   sync.Mutex
	seen []*Snapshot
}

// watched gives a test a running watcher; its time is virtual.
func watched(t *testing.T, a awsclient.Client, opts Options, test func(*watching)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		w := &watching{Watcher: New(a, opts), t: t}
		done := make(chan struct{})
		go func() { w.Run(ctx); close(done) }()
		go w.listen(ctx)
		synctest.Wait()
		test(w)
		cancel()
		<-done
	})
}

func (w *watching) listen(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-w.Snapshots():
			w.mu.Lock()
			w.seen = append(w.seen, s)
			w.mu.Unlock()
		}
	}
}

// pass lets virtual time go by.
func (w *watching) pass(d time.Duration) {
	time.Sleep(d) // virtual: returns at once
	synctest.Wait()
}

// last is the newest snapshot.
func (w *watching) last() *Snapshot {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.seen) == 0 {
		w.t.Fatal("no snapshot yet")
	}
	return w.seen[len(w.seen)-1]
}

func (w *watching) published() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.seen)
}

func throttle() error {
	return &awsclient.Error{Kind: awsclient.Throttled, Service: "EC2", Operation: "DescribeInstances", Code: "RequestLimitExceeded", Message: "Request limit exceeded."}
}

// failing makes one operation fail.
func failing(operation string, err error) func(context.Context, string, string) error {
	return func(_ context.Context, op, _ string) error {
		if op == operation {
			return err
		}
		return nil
	}
}

func cpu(instance string) awsclient.MetricQuery {
	return awsclient.MetricQuery{Namespace: "AWS/EC2", Name: "CPUUtilization", Statistic: "Average", Period: time.Minute,
		Dimensions: []awsclient.Dimension{{Name: "InstanceId", Value: instance}}}
}

func manyInstances(n int) []awsclient.Instance {
	list := make([]awsclient.Instance, n)
	for i := range list {
		list[i] = awsclient.Instance{ID: fmt.Sprintf("i-%05d", i), State: "running", Type: "m5.large", Zone: "us-west-2a",
			Tags: []awsclient.Tag{{Key: "Name", Value: "web"}, {Key: "stage", Value: "prod"}}, SecurityGroupIDs: []string{"sg-1"}}
	}
	return list
}
