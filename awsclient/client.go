package awsclient

import (
	"context"
	"time"
)

// Client reads and changes one account in one region. Lists are complete:
// paging is the client's work, not the caller's. Every error is an *Error.
type Client interface {
	Compute
	Launching
	Networking
	Balancing
	BalancerMaking
	BalancerChanging
	ClassicBalancing
	Scaling
	PolicyExecuting
	Monitoring
	Alarming
	Auditing
	Storage
	Logs
	Spot
	SpotFleets
	Notifying
	Access
	// Region is the region that this client talks to, such as "us-west-2".
	Region() string
	// Identity tells who the calls are made as (sts:GetCallerIdentity).
	Identity(ctx context.Context) (Identity, error)
}

// Compute is the part of Client that reads and changes EC2.
type Compute interface {
	Regions(ctx context.Context) ([]string, error)
	Instances(ctx context.Context) ([]Instance, error)
	InstanceStatuses(ctx context.Context) ([]InstanceStatus, error)
	Subnets(ctx context.Context) ([]Subnet, error)
	SecurityGroups(ctx context.Context) ([]SecurityGroup, error)
	// UserData is the decoded user data of an instance, "" when it has none.
	UserData(ctx context.Context, instanceID string) (string, error)
	// ConsoleOutput is what an instance has written to its console, newest
	// last, as far as EC2 keeps it; "" when there is none (yet).
	ConsoleOutput(ctx context.Context, instanceID string) (string, error)

	TerminateInstances(ctx context.Context, ids []string) error
	StopInstances(ctx context.Context, ids []string) error
	StartInstances(ctx context.Context, ids []string) error
	RebootInstances(ctx context.Context, ids []string) error
}

// Balancing is the part of Client that reads and changes Elastic Load
// Balancing version 2 (Application and Network load balancers).
type Balancing interface {
	LoadBalancers(ctx context.Context) ([]LoadBalancer, error)
	Listeners(ctx context.Context, balancerARN string) ([]Listener, error)
	Rules(ctx context.Context, listenerARN string) ([]Rule, error)
	TargetGroups(ctx context.Context) ([]TargetGroup, error)
	// Targets are the registered targets of a target group with their health.
	Targets(ctx context.Context, targetGroupARN string) ([]Target, error)
	BalancerAttributes(ctx context.Context, balancerARN string) ([]Attribute, error)
	TargetGroupAttributes(ctx context.Context, targetGroupARN string) ([]Attribute, error)

	RegisterTargets(ctx context.Context, targetGroupARN string, targets []TargetRef) error
	DeregisterTargets(ctx context.Context, targetGroupARN string, targets []TargetRef) error
	// CreateRule makes a rule on a listener and returns it as AWS stored it.
	CreateRule(ctx context.Context, listenerARN string, priority int, conditions []Condition, actions []RuleAction) (Rule, error)
	ModifyRule(ctx context.Context, ruleARN string, conditions []Condition, actions []RuleAction) error
	// SetRulePriorities moves several rules at once, by rule ARN.
	SetRulePriorities(ctx context.Context, priorities map[string]int) error
	DeleteRule(ctx context.Context, ruleARN string) error
}

