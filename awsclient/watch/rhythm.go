package watch

import "time"

// Rhythm is how often a kind is fetched, in wall time.
type Rhythm struct {
	Visible    time.Duration // while a pane on the screen wants it
	Background time.Duration // while only the base set wants it
}

// Rhythms is a rhythm for every kind.
type Rhythms map[Kind]Rhythm

// AccountRhythms suit a real account: quick enough to live with, slow enough
// for quotas and for the price of decoding a big fleet (a DescribeInstances
// of a thousand instances costs some 200 ms of CPU).
func AccountRhythms() Rhythms {
	const s = time.Second
	return Rhythms{
		Identity:              {300 * s, 300 * s},
		Instances:             {15 * s, 30 * s},
		Statuses:              {30 * s, 60 * s},
		Subnets:               {120 * s, 300 * s},
		SecurityGroups:        {60 * s, 300 * s},
		Balancers:             {10 * s, 30 * s},
		Listeners:             {20 * s, 60 * s},
		Rules:                 {20 * s, 60 * s},
		TargetGroups:          {20 * s, 60 * s},
		Targets:               {5 * s, 20 * s},
		BalancerAttributes:    {60 * s, 300 * s},
		TargetGroupAttributes: {60 * s, 300 * s},
		Groups:                {5 * s, 15 * s},
		Activities:            {10 * s, 30 * s},
		Policies:              {30 * s, 60 * s},
		Schedules:             {30 * s, 60 * s},
		Hooks:                 {60 * s, 120 * s},
		Launch:                {60 * s, 120 * s},
		Alarms:                {10 * s, 30 * s},
		AlarmHistory:          {30 * s, 120 * s},  // CloudWatch allows three a second
		Metrics:               {120 * s, 300 * s}, // a page a 500 of them, and a new one takes minutes to be listed
		Events:                {15 * s, 60 * s},   // CloudTrail allows two lookups a second and is minutes late anyway
		Series:                {60 * s, 60 * s},   // billed, and a new point comes once a minute at best
		UserData:              {300 * s, 300 * s},
		ConsoleOutput:         {30 * s, 300 * s},
		SpotRequests:          {10 * s, 30 * s}, // a notice leaves two minutes
		SpotFleets:            {10 * s, 30 * s},
		FleetInstances:        {10 * s, 30 * s},
		FleetHistory:          {20 * s, 60 * s},
		SpotPrices:            {120 * s, 300 * s}, // a pool changes a few times a day
		LogGroups:             {30 * s, 120 * s},
		LogStreams:            {20 * s, 60 * s}, // CloudWatch Logs allows 25 a second, and tells last events late
		MetricFilters:         {60 * s, 120 * s},
		Trails:                {60 * s, 300 * s}, // trails change seldom, and CloudTrail allows few calls
		TrailStatuses:         {30 * s, 120 * s}, // delivery comes every five minutes
		TrailSelectors:        {120 * s, 300 * s},
		BucketPolicies:        {60 * s, 300 * s},
		Users:                 {120 * s, 300 * s},
		ClassicBalancers:      {10 * s, 30 * s},
		ClassicHealth:         {5 * s, 20 * s},
		ClassicAttributes:     {60 * s, 300 * s},
		Refreshes:             {10 * s, 60 * s},
	}
}

// EngineRhythms suit the in-process engine, whose calls cost microseconds and
// whose time may run sixty times as fast.
func EngineRhythms() Rhythms {
	const s = time.Second
	lists := Rhythm{1 * s, 1 * s}
	slow := Rhythm{2 * s, 5 * s}
	return Rhythms{
		Identity: {60 * s, 60 * s}, Instances: lists, Statuses: lists, Subnets: slow, SecurityGroups: slow,
		Balancers: lists, Listeners: slow, Rules: {1 * s, 5 * s}, TargetGroups: lists, Targets: lists,
		BalancerAttributes: slow, TargetGroupAttributes: slow,
		Groups: lists, Activities: lists, Policies: slow, Schedules: slow, Hooks: slow, Launch: slow,
		Alarms: lists, Events: {2 * s, 5 * s}, Series: {2 * s, 5 * s}, UserData: {60 * s, 60 * s}, ConsoleOutput: slow,
		AlarmHistory: slow, Metrics: slow,
		SpotRequests: lists, SpotFleets: lists, FleetInstances: lists, FleetHistory: slow, SpotPrices: {5 * s, 10 * s},
		LogGroups: slow, LogStreams: slow, MetricFilters: slow,
		Trails: slow, TrailStatuses: slow, TrailSelectors: slow, BucketPolicies: slow, Users: slow,
		ClassicBalancers: lists, ClassicHealth: lists, ClassicAttributes: slow, Refreshes: lists,
	}
}

// of is the interval of a kind. A kind that the table leaves out is fetched
// as seldom as anything is.
func (r Rhythms) of(kind Kind, visible bool) time.Duration {
	const seldom = 5 * time.Minute
	rhythm, ok := r[kind]
	switch {
	case !ok:
		return seldom
	case visible:
		return rhythm.Visible
	default:
		return rhythm.Background
	}
}
