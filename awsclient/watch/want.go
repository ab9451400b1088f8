package watch

import (
	"fmt"
	"strings"
	"time"

	"fleetglass/awsclient"
)

// Kind names a list that can be watched.
type Kind string

// The kinds. Those with a key are fetched for one resource at a time; the
// comment says what the key is.
const (
	Identity              Kind = "identity"
	Instances             Kind = "instances"
	Statuses              Kind = "statuses"
	Subnets               Kind = "subnets"
	SecurityGroups        Kind = "security groups"
	Balancers             Kind = "balancers"
	Listeners             Kind = "listeners" // balancer's ARN
	Rules                 Kind = "rules"     // listener's ARN
	TargetGroups          Kind = "target groups"
	Targets               Kind = "targets"                 // target group's ARN
	BalancerAttributes    Kind = "balancer attributes"     // balancer's ARN
	TargetGroupAttributes Kind = "target group attributes" // target group's ARN
	Groups                Kind = "groups"
	Activities            Kind = "activities" // group's name
	Policies              Kind = "policies"
	Schedules             Kind = "schedules"
	Hooks                 Kind = "hooks"  // group's name
	Launch                Kind = "launch" // LaunchKey of the reference
	Alarms                Kind = "alarms"
	AlarmHistory          Kind = "alarm history"  // alarm's name, "" for all
	Metrics               Kind = "metrics"        // the search's Key
	Events                Kind = "events"         // EventsKey of the query
	Series                Kind = "series"         // SeriesKey of the query and range
	UserData              Kind = "user data"      // instance's id
	ConsoleOutput         Kind = "console output" // instance's id
	SpotRequests          Kind = "spot requests"
	SpotFleets            Kind = "spot fleets"
	FleetInstances        Kind = "fleet instances" // fleet's id
	FleetHistory          Kind = "fleet history"   // fleet's id
	SpotPrices            Kind = "spot prices"     // PricesKey of the query and range
	LogGroups             Kind = "log groups"
	LogStreams            Kind = "log streams"    // group's name
	MetricFilters         Kind = "metric filters" // group's name
	Trails                Kind = "trails"
	TrailStatuses         Kind = "trail status"    // trail's ARN
	TrailSelectors        Kind = "trail selectors" // trail's ARN
	BucketPolicies        Kind = "bucket policies" // bucket's name
	Users                 Kind = "users"
	ClassicBalancers      Kind = "Classic balancers"
	ClassicHealth         Kind = "Classic health"     // balancer's name
	ClassicAttributes     Kind = "Classic attributes" // balancer's name
	Refreshes             Kind = "refreshes"          // group's name
)

// Want is one list that somebody wants to see. Make it with All, Of, Graph,
// MetricsLike, PricesOf, LaunchOf or Trail, which fill Key as the kind needs it.
type Want struct {
	Kind   Kind
	Key    string
	Region string                   // where; "" is every region that is watched
	Query  awsclient.MetricQuery    // Series
	Range  time.Duration            // Series, SpotPrices: how far back from now
	Events awsclient.EventQuery     // Events
	Launch awsclient.LaunchRef      // Launch
	Search awsclient.MetricSearch   // Metrics
	Prices awsclient.SpotPriceQuery // SpotPrices, without times

	now time.Time // the account's, when it is fetched
}

// In is the want in one region.
func (w Want) In(region string) Want { w.Region = region; return w }

// ID identifies the want in its region: equal wants have equal ids.
func (w Want) ID() string { return string(w.Kind) + "/" + w.Key }

// All wants a whole list that has no key.
func All(kind Kind) Want { return Want{Kind: kind} }

// Of wants the list that belongs to one resource.
func Of(kind Kind, key string) Want { return Want{Kind: kind, Key: key} }

// Graph wants one metric over the time from now back to the range.
func Graph(query awsclient.MetricQuery, back time.Duration) Want {
	return Want{Kind: Series, Key: SeriesKey(query, back), Query: query, Range: back}
}

// MetricsLike wants the metrics that a search finds.
func MetricsLike(search awsclient.MetricSearch) Want {
	return Want{Kind: Metrics, Key: search.Key(), Search: search}
}

// PricesOf wants the Spot prices of the pools of a query, which names no times,
// from now back to the range.
func PricesOf(query awsclient.SpotPriceQuery, back time.Duration) Want {
	return Want{Kind: SpotPrices, Key: PricesKey(query, back), Prices: query, Range: back}
}

// LaunchOf wants the launch settings that a reference stands for.
func LaunchOf(ref awsclient.LaunchRef) Want {
	return Want{Kind: Launch, Key: LaunchKey(ref), Launch: ref}
}

// Trail wants the trail's events that match a query.
func Trail(query awsclient.EventQuery) Want {
	return Want{Kind: Events, Key: EventsKey(query), Events: query}
}

// SeriesKey is the key of a metric and its range in Snapshot.Series.
func SeriesKey(query awsclient.MetricQuery, back time.Duration) string {
	return query.Key() + "@" + back.String()
}

// PricesKey is the key of a query and its range in Snapshot.SpotPrices.
func PricesKey(q awsclient.SpotPriceQuery, back time.Duration) string {
	return fmt.Sprintf("%s %s %s @%s #%d", strings.Join(q.Types, ","), q.Zone, strings.Join(q.Products, ","), back, q.Limit)
}

// LaunchKey is the key of a launch reference in Snapshot.Launch. AWS allows a
// template to be named by id or by name, so each is a key of its own.
func LaunchKey(ref awsclient.LaunchRef) string {
	if ref.Configuration != "" {
		return "configuration " + ref.Configuration
	}
	return strings.Join([]string{"template", ref.TemplateID, ref.TemplateName, ref.Version}, " ")
}

// EventsKey is the key of a query in Snapshot.Events.
func EventsKey(q awsclient.EventQuery) string {
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	return fmt.Sprintf("%s=%s %s..%s #%d", q.Attribute, q.Value, stamp(q.Start), stamp(q.End), q.Limit)
}