// Scaling is the part of Client that reads and changes EC2 Auto Scaling.
type Scaling interface {
	Groups(ctx context.Context) ([]Group, error)
	// Activities are the scaling activities of a group, newest first, at most
	// limit of them (0 means all that AWS keeps).
	Activities(ctx context.Context, group string, limit int) ([]Activity, error)
	Policies(ctx context.Context) ([]Policy, error)
	ScheduledActions(ctx context.Context) ([]ScheduledAction, error)
	Hooks(ctx context.Context, group string) ([]Hook, error)
	// LaunchSettings resolves what a group would launch from.
	LaunchSettings(ctx context.Context, ref LaunchRef) (LaunchSettings, error)
	// InstanceRefreshes are the instance refreshes of a group, newest first.
	InstanceRefreshes(ctx context.Context, group string) ([]InstanceRefresh, error)
	NotificationConfigs(ctx context.Context) ([]NotificationConfig, error)

	SetDesiredCapacity(ctx context.Context, group string, desired int) error
	SetGroupLimits(ctx context.Context, group string, limits Limits) error
	SuspendProcesses(ctx context.Context, group string, processes []string) error
	ResumeProcesses(ctx context.Context, group string, processes []string) error
	CompleteLifecycleAction(ctx context.Context, action LifecycleAction, result string) error
	ExtendLifecycleAction(ctx context.Context, action LifecycleAction) error
	SetInstanceProtection(ctx context.Context, group string, ids []string, protect bool) error
	EnterStandby(ctx context.Context, group string, ids []string, decrementDesired bool) error
	ExitStandby(ctx context.Context, group string, ids []string) error
	TerminateInGroup(ctx context.Context, id string, decrementDesired bool) error

	// StartInstanceRefresh begins a refresh and gives its id. The desired
	// configuration is launch or mixed; an empty launch and a nil mixed mean
	// the group's own.
	StartInstanceRefresh(ctx context.Context, group string, p RefreshPreferences, launch LaunchRef, mixed *MixedPolicy) (string, error)
	CancelInstanceRefresh(ctx context.Context, group string) error
	RollbackInstanceRefresh(ctx context.Context, group string) error

	CreateGroup(ctx context.Context, settings GroupSettings) error
	// UpdateGroup changes what is given of a group and leaves the rest.
	UpdateGroup(ctx context.Context, settings GroupSettings) error
	DeleteGroup(ctx context.Context, group string, force bool) error
	AttachInstances(ctx context.Context, group string, ids []string) error
	// TagGroup sets tags of a group, which new instances get too when propagate
	// says so; UntagGroup takes them away by their keys.
	TagGroup(ctx context.Context, group string, tags []Tag, propagate bool) error
	UntagGroup(ctx context.Context, group string, keys []string) error
	DetachInstances(ctx context.Context, group string, ids []string, decrementDesired bool) error

	// PutPolicy makes or replaces a policy and gives its ARN.
	PutPolicy(ctx context.Context, policy Policy) (string, error)
	DeletePolicy(ctx context.Context, group, policy string) error
	PutScheduledAction(ctx context.Context, action ScheduledAction) error
	DeleteScheduledAction(ctx context.Context, group, name string) error
	PutHook(ctx context.Context, hook Hook) error
	DeleteHook(ctx context.Context, group, name string) error
	PutNotificationConfig(ctx context.Context, config NotificationConfig) error
	DeleteNotificationConfig(ctx context.Context, group, topic string) error
}

// Monitoring is the part of Client that reads CloudWatch.
type Monitoring interface {
	// Series answers many metric queries over one range with as few calls as
	// AWS allows; the answer has one Series a query, in the same order.
	Series(ctx context.Context, queries []MetricQuery, start, end time.Time) ([]Series, error)
	// Alarms are all alarms, metric and composite, by name.
	Alarms(ctx context.Context) ([]Alarm, error)
	// AlarmHistory is what happened to an alarm, or to all of them when the
	// name is "", newest first, at most limit lines (0 means all that AWS
	// keeps: thirty days).
	AlarmHistory(ctx context.Context, alarm string, limit int) ([]AlarmEvent, error)
	// Metrics are those that a search finds. AWS forgets a metric two
	// weeks after its last data.
	Metrics(ctx context.Context, search MetricSearch) ([]Metric, error)
}

// Auditing is the part of Client that reads and changes CloudTrail.
type Auditing interface {
	// Events are management events, newest first, at most query.Limit.
	Events(ctx context.Context, query EventQuery) ([]Event, error)
	// Trails are those of this region and those of all regions.
	Trails(ctx context.Context) ([]Trail, error)
	// TrailStatus is how a trail's delivery goes in this region.
	TrailStatus(ctx context.Context, trailARN string) (TrailStatus, error)
	TrailSelectors(ctx context.Context, trailARN string) (TrailSelectors, error)

	// CreateTrail makes a trail, which does not log before StartLogging.
	CreateTrail(ctx context.Context, settings TrailSettings) (Trail, error)
	// UpdateTrail makes a trail of these settings, all of them.
	UpdateTrail(ctx context.Context, settings TrailSettings) error
	DeleteTrail(ctx context.Context, name string) error
	// PutTrailSelectors puts basic selectors in the place of all that a trail has.
	PutTrailSelectors(ctx context.Context, trailARN string, selectors []EventSelector) error
	StartLogging(ctx context.Context, name string) error
	StopLogging(ctx context.Context, name string) error
}

// Storage is the part of Client that reads and changes S3, as far as trails
// need it. All but Buckets want the client of the bucket's own region.
type Storage interface {
	// Buckets are those of all regions.
	Buckets(ctx context.Context) ([]Bucket, error)
	// BucketPolicy is a bucket's policy as it was put, "" when it has none.
	BucketPolicy(ctx context.Context, bucket string) (string, error)
	// Objects are the objects whose keys begin with a prefix, in the order of
	// their keys, at most limit of them (0: all).
	Objects(ctx context.Context, bucket, prefix string, limit int) ([]Object, error)
	// Object is an object's body as text. What was compressed with gzip is
	// unpacked.
	Object(ctx context.Context, bucket, key string) (string, error)

	// CreateBucket makes a bucket in this region.
	CreateBucket(ctx context.Context, bucket string) error
	DeleteBucket(ctx context.Context, bucket string) error
	PutBucketPolicy(ctx context.Context, bucket, policy string) error
	DeleteBucketPolicy(ctx context.Context, bucket string) error
}
