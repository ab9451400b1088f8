package watch

import (
	"time"

	"fleetglass/awsclient"
)

// Feed is one watched list.
type Feed[T any] struct {
	// Rows are the last that were fetched; nil before the first success. The
	// slice is shared and must not be changed. It stays the same slice from
	// snapshot to snapshot while nothing in it changes.
	Rows  []T
	At    time.Time        // wall time of the last success; zero before it
	Every time.Duration    // how often it is meant to be fetched at present
	Err   *awsclient.Error // of the last try; nil when it succeeded
	Tried time.Time        // wall time of the last try's end
	Tries int              // tries that failed since the last success
}

// Loaded tells whether the list was ever fetched: an empty list that is
// loaded is truly empty, one that is not loaded is unknown.
func (f Feed[T]) Loaded() bool { return !f.At.IsZero() }

// Stale tells whether the rows are older than twice their interval at the
// given wall time. A feed that was never loaded is not stale, it is unknown.
func (f Feed[T]) Stale(wall time.Time) bool {
	return f.Loaded() && f.Every > 0 && f.Age(wall) > 2*f.Every
}

// Age is how old the rows are at the given wall time, 0 when never loaded.
func (f Feed[T]) Age(wall time.Time) time.Duration {
	if !f.Loaded() {
		return 0
	}
	return max(0, wall.Sub(f.At))
}

// Meter is the client's account of its own calls.
type Meter = awsclient.Usage

// Call is one line of the meter's ledger.
type Call = awsclient.Call

// Snapshot is all that is known at one moment of one region. It is immutable:
// maps and slices are shared between snapshots and must not be changed.
type Snapshot struct {
	Seq        uint64    // counts up from 1 in one watcher
	Generation uint64    // counts up with every Switch; actions carry it
	Now        time.Time // the account's clock
	Wall       time.Time // the wall clock; ages of feeds are relative to it
	Region     string
	// Regions are whole snapshots of each region that is watched, in the order
	// in which they were asked for, when there are several; nil for one. What
	// stands beside them is that of the first. Rows of two regions are never
	// put into one feed: names and ids are unique in their region only.
	Regions []*Snapshot

	Identity       Feed[awsclient.Identity] // one row
	Instances      Feed[awsclient.Instance]
	Statuses       Feed[awsclient.InstanceStatus]
	Subnets        Feed[awsclient.Subnet]
	SecurityGroups Feed[awsclient.SecurityGroup]
	Balancers      Feed[awsclient.LoadBalancer]
	TargetGroups   Feed[awsclient.TargetGroup]
	Groups         Feed[awsclient.Group]
	Policies       Feed[awsclient.Policy]
	Schedules      Feed[awsclient.ScheduledAction]
	Alarms         Feed[awsclient.Alarm]
	SpotRequests   Feed[awsclient.SpotRequest]
	SpotFleets     Feed[awsclient.SpotFleet]
	LogGroups      Feed[awsclient.LogGroup]
	Trails         Feed[awsclient.Trail]
	Users          Feed[awsclient.User]
	// ClassicBalancers are those of the first version of Elastic Load Balancing.
	ClassicBalancers Feed[awsclient.ClassicBalancer]

	Listeners             map[string]Feed[awsclient.Listener]          // by balancer ARN
	Rules                 map[string]Feed[awsclient.Rule]              // by listener ARN
	Targets               map[string]Feed[awsclient.Target]            // by target group ARN
	BalancerAttributes    map[string]Feed[awsclient.Attribute]         // by balancer ARN
	TargetGroupAttributes map[string]Feed[awsclient.Attribute]         // by target group ARN
	Activities            map[string]Feed[awsclient.Activity]          // by group, newest first
	Hooks                 map[string]Feed[awsclient.Hook]              // by group
	Launch                map[string]Feed[awsclient.LaunchSettings]    // by LaunchKey, one row
	Events                map[string]Feed[awsclient.Event]             // by EventsKey, newest first
	Series                map[string]Feed[awsclient.Series]            // by SeriesKey, one row
	UserData              map[string]Feed[string]                      // by instance id, one row
	ConsoleOutput         map[string]Feed[string]                      // by instance id, one row
	AlarmHistory          map[string]Feed[awsclient.AlarmEvent]        // by alarm, newest first
	Metrics               map[string]Feed[awsclient.Metric]            // by MetricSearch.Key
	FleetInstances        map[string]Feed[awsclient.FleetInstance]     // by fleet
	FleetHistory          map[string]Feed[awsclient.FleetEvent]        // by fleet, oldest first
	SpotPrices            map[string]Feed[awsclient.SpotPrice]         // by PricesKey, newest first
	LogStreams            map[string]Feed[awsclient.LogStream]         // by group, newest events first
	MetricFilters         map[string]Feed[awsclient.MetricFilter]      // by group
	TrailStatuses         map[string]Feed[awsclient.TrailStatus]       // by trail ARN, one row
	TrailSelectors        map[string]Feed[awsclient.TrailSelectors]    // by trail ARN, one row
	BucketPolicies        map[string]Feed[string]                      // by bucket, one row, "" for none
	ClassicHealth         map[string]Feed[awsclient.ClassicHealth]     // by Classic balancer
	ClassicAttributes     map[string]Feed[awsclient.ClassicAttributes] // by Classic balancer, one row
	Refreshes             map[string]Feed[awsclient.InstanceRefresh]   // by group, newest first

	Meter Meter
}

// Parts are the snapshots of the regions that are watched, one or several.
func (s *Snapshot) Parts() []*Snapshot {
	if len(s.Regions) > 0 {
		return s.Regions
	}
	return []*Snapshot{s}
}

// In is the part of one region, nil when that region is not watched.
func (s *Snapshot) In(region string) *Snapshot {
	for _, part := range s.Parts() {
		if part.Region == region {
			return part
		}
	}
	return nil
}
