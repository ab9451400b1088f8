package watch

import (
	"context"
	"time"

	"fleetglass/awsclient"
)

// ActivitiesKept is how many scaling activities of a group are watched: one
// page, some days of a busy group.
const ActivitiesKept = 100

// AlarmHistoryKept is how many lines of an alarm's history are watched: two
// weeks of a calm alarm, the last hours of one that flaps.
const AlarmHistoryKept = 200

// logStreamsKept is how many streams of a log group are watched, those with
// the newest events: functions and containers leave thousands behind.
const logStreamsKept = 200

// fleetHistoryKept is how far back AWS keeps the history of a Spot Fleet.
const fleetHistoryKept = 48 * time.Hour

// shelves keep everything that is watched of one account and region.
type shelves struct {
	identity       shelf[awsclient.Identity]
	instances      shelf[awsclient.Instance]
	statuses       shelf[awsclient.InstanceStatus]
	subnets        shelf[awsclient.Subnet]
	securityGroups shelf[awsclient.SecurityGroup]
	balancers      shelf[awsclient.LoadBalancer]
	targetGroups   shelf[awsclient.TargetGroup]
	groups         shelf[awsclient.Group]
	policies       shelf[awsclient.Policy]
	schedules      shelf[awsclient.ScheduledAction]
	alarms         shelf[awsclient.Alarm]

	listeners             shelf[awsclient.Listener]
	rules                 shelf[awsclient.Rule]
	targets               shelf[awsclient.Target]
	balancerAttributes    shelf[awsclient.Attribute]
	targetGroupAttributes shelf[awsclient.Attribute]
	activities            shelf[awsclient.Activity]
	hooks                 shelf[awsclient.Hook]
	launch                shelf[awsclient.LaunchSettings]
	events                shelf[awsclient.Event]
	series                shelf[awsclient.Series] // fetched in batches, by series.go
	userData              shelf[string]
	consoleOutput         shelf[string]
	alarmHistory          shelf[awsclient.AlarmEvent]
	metrics               shelf[awsclient.Metric]
	spotRequests          shelf[awsclient.SpotRequest]
	spotFleets            shelf[awsclient.SpotFleet]
	fleetInstances        shelf[awsclient.FleetInstance]
	fleetHistory          shelf[awsclient.FleetEvent]
	spotPrices            shelf[awsclient.SpotPrice]
	logGroups             shelf[awsclient.LogGroup]
	logStreams            shelf[awsclient.LogStream]
	metricFilters         shelf[awsclient.MetricFilter]
	trails                shelf[awsclient.Trail]
	trailStatuses         shelf[awsclient.TrailStatus]
	trailSelectors        shelf[awsclient.TrailSelectors]
	bucketPolicies        shelf[string]
	users                 shelf[awsclient.User]
	classicBalancers      shelf[awsclient.ClassicBalancer]
	classicHealth         shelf[awsclient.ClassicHealth]
	classicAttributes     shelf[awsclient.ClassicAttributes]
	refreshes             shelf[awsclient.InstanceRefresh]
}

