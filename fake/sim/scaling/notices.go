package scaling

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/activity"
	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// Topics is where messages go.
type Topics interface {
	Publish(topicARN, subject, message string) error
	// PublishEach has a message for each protocol, "email" for example.
	PublishEach(topicARN, subject string, message func(protocol string) string) error
	HasTopic(arn string) bool
}

// UseTopics tells the room of the region's topics. Without them nobody hears
// of anything.
func (r *Room) UseTopics(t Topics) { r.topics = t }

// The types of notifications, in AWS's words.
const (
	NotifyLaunch         = "autoscaling:EC2_INSTANCE_LAUNCH"
	NotifyLaunchError    = "autoscaling:EC2_INSTANCE_LAUNCH_ERROR"
	NotifyTerminate      = "autoscaling:EC2_INSTANCE_TERMINATE"
	NotifyTerminateError = "autoscaling:EC2_INSTANCE_TERMINATE_ERROR"
	NotifyTest           = "autoscaling:TEST_NOTIFICATION"
)

// NotificationTypes is all of them, in AWS's order.
func NotificationTypes() []string {
	return []string{NotifyLaunch, NotifyLaunchError, NotifyTerminate, NotifyTerminateError, NotifyTest}
}

// maxTopics is the quota of topics per group (AS/ec2-auto-scaling-quotas).
const maxTopics = 10

// PutNotification has a topic hear of a group's events, of these types from now
// on and no others. A test message follows at once.
func (r *Room) PutNotification(group string, n world.Notification) error {
	g, err := r.group(group)
	if err != nil {
		return err
	}
	for _, t := range n.Types {
		if !slices.Contains(NotificationTypes(), t) {
			return invalid("Invalid notification type: %s. Valid types: [%s]", t, strings.Join(NotificationTypes(), ", "))
		}
	}
	if err := r.checkTopic(n.Topic); err != nil {
		return err
	}
	at := slices.IndexFunc(g.Notifications, func(o world.Notification) bool { return o.Topic == n.Topic })
	switch {
	case at >= 0:
		g.Notifications[at] = n
	case len(g.Notifications) >= maxTopics:
		return awserr.New("LimitExceeded", "AutoScalingGroup %s may have at most %d notification topics", group, maxTopics)
	default:
		g.Notifications = append(g.Notifications, n)
	}
	r.publish(n.Topic, testSubject(g), r.groupNotice(g, NotifyTest))
	return nil
}

// checkTopic refuses a topic that cannot be published to.
func (r *Room) checkTopic(arn string) error {
	switch {
	case !strings.HasPrefix(arn, r.k.World.ARNPrefix("sns")):
		return invalid("Topic ARN %s is invalid.", arn)
	case r.topics != nil && !r.topics.HasTopic(arn):
		return invalid("Unable to publish test message to notification target %s. Please check your target and try again.", arn)
	}
	return nil
}

// DeleteNotification lets a topic hear of a group no more. One that does not
// is no error.
func (r *Room) DeleteNotification(group, topic string) error {
	g, err := r.group(group)
	if err != nil {
		return err
	}
	g.Notifications = slices.DeleteFunc(g.Notifications, func(n world.Notification) bool { return n.Topic == topic })
	return nil
}

// groupNotice is a message about a group as a whole.
type groupNotice struct {
	Account string `json:"AccountId"`
	Request string `json:"RequestId"`
	ARN     string `json:"AutoScalingGroupARN"`
	Group   string `json:"AutoScalingGroupName"`
	Service string `json:"Service"`
	Event   string `json:"Event"`
	Time    string `json:"Time"`
}

// noticeID is an id for a message that has none of its own. It is not drawn
// from the world's randomness: whether somebody is told must not change the
// future.
func (r *Room) noticeID(about string) string {
	high := balancing.Hash(about + r.noticeTime())
	low := balancing.Hash(r.noticeTime() + about)
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", high>>32, high>>16&0xffff, high&0xfff, low>>48&0xfff, low&0xffffffffffff)
}

// noticeStamp is a time as messages write it.
func noticeStamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func (r *Room) noticeTime() string { return noticeStamp(r.now()) }

// noticeService is how Auto Scaling signs its messages.
const noticeService = "AWS Auto Scaling"

func (r *Room) groupNotice(g *world.Group, event string) groupNotice {
	return groupNotice{r.k.World.Account, r.noticeID(g.Name + event), g.ARN, g.Name, noticeService, event, r.noticeTime()}
}

func testSubject(g *world.Group) string {
	return `Auto Scaling: test notification for group "` + g.Name + `"`
}

