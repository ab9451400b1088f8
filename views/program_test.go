package views

import (
	"context"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui/uitest"
)

// accountClient is a client of the test account, as far as the overview and
// the instances ask it. Terminating an instance works.
type accountClient struct {
	awsclient.Client
	mu   sync.Mutex
	snap *watch.Snapshot
	dead map[string]bool
	down *awsclient.Error // what every call answers, nil when all is well
}

func newAccountClient() *accountClient {
	return &accountClient{snap: account(), dead: map[string]bool{}}
}

func (c *accountClient) fail(e *awsclient.Error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = e
}

func answer[T any](c *accountClient, rows []T) ([]T, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.down != nil {
		return nil, c.down
	}
	return rows, nil
}

func (c *accountClient) Region() string { return "us-west-2" }
func (c *accountClient) Identity(context.Context) (awsclient.Identity, error) {
	rows, err := answer(c, c.snap.Identity.Rows)
	if err != nil {
		return awsclient.Identity{}, err
	}
	return rows[0], nil
}
func (c *accountClient) Instances(context.Context) ([]awsclient.Instance, error) {
	rows, err := answer(c, c.snap.Instances.Rows)
	rows = append([]awsclient.Instance(nil), rows...)
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range rows {
		if c.dead[rows[i].ID] {
			rows[i].State = "shutting-down"
		}
	}
	return rows, err
}
func (c *accountClient) InstanceStatuses(context.Context) ([]awsclient.InstanceStatus, error) {
	return answer(c, c.snap.Statuses.Rows)
}
func (c *accountClient) Subnets(context.Context) ([]awsclient.Subnet, error) {
	return answer(c, c.snap.Subnets.Rows)
}
func (c *accountClient) SecurityGroups(context.Context) ([]awsclient.SecurityGroup, error) {
	return answer(c, c.snap.SecurityGroups.Rows)
}
func (c *accountClient) LoadBalancers(context.Context) ([]awsclient.LoadBalancer, error) {
	return answer(c, c.snap.Balancers.Rows)
}
func (c *accountClient) TargetGroups(context.Context) ([]awsclient.TargetGroup, error) {
	return answer(c, c.snap.TargetGroups.Rows)
}
func (c *accountClient) Targets(_ context.Context, arn string) ([]awsclient.Target, error) {
	return answer(c, c.snap.Targets[arn].Rows)
}
func (c *accountClient) ClassicBalancers(context.Context) ([]awsclient.ClassicBalancer, error) {
	return answer(c, c.snap.ClassicBalancers.Rows)
}
func (c *accountClient) ClassicHealth(_ context.Context, name string) ([]awsclient.ClassicHealth, error) {
	return answer(c, c.snap.ClassicHealth[name].Rows)
}
func (c *accountClient) ClassicAttributes(_ context.Context, name string) (awsclient.ClassicAttributes, error) {
	rows, err := answer(c, c.snap.ClassicAttributes[name].Rows)
	if err != nil || len(rows) == 0 {
		return awsclient.ClassicAttributes{}, err
	}
	return rows[0], nil
}
func (c *accountClient) InstanceRefreshes(_ context.Context, group string) ([]awsclient.InstanceRefresh, error) {
	return answer(c, c.snap.Refreshes[group].Rows)
}
func (c *accountClient) Groups(context.Context) ([]awsclient.Group, error) {
	return answer(c, c.snap.Groups.Rows)
}
func (c *accountClient) Activities(_ context.Context, group string, _ int) ([]awsclient.Activity, error) {
	return answer(c, c.snap.Activities[group].Rows)
}
func (c *accountClient) Policies(context.Context) ([]awsclient.Policy, error) {
	return answer(c, c.snap.Policies.Rows)
}
func (c *accountClient) SpotFleets(context.Context) ([]awsclient.SpotFleet, error) {
	return answer(c, c.snap.SpotFleets.Rows)
}
func (c *accountClient) SpotRequests(context.Context) ([]awsclient.SpotRequest, error) {
	return answer(c, c.snap.SpotRequests.Rows)
}
func (c *accountClient) Alarms(context.Context) ([]awsclient.Alarm, error) {
	return answer(c, c.snap.Alarms.Rows)
}
func (c *accountClient) AlarmHistory(context.Context, string, int) ([]awsclient.AlarmEvent, error) {
	return answer[awsclient.AlarmEvent](c, nil)
}
func (c *accountClient) Metrics(context.Context, awsclient.MetricSearch) ([]awsclient.Metric, error) {
	return answer(c, metricsOfAccount())
}
func (c *accountClient) ScheduledActions(context.Context) ([]awsclient.ScheduledAction, error) {
	return answer(c, c.snap.Schedules.Rows)
}
func (c *accountClient) Series(_ context.Context, queries []awsclient.MetricQuery, _, _ time.Time) ([]awsclient.Series, error) {
	series := make([]awsclient.Series, len(queries))
	for i, q := range queries {
		series[i] = awsclient.Series{Query: q}
	}
	return answer(c, series)
}
func (c *accountClient) Listeners(context.Context, string) ([]awsclient.Listener, error) {
	return answer[awsclient.Listener](c, nil)
}
func (c *accountClient) UserData(context.Context, string) (string, error) { return "", nil }
func (c *accountClient) TerminateInstances(_ context.Context, ids []string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		c.dead[id] = true
	}
	return nil
}