// newShelves are empty shelves that know how to fetch.
func newShelves() *shelves {
	s := &shelves{}
	s.identity.fetch = one(func(ctx context.Context, c awsclient.Client, _ Want) (awsclient.Identity, error) {
		return c.Identity(ctx)
	})
	s.launch.fetch = one(func(ctx context.Context, c awsclient.Client, w Want) (awsclient.LaunchSettings, error) {
		return c.LaunchSettings(ctx, w.Launch)
	})
	s.userData.fetch = one(func(ctx context.Context, c awsclient.Client, w Want) (string, error) { return c.UserData(ctx, w.Key) })
	s.consoleOutput.fetch = one(func(ctx context.Context, c awsclient.Client, w Want) (string, error) {
		return c.ConsoleOutput(ctx, w.Key)
	})

	s.instances.fetch = whole(awsclient.Client.Instances)
	s.instances.same = (*awsclient.Instance).Equal
	s.statuses.fetch = whole(awsclient.Client.InstanceStatuses)
	s.subnets.fetch = whole(awsclient.Client.Subnets)
	s.securityGroups.fetch = whole(awsclient.Client.SecurityGroups)
	s.balancers.fetch = whole(awsclient.Client.LoadBalancers)
	s.targetGroups.fetch = whole(awsclient.Client.TargetGroups)
	s.groups.fetch = whole(awsclient.Client.Groups)
	s.policies.fetch = whole(awsclient.Client.Policies)
	s.schedules.fetch = whole(awsclient.Client.ScheduledActions)
	s.alarms.fetch = whole(awsclient.Client.Alarms)

	s.listeners.fetch = keyed(awsclient.Client.Listeners)
	s.rules.fetch = keyed(awsclient.Client.Rules)
	s.targets.fetch = keyed(awsclient.Client.Targets)
	s.balancerAttributes.fetch = keyed(awsclient.Client.BalancerAttributes)
	s.targetGroupAttributes.fetch = keyed(awsclient.Client.TargetGroupAttributes)
	s.hooks.fetch = keyed(awsclient.Client.Hooks)
	s.activities.fetch = func(ctx context.Context, c awsclient.Client, w Want) ([]awsclient.Activity, error) {
		return c.Activities(ctx, w.Key, ActivitiesKept)
	}
	s.alarmHistory.fetch = func(ctx context.Context, c awsclient.Client, w Want) ([]awsclient.AlarmEvent, error) {
		return c.AlarmHistory(ctx, w.Key, AlarmHistoryKept)
	}
	s.metrics.fetch = func(ctx context.Context, c awsclient.Client, w Want) ([]awsclient.Metric, error) {
		return c.Metrics(ctx, w.Search)
	}
	s.spotRequests.fetch = whole(awsclient.Client.SpotRequests)
	s.spotFleets.fetch = whole(awsclient.Client.SpotFleets)
	s.fleetInstances.fetch = keyed(awsclient.Client.SpotFleetInstances)
	s.fleetHistory.fetch = func(ctx context.Context, c awsclient.Client, w Want) ([]awsclient.FleetEvent, error) {
		return c.SpotFleetHistory(ctx, w.Key, w.now.Add(-fleetHistoryKept))
	}
	s.spotPrices.fetch = func(ctx context.Context, c awsclient.Client, w Want) ([]awsclient.SpotPrice, error) {
		query := w.Prices
		query.Start, query.End = w.now.Add(-w.Range), w.now
		return c.SpotPrices(ctx, query)
	}
	s.logGroups.fetch = func(ctx context.Context, c awsclient.Client, _ Want) ([]awsclient.LogGroup, error) {
		return c.LogGroups(ctx, "")
	}
	s.logStreams.fetch = func(ctx context.Context, c awsclient.Client, w Want) ([]awsclient.LogStream, error) {
		return c.LogStreams(ctx, w.Key, "", logStreamsKept)
	}
	s.metricFilters.fetch = keyed(awsclient.Client.MetricFilters)
	s.trails.fetch = whole(awsclient.Client.Trails)
	s.trailStatuses.fetch = one(func(ctx context.Context, c awsclient.Client, w Want) (awsclient.TrailStatus, error) {
		return c.TrailStatus(ctx, w.Key)
	})
	s.trailSelectors.fetch = one(func(ctx context.Context, c awsclient.Client, w Want) (awsclient.TrailSelectors, error) {
		return c.TrailSelectors(ctx, w.Key)
	})
	s.bucketPolicies.fetch = one(func(ctx context.Context, c awsclient.Client, w Want) (string, error) {
		return c.BucketPolicy(ctx, w.Key)
	})
	s.users.fetch = whole(awsclient.Client.Users)
	s.classicBalancers.fetch = whole(awsclient.Client.ClassicBalancers)
	s.classicHealth.fetch = keyed(awsclient.Client.ClassicHealth)
	s.classicAttributes.fetch = one(func(ctx context.Context, c awsclient.Client, w Want) (awsclient.ClassicAttributes, error) {
		return c.ClassicAttributes(ctx, w.Key)
	})
	s.refreshes.fetch = keyed(awsclient.Client.InstanceRefreshes)
	s.events.fetch = func(ctx context.Context, c awsclient.Client, w Want) ([]awsclient.Event, error) {
		return c.Events(ctx, w.Events)
	}
	return s
}

// one fetches a list of a single row.
func one[T any](f func(context.Context, awsclient.Client, Want) (T, error)) func(context.Context, awsclient.Client, Want) ([]T, error) {
	return func(ctx context.Context, c awsclient.Client, w Want) ([]T, error) {
		row, err := f(ctx, c, w)
		if err != nil {
			return nil, err
		}
		return []T{row}, nil
	}
}

// whole fetches a list that has no key.
func whole[T any](f func(awsclient.Client, context.Context) ([]T, error)) func(context.Context, awsclient.Client, Want) ([]T, error) {
	return func(ctx context.Context, c awsclient.Client, _ Want) ([]T, error) { return f(c, ctx) }
}

// keyed fetches the list of one resource.
func keyed[T any](f func(awsclient.Client, context.Context, string) ([]T, error)) func(context.Context, awsclient.Client, Want) ([]T, error) {
	return func(ctx context.Context, c awsclient.Client, w Want) ([]T, error) { return f(c, ctx, w.Key) }
}

