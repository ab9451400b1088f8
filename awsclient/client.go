package awsclient

import (
	"context"
	"time"
)

// Client reads and changes one account in one region. Lists are complete:
// paging is the client's work, not the caller's. Every error is an *Error.
type Client interface {
	Compute
	Balancing
	Scaling
	Monitoring
	Auditing
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
}

// Monitoring is the part of Client that reads CloudWatch.
type Monitoring interface {
	// Series answers many metric queries over one range with as few calls as
	// AWS allows; the answer has one Series a query, in the same order.
	Series(ctx context.Context, queries []MetricQuery, start, end time.Time) ([]Series, error)
	Alarms(ctx context.Context) ([]Alarm, error)
}

// Auditing is the part of Client that reads CloudTrail.
type Auditing interface {
	// Events are management events, newest first, at most query.Limit.
	Events(ctx context.Context, query EventQuery) ([]Event, error)
}
