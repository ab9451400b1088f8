package snsapi_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"fleetglass/fake/api"
	"fleetglass/fake/api/snsapi"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/notify"
	"fleetglass/fake/world"
)

const topic = "arn:aws:sns:us-west-2:123456789012:ops"

func str(s string) *string { return &s }

type desk struct {
	*testing.T
	mux *api.Mux
	w   *world.World
}

func newDesk(t *testing.T) *desk {
	w := &world.World{Account: "123456789012", Region: "us-west-2", Now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)}
	k := sim.New(w)
	m := api.NewMux()
	snsapi.Register(m, k, notify.New(k))
	return &desk{t, m, w}
}

func (d *desk) ask(input any) (any, error) {
	service, operation := api.NameOf(input)
	return d.mux.Call(context.Background(), service, operation, input)
}

// want makes a call and compares its refusal, "" for none.
func (d *desk) want(refused string, input any) any {
	d.Helper()
	_, operation := api.NameOf(input)
	out, err := d.ask(input)
	switch {
	case err != nil && err.Error() != refused:
		d.Errorf("%s: got %v, want %s", operation, err, refused)
	case err == nil && refused != "":
		d.Errorf("%s is not refused", operation)
	}
	return out
}

func TestTopics(t *testing.T) {
	d := newDesk(t)
	d.want("InvalidParameter: Invalid parameter: Topic Name", &sns.CreateTopicInput{Name: str("a b")})
	d.want("", &sns.CreateTopicInput{Name: str("ops"), Tags: []types.Tag{{Key: str("a"), Value: str("b")}}, Attributes: map[string]string{"DisplayName": "Ops"}})
	d.want("", &sns.CreateTopicInput{Name: str("ops")})
	d.want("InvalidParameter: Invalid parameter: Tags Reason: Topic already exists with different tags", &sns.CreateTopicInput{Name: str("ops"), Tags: []types.Tag{{Key: str("x"), Value: str("y")}}})
	d.want("", &sns.SetTopicAttributesInput{TopicArn: str(topic), AttributeName: str("KmsMasterKeyId"), AttributeValue: str("alias/x")})
	d.want("InvalidParameter: Invalid parameter: AttributeName", &sns.SetTopicAttributesInput{TopicArn: str(topic), AttributeName: str("Nonsense"), AttributeValue: str("x")})
	d.want("NotFound: Topic does not exist", &sns.GetTopicAttributesInput{TopicArn: str(topic + "2")})
	d.want("InvalidParameter: Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1", &sns.GetTopicAttributesInput{TopicArn: str("ops")})
	got := d.want("", &sns.GetTopicAttributesInput{TopicArn: str(topic)}).(*sns.GetTopicAttributesOutput).Attributes
	if got["DisplayName"] != "Ops" || got["KmsMasterKeyId"] != "alias/x" || got["Owner"] != "123456789012" || !strings.Contains(got["Policy"], "__default_policy_ID") || got["SubscriptionsPending"] != "0" {
		t.Errorf("%v", got)
	}
	d.want("", &sns.TagResourceInput{ResourceArn: str(topic), Tags: []types.Tag{{Key: str("c"), Value: str("d")}}})
	d.want("", &sns.UntagResourceInput{ResourceArn: str(topic), TagKeys: []string{"a"}})
	d.want("ResourceNotFound: Resource does not exist", &sns.TagResourceInput{ResourceArn: str(topic + "2")})
	if tags := d.want("", &sns.ListTagsForResourceInput{ResourceArn: str(topic)}).(*sns.ListTagsForResourceOutput).Tags; len(tags) != 1 || *tags[0].Key != "c" {
		t.Errorf("%v", tags)
	}
	if l := d.want("", &sns.ListTopicsInput{}).(*sns.ListTopicsOutput).Topics; len(l) != 1 || *l[0].TopicArn != topic {
		t.Errorf("%v", l)
	}
	d.want("", &sns.DeleteTopicInput{TopicArn: str(topic)})
	d.want("", &sns.DeleteTopicInput{TopicArn: str(topic)}) // once more is no error
}