// inProgram runs the console in the real program, with the real watcher, on
// the test account, in virtual time.
func inProgram(t *testing.T, client *accountClient, script func(*uitest.Screen)) {
	t.Helper()
	uitest.RunWith(t, func(ctx context.Context) tea.Model {
		w := watch.New(client, watch.Options{Clock: moment})
		go w.Run(ctx)
		return New(Options{Context: ctx, Watcher: w, Client: client, Backend: "ops", Writes: true, Theme: themes.Dark()})
	}, uitest.Size{W: 120, H: 36}, func(s *uitest.Screen) {
		s.Wait(5 * time.Second) // the watcher's first round
		script(s)
	})
}

func TestProgramShowsTheAccountAndTerminatesAnInstance(t *testing.T) {
	inProgram(t, newAccountClient(), func(s *uitest.Screen) {
		s.Sees("web-asg")
		s.Sees("123456789012")
		s.Press("5")
		s.Wait(time.Second)
		s.Sees(instanceID(4))
		s.Press("a", "j", "j", "j", "enter")
		s.Type(instanceID(4))
		s.Press("enter")
		s.Wait(2 * time.Second)
		s.Sees("shutting-down")
	})
}

func TestProgramLivesThroughAnOutageAndRecovers(t *testing.T) {
	client := newAccountClient()
	inProgram(t, client, func(s *uitest.Screen) {
		s.Press("5")
		s.Sees(instanceID(4))
		client.fail(&awsclient.Error{Kind: awsclient.Expired, Service: "EC2", Operation: "DescribeInstances", Code: "ExpiredToken", Message: "The security token included in the request is expired"})
		s.Wait(2 * time.Minute)
		s.Sees("credentials expired")
		s.Sees(instanceID(4))
		client.fail(nil)
		s.Press("ctrl+r")
		s.Wait(2 * time.Second)
		s.Sees("updated now")
	})
}

// What the test account has none of.
func (c *accountClient) SpotPrices(context.Context, awsclient.SpotPriceQuery) ([]awsclient.SpotPrice, error) {
	return answer[awsclient.SpotPrice](c, nil)
}
func (c *accountClient) SpotFleetInstances(context.Context, string) ([]awsclient.FleetInstance, error) {
	return answer[awsclient.FleetInstance](c, nil)
}
func (c *accountClient) SpotFleetHistory(context.Context, string, time.Time) ([]awsclient.FleetEvent, error) {
	return answer[awsclient.FleetEvent](c, nil)
}
func (c *accountClient) LogGroups(context.Context, string) ([]awsclient.LogGroup, error) {
	return answer[awsclient.LogGroup](c, nil)
}
func (c *accountClient) LogStreams(context.Context, string, string, int) ([]awsclient.LogStream, error) {
	return answer[awsclient.LogStream](c, nil)
}
func (c *accountClient) MetricFilters(context.Context, string) ([]awsclient.MetricFilter, error) {
	return answer[awsclient.MetricFilter](c, nil)
}
func (c *accountClient) Events(context.Context, awsclient.EventQuery) ([]awsclient.Event, error) {
	return answer[awsclient.Event](c, nil)
}
func (c *accountClient) Trails(context.Context) ([]awsclient.Trail, error) {
	return answer[awsclient.Trail](c, nil)
}