// activityNotice is a message about an activity (AS/ec2-auto-scaling-sns-notifications).
type activityNotice struct {
	Progress  int             `json:"Progress"`
	Account   string          `json:"AccountId"`
	Text      string          `json:"Description"`
	Request   string          `json:"RequestId"`
	End       string          `json:"EndTime"`
	ARN       string          `json:"AutoScalingGroupARN"`
	Activity  string          `json:"ActivityId"`
	Start     string          `json:"StartTime"`
	Service   string          `json:"Service"`
	Time      string          `json:"Time"`
	Instance  string          `json:"EC2InstanceId"`
	Status    string          `json:"StatusCode"`
	Message   string          `json:"StatusMessage"`
	Details   json.RawMessage `json:"Details"`
	Group     string          `json:"AutoScalingGroupName"`
	Cause     string          `json:"Cause"`
	EventName string          `json:"Event"`
}

// announce tells the topics of a group of an activity that has ended.
func (r *Room) announce(a *world.Activity) {
	g := r.k.World.Groups.Get(a.Group)
	if g == nil || len(g.Notifications) == 0 {
		return
	}
	event, what := eventOf(a)
	if event == "" {
		return
	}
	n := activityNotice{
		Progress: a.Progress, Account: r.k.World.Account, Text: a.Description, Request: a.ID, End: noticeStamp(a.End), ARN: g.ARN,
		Activity: a.ID, Start: noticeStamp(a.Start), Service: noticeService, Time: r.noticeTime(), Instance: a.Instance, Status: a.Status,
		Message: a.Message, Details: json.RawMessage(a.Details), Group: g.Name, Cause: a.Cause, EventName: event,
	}
	for _, t := range g.Notifications {
		if slices.Contains(t.Types, event) {
			r.publish(t.Topic, `Auto Scaling: `+what+` for group "`+g.Name+`"`, n)
		}
	}
}

// eventOf is of which type the news of an activity is, and how its subject
// names it; "" for those of which nobody is told.
func eventOf(a *world.Activity) (event, what string) {
	launch := strings.HasPrefix(a.Description, activity.DescribeLaunch(""))
	ends := strings.HasPrefix(a.Description, activity.DescribeTerminate(""))
	well := a.Status == statusSuccessful
	switch {
	case launch && well:
		return NotifyLaunch, "launch"
	case launch && (a.Status == statusFailed || a.Message != ""): // one that was only called off is no error
		return NotifyLaunchError, "failed launch"
	case ends && well:
		return NotifyTerminate, "termination"
	case ends && a.Status == statusFailed:
		return NotifyTerminateError, "failed termination"
	}
	return "", ""
}

// hookNotice is a message about an instance that waits at a hook
// (AS/prepare-for-lifecycle-notifications).
type hookNotice struct {
	Origin      string `json:"Origin"`
	Hook        string `json:"LifecycleHookName"`
	Destination string `json:"Destination"`
	Account     string `json:"AccountId"`
	Request     string `json:"RequestId"`
	Transition  string `json:"LifecycleTransition"`
	Group       string `json:"AutoScalingGroupName"`
	Service     string `json:"Service"`
	Time        string `json:"Time"`
	Instance    string `json:"EC2InstanceId"`
	Token       string `json:"LifecycleActionToken"`
	Metadata    string `json:"NotificationMetadata,omitempty"`
}

// announceWait tells a hook's target that an instance waits.
func (r *Room) announceWait(g *world.Group, m *world.Member, h *world.Hook) {
	if h.Notification == "" {
		return
	}
	origin, destination, verb := "EC2", "AutoScalingGroup", "LAUNCHING"
	if h.Transition == lifecycle.Terminating {
		origin, destination, verb = "AutoScalingGroup", "EC2", "TERMINATING"
	}
	r.publish(h.Notification, "Auto Scaling:  Lifecycle action '"+verb+"' for instance "+m.Instance+" in progress.", hookNotice{
		origin, h.Name, destination, r.k.World.Account, r.noticeID(m.Hook.Token), h.Transition, g.Name, noticeService, r.noticeTime(), m.Instance, m.Hook.Token, h.Metadata,
	})
}

// testHook tells a hook's new target that it is one.
func (r *Room) testHook(g *world.Group, h world.Hook) {
	if h.Notification != "" {
		r.publish(h.Notification, testSubject(g), r.groupNotice(g, NotifyTest))
	}
}

// publish sends a message as JSON. A topic that has been deleted meanwhile
// hears nothing, and nobody is told of that. Queues are not known here.
func (r *Room) publish(topic, subject string, message any) {
	if r.topics == nil {
		return
	}
	text, err := json.Marshal(message)
	if err == nil {
		_ = r.topics.Publish(topic, subject, string(text))
	}
}