// of is the shelf of a kind, nil for a kind that does not exist.
func (s *shelves) of(kind Kind) keeper {
	switch kind {
	case Identity:
		return &s.identity
	case Instances:
		return &s.instances
	case Statuses:
		return &s.statuses
	case Subnets:
		return &s.subnets
	case SecurityGroups:
		return &s.securityGroups
	case Balancers:
		return &s.balancers
	case Listeners:
		return &s.listeners
	case Rules:
		return &s.rules
	case TargetGroups:
		return &s.targetGroups
	case Targets:
		return &s.targets
	case BalancerAttributes:
		return &s.balancerAttributes
	case TargetGroupAttributes:
		return &s.targetGroupAttributes
	case Groups:
		return &s.groups
	case Activities:
		return &s.activities
	case Policies:
		return &s.policies
	case Schedules:
		return &s.schedules
	case Hooks:
		return &s.hooks
	case Launch:
		return &s.launch
	case Alarms:
		return &s.alarms
	case AlarmHistory:
		return &s.alarmHistory
	case Metrics:
		return &s.metrics
	case Events:
		return &s.events
	case Series:
		return &s.series
	case UserData:
		return &s.userData
	case ConsoleOutput:
		return &s.consoleOutput
	case SpotRequests:
		return &s.spotRequests
	case SpotFleets:
		return &s.spotFleets
	case FleetInstances:
		return &s.fleetInstances
	case FleetHistory:
		return &s.fleetHistory
	case SpotPrices:
		return &s.spotPrices
	case LogGroups:
		return &s.logGroups
	case LogStreams:
		return &s.logStreams
	case MetricFilters:
		return &s.metricFilters
	case Trails:
		return &s.trails
	case TrailStatuses:
		return &s.trailStatuses
	case TrailSelectors:
		return &s.trailSelectors
	case BucketPolicies:
		return &s.bucketPolicies
	case Users:
		return &s.users
	case ClassicBalancers:
		return &s.classicBalancers
	case ClassicHealth:
		return &s.classicHealth
	case ClassicAttributes:
		return &s.classicAttributes
	case Refreshes:
		return &s.refreshes
	default:
		return nil
	}
}

// snapshot is a picture of what is on the shelves.
func (s *shelves) snapshot() *Snapshot {
	return &Snapshot{
		Identity: s.identity.only(), Instances: s.instances.only(), Statuses: s.statuses.only(), Subnets: s.subnets.only(),
		SecurityGroups: s.securityGroups.only(), Balancers: s.balancers.only(), TargetGroups: s.targetGroups.only(), Groups: s.groups.only(),
		Policies: s.policies.only(), Schedules: s.schedules.only(), Alarms: s.alarms.only(),
		Listeners: s.listeners.all(), Rules: s.rules.all(), Targets: s.targets.all(), BalancerAttributes: s.balancerAttributes.all(),
		TargetGroupAttributes: s.targetGroupAttributes.all(), Activities: s.activities.all(), Hooks: s.hooks.all(), Launch: s.launch.all(),
		Events: s.events.all(), Series: s.series.all(), UserData: s.userData.all(), ConsoleOutput: s.consoleOutput.all(),
		AlarmHistory: s.alarmHistory.all(), Metrics: s.metrics.all(),
		SpotRequests: s.spotRequests.only(), SpotFleets: s.spotFleets.only(), FleetInstances: s.fleetInstances.all(),
		FleetHistory: s.fleetHistory.all(), SpotPrices: s.spotPrices.all(),
		LogGroups: s.logGroups.only(), LogStreams: s.logStreams.all(), MetricFilters: s.metricFilters.all(),
		Trails: s.trails.only(), TrailStatuses: s.trailStatuses.all(), TrailSelectors: s.trailSelectors.all(),
		BucketPolicies: s.bucketPolicies.all(), Users: s.users.only(),
		ClassicBalancers: s.classicBalancers.only(), ClassicHealth: s.classicHealth.all(), ClassicAttributes: s.classicAttributes.all(),
		Refreshes: s.refreshes.all(),
	}
}

// base is what the overview needs and is therefore always watched, most
// important first: what the account is, what serves it, what fails in it.
func (s *shelves) base() []Want {
	wants := []Want{
		All(Identity), All(Balancers), All(TargetGroups), All(Groups), All(Instances), All(Alarms), All(Statuses), All(Policies),
		All(SpotFleets), All(SpotRequests), All(ClassicBalancers),
	}
	for _, g := range s.targetGroups.only().Rows {
		wants = append(wants, Of(Targets, g.ARN))
	}
	for _, b := range s.classicBalancers.only().Rows {
		wants = append(wants, Of(ClassicHealth, b.Name))
	}
	for _, g := range s.groups.only().Rows {
		wants = append(wants, Of(Activities, g.Name))
	}
	return wants
}

// strangers tells whether a group names an instance that the last sweep of
// instances did not find: time for another.
func (s *shelves) strangers() bool {
	if !s.instances.only().Loaded() {
		return false
	}
	known := make(map[string]bool, len(s.instances.only().Rows))
	for i := range s.instances.only().Rows {
		known[s.instances.only().Rows[i].ID] = true
	}
	for _, g := range s.groups.only().Rows {
		for _, i := range g.Instances {
			if !known[i.ID] {
				return true
			}
		}
	}
	return false
}
