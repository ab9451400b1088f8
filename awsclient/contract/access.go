package contract

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"

	"fleetglass/awsclient"
)

// accessChecks are about IAM and SNS.
func accessChecks() []check {
	return []check{
		{"a topic and its subscription", topicLife},
		{"a topic that is not there is not found", topicGone},
		{"users", users},
		{"a policy is made, attached and deleted", policyLife},
		{"a policy that says nonsense is refused", badPolicy},
	}
}

const topicName = "contract-topic"

func topicLife(p *probe) {
	arn, err := p.Client.CreateTopic(p.ctx, topicName)
	p.must(err)
	again, err := p.Client.CreateTopic(p.ctx, topicName)
	p.must(err)
	p.same("ARN, made twice", again, arn)
	rows, err := p.Client.Topics(p.ctx)
	p.must(err)
	t := find(p, "the topic", rows, func(t awsclient.Topic) bool { return t.ARN == arn })
	p.same("name", t.Name, topicName)

	p.must(p.Client.Subscribe(p.ctx, arn, "sqs", "arn:aws:sqs:"+p.Client.Region()+":123456789012:contract"))
	subscriptions, err := p.Client.Subscriptions(p.ctx, arn)
	p.must(err)
	s := find(p, "the subscription", subscriptions, func(s awsclient.Subscription) bool { return s.Protocol == "sqs" })
	p.same("topic", s.Topic, arn)
	p.same("confirmed", s.Confirmed, true)
	p.must(p.Client.Unsubscribe(p.ctx, s.ARN))
	p.must(p.Client.Subscribe(p.ctx, arn, "email", "ops@example.com"))
	id, err := p.Client.Publish(p.ctx, arn, "hello", "a message")
	p.must(err)
	if len(id) != 36 {
		p.errorf("message id %q", id)
	}
	p.must(p.Client.DeleteTopic(p.ctx, arn))
	rows, err = p.Client.Topics(p.ctx)
	p.must(err)
	if slices.ContainsFunc(rows, func(t awsclient.Topic) bool { return t.ARN == arn }) {
		p.errorf("the topic is still there")
	}
}

func topicGone(p *probe) {
	_, err := p.Client.Publish(p.ctx, "arn:aws:sns:"+p.Client.Region()+":123456789012:contract-none", "", "x")
	if awsclient.KindOf(err) != awsclient.NotFound {
		p.errorf("%v", err)
	}
}

// contractUser is made for the checks of users: the client makes none.
func contractUser(p *probe) string {
	name := "contract-user"
	_, err := iam.NewFromConfig(p.Config("iam")).CreateUser(p.ctx, &iam.CreateUserInput{UserName: &name})
	if err != nil && !strings.Contains(err.Error(), "EntityAlreadyExists") {
		p.must(err)
	}
	return name
}

func users(p *probe) {
	name := contractUser(p)
	rows, err := p.Client.Users(p.ctx)
	p.must(err)
	u := find(p, "the user", rows, func(u awsclient.User) bool { return u.Name == name })
	p.same("path", u.Path, "/")
	if !strings.HasPrefix(u.ARN, "arn:aws:iam::") || !strings.HasSuffix(u.ARN, ":user/"+name) || u.Created.IsZero() || u.ID == "" {
		p.errorf("%+v", u)
	}
}

func policyLife(p *probe) {
	const document = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}]}`
	user := contractUser(p)
	arn, err := p.Client.CreateManagedPolicy(p.ctx, "contract-policy", document)
	p.must(err)
	text, err := p.Client.PolicyDocument(p.ctx, arn)
	p.must(err)
	p.same("document", text, document)
	p.must(p.Client.AttachUserPolicy(p.ctx, user, arn))
	has, err := p.Client.UserPolicies(p.ctx, user)
	p.must(err)
	p.same("the user's policies", has, []string{arn})
	rows, err := p.Client.ManagedPolicies(p.ctx)
	p.must(err)
	row := find(p, "the policy", rows, func(m awsclient.ManagedPolicy) bool { return m.ARN == arn })
	p.same("attached", row.Attached, 1)
	p.same("version", row.Version, "v1")
	if err := p.Client.DeleteManagedPolicy(p.ctx, arn); awsclient.KindOf(err) != awsclient.Conflict {
		p.errorf("deleted while attached: %v", err)
	}
	p.must(p.Client.DetachUserPolicy(p.ctx, user, arn))
	p.must(p.Client.DeleteManagedPolicy(p.ctx, arn))
	if _, err := p.Client.PolicyDocument(p.ctx, arn); awsclient.KindOf(err) != awsclient.NotFound {
		p.errorf("after its end: %v", err)
	}
}

func badPolicy(p *probe) {
	_, err := p.Client.CreateManagedPolicy(p.ctx, "contract-nonsense", `{"Version":"2012-10-17","Statement":[{"Effect":"Maybe"}]}`)
	if awsclient.KindOf(err) != awsclient.Invalid {
		p.errorf("%v", err)
	}
}