func TestSubscriptionsAndMessages(t *testing.T) {
	d := newDesk(t)
	d.want("", &sns.CreateTopicInput{Name: str("ops")})
	subscribe := func(refused, protocol, endpoint string) *sns.SubscribeOutput {
		out, _ := d.want(refused, &sns.SubscribeInput{TopicArn: str(topic), Protocol: &protocol, Endpoint: &endpoint}).(*sns.SubscribeOutput)
		return out
	}
	subscribe("InvalidParameter: Invalid parameter: Email address", "email", "nobody")
	subscribe("InvalidParameter: Invalid parameter: Invalid SMS endpoint: abc", "sms", "abc")
	subscribe("InvalidParameter: Invalid parameter: SQS endpoint ARN", "sqs", "queue")
	subscribe("InvalidParameter: Invalid parameter: Endpoint must match the specified protocol", "https", "http://example.com")
	subscribe("InvalidParameter: Invalid parameter: Protocol Reason: Does not support this protocol string: pigeon", "pigeon", "x")
	if out := subscribe("", "email", "me@example.com"); *out.SubscriptionArn != "pending confirmation" {
		t.Errorf("%s", *out.SubscriptionArn)
	}
	queue := *subscribe("", "sqs", "arn:aws:sqs:us-west-2:123456789012:q").SubscriptionArn
	if again := subscribe("", "sqs", "arn:aws:sqs:us-west-2:123456789012:q"); *again.SubscriptionArn != queue {
		t.Error("the same endpoint is subscribed twice")
	}
	list := d.want("", &sns.ListSubscriptionsByTopicInput{TopicArn: str(topic)}).(*sns.ListSubscriptionsByTopicOutput).Subscriptions
	if len(list) != 2 || *list[0].SubscriptionArn != "PendingConfirmation" || *list[1].SubscriptionArn != queue {
		t.Errorf("%v", list)
	}
	d.want("InvalidParameter: Invalid parameter: Empty message", &sns.PublishInput{TopicArn: str(topic), Message: str("")})
	d.want("InvalidParameter: Invalid parameter: Subject", &sns.PublishInput{TopicArn: str(topic), Message: str("x"), Subject: str("two\nlines")})
	d.want("InvalidParameter: Invalid parameter: Message too long", &sns.PublishInput{TopicArn: str(topic), Message: str(strings.Repeat("x", 256<<10+1))})
	d.want("NotFound: Topic does not exist", &sns.PublishInput{TopicArn: str(topic + "2"), Message: str("x")})

	d.want("InvalidParameter: Invalid parameter: Token", &sns.ConfirmSubscriptionInput{TopicArn: str(topic), Token: str("wrong")})
	for _, s := range d.w.Subscriptions.All() {
		if !s.Confirmed {
			d.want("", &sns.ConfirmSubscriptionInput{TopicArn: str(topic), Token: &s.Token})
		}
	}
	d.w.Outbox = nil
	d.want("", &sns.PublishInput{TopicArn: str(topic), Message: str("hello"), Subject: str("hi")})
	if len(d.w.Outbox) != 2 {
		t.Fatalf("%d deliveries", len(d.w.Outbox))
	}
	mail, letter := d.w.Outbox[0], d.w.Outbox[1]
	if mail.Subject != "hi" || !strings.HasPrefix(mail.Body, "hello\n\n--\nIf you wish to stop receiving notifications from this topic") {
		t.Errorf("mail %+v", mail)
	}
	if !strings.HasPrefix(letter.Body, `{"Type":"Notification","MessageId":"`) || !strings.Contains(letter.Body, `"Subject":"hi","Message":"hello","Timestamp":"2026-03-10T12:00:00.000Z"}`) {
		t.Errorf("to the queue %s", letter.Body)
	}
	d.want("", &sns.SetSubscriptionAttributesInput{SubscriptionArn: &queue, AttributeName: str("RawMessageDelivery"), AttributeValue: str("true")})
	d.want("InvalidParameter: Invalid parameter: FilterPolicy: failed to parse JSON.", &sns.SetSubscriptionAttributesInput{SubscriptionArn: &queue, AttributeName: str("FilterPolicy"), AttributeValue: str("{")})
	d.want("", &sns.PublishInput{TopicArn: str(topic), Message: str("bare")})
	if last := d.w.Outbox[len(d.w.Outbox)-1]; last.Body != "bare" {
		t.Errorf("raw delivery: %s", last.Body)
	}
	got := d.want("", &sns.GetSubscriptionAttributesInput{SubscriptionArn: &queue}).(*sns.GetSubscriptionAttributesOutput).Attributes
	if got["RawMessageDelivery"] != "true" || got["PendingConfirmation"] != "false" {
		t.Errorf("%v", got)
	}
	d.want("", &sns.UnsubscribeInput{SubscriptionArn: &queue})
	d.want("", &sns.UnsubscribeInput{SubscriptionArn: &queue})
	d.want("NotFound: Subscription does not exist", &sns.GetSubscriptionAttributesInput{SubscriptionArn: &queue})
	if l := d.want("", &sns.ListSubscriptionsInput{}).(*sns.ListSubscriptionsOutput).Subscriptions; len(l) != 1 {
		t.Errorf("%d are left", len(l))
	}
}

// The outbox is bounded: the newest stay.
func TestTheOutboxIsBounded(t *testing.T) {
	d := newDesk(t)
	d.want("", &sns.CreateTopicInput{Name: str("ops")})
	d.want("", &sns.SubscribeInput{TopicArn: str(topic), Protocol: str("sms"), Endpoint: str("+15550100")})
	for range 600 {
		d.want("", &sns.PublishInput{TopicArn: str(topic), Message: str("x")})
	}
	if len(d.w.Outbox) != 500 {
		t.Errorf("%d deliveries", len(d.w.Outbox))
	}
}
