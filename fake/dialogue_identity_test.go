package fake

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fleetglass/fake/api"
)

// identityVerbs are the commands of dialogues about callers and messages.
func identityVerbs() map[string]verb {
	return map[string]verb{
		"user": (*player).user, "role": (*player).roleFor, "attach-policy": (*player).attachPolicy, "inline-policy": (*player).inlinePolicy,
		"assume": (*player).assume, "as": (*player).as, "sign-in": (*player).signIn, "sns-topic": (*player).snsTopic, "subscribe": (*player).subscribeTo,
		"confirm": (*player).confirm, "delivered": (*player).delivered, "alarm-topic": (*player).alarmTopic, "deny-events": (*player).denials,
	}
}

// keys are the access keys that a dialogue knows by name: a user's name, or
// that of a session.
func (p *player) key(name string) string {
	w := p.e.home().world
	for key, who := range w.Principals.All() {
		if who.Name == name {
			return key
		}
	}
	return name
}

// user makes a user with an access key.
func (p *player) user(c command) (string, error) {
	if _, err := ask[iam.CreateUserOutput](p, &iam.CreateUserInput{UserName: aws.String(c.word(0))}); err != nil {
		return "", err
	}
	return quiet[iam.CreateAccessKeyOutput](p, &iam.CreateAccessKeyInput{UserName: aws.String(c.word(0))})
}

// roleFor makes a role that a user may assume: "role NAME USER".
func (p *player) roleFor(c command) (string, error) {
	return quiet[iam.CreateRoleOutput](p, &iam.CreateRoleInput{RoleName: aws.String(c.word(0)), AssumeRolePolicyDocument: aws.String(fmt.Sprintf(
		`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:user/%s"},"Action":"sts:AssumeRole"}}`, Account, c.word(1)))})
}

// attachPolicy attaches a policy of AWS: "attach-policy user alice NAME".
func (p *player) attachPolicy(c command) (string, error) {
	arn := aws.String("arn:aws:iam::aws:policy/" + c.word(2))
	if c.word(0) == "role" {
		return quiet[iam.AttachRolePolicyOutput](p, &iam.AttachRolePolicyInput{RoleName: aws.String(c.word(1)), PolicyArn: arn})
	}
	return quiet[iam.AttachUserPolicyOutput](p, &iam.AttachUserPolicyInput{UserName: aws.String(c.word(1)), PolicyArn: arn})
}

// inlinePolicy writes a policy of one statement: "inline-policy alice Deny ec2:Stop*".
func (p *player) inlinePolicy(c command) (string, error) {
	return quiet[iam.PutUserPolicyOutput](p, &iam.PutUserPolicyInput{
		UserName: aws.String(c.word(0)), PolicyName: aws.String("inline"),
		PolicyDocument: aws.String(fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":%q,"Action":%q,"Resource":"*"}}`, c.word(1), c.word(2))),
	})
}

// assume lets a user assume a role, for a session of a name: "assume alice ops work".
func (p *player) assume(c command) (string, error) {
	ctx := api.WithCaller(context.Background(), api.Caller{AccessKey: p.key(c.word(0))})
	in := &sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam::" + Account + ":role/" + c.word(1)), RoleSessionName: aws.String(c.word(2))}
	if c.options["seconds"] != "" {
		in.DurationSeconds = aws.Int32(c.number("seconds", 0))
	}
	out, _, err := p.e.Call(ctx, "sts", "AssumeRole", Region, in)
	if err != nil {
		return "", err
	}
	return *out.(*sts.AssumeRoleOutput).AssumedRoleUser.Arn, nil
}

// as makes a call as somebody: "as alice instances", "as alice stop i-1".
func (p *player) as(c command) (string, error) {
	var in any
	switch c.word(1) {
	case "whoami":
		in = &sts.GetCallerIdentityInput{}
	case "instances":
		in = &ec2.DescribeInstancesInput{}
	case "groups":
		in = &autoscaling.DescribeAutoScalingGroupsInput{}
	case "stop":
		in = &ec2.StopInstancesInput{InstanceIds: []string{c.word(2)}}
	case "create-user":
		in = &iam.CreateUserInput{UserName: aws.String(c.word(2))}
	case "alarms":
		in = &cloudwatch.DescribeAlarmsInput{}
	default:
		p.t.Fatalf("as %s: what is %q?", c.word(0), c.word(1))
	}
	service, operation := api.NameOf(in)
	ctx := api.WithCaller(context.Background(), api.Caller{AccessKey: p.key(c.word(0))})
	out, _, err := p.e.Call(ctx, service, operation, Region, in)
	if who, ok := out.(*sts.GetCallerIdentityOutput); ok && err == nil {
		return *who.Arn, nil
	}
	return "", err
}

// signIn tries to enter the console: "sign-in alice ok|wrong".
func (p *player) signIn(c command) (string, error) {
	if p.e.SignIn(c.word(0), c.word(1) == "ok", c.options["mfa"] == "yes") {
		return "signed in", nil
	}
	return "not signed in", nil
}

// denials are the failed events of the trail of a region, oldest first.
func (p *player) denials(c command) (string, error) {
	var b strings.Builder
	for _, e := range p.e.placeIn(c.text("region", Region)).world.Trail {
		if e.ErrorCode != "" || e.ErrorMessage != "" {
			fmt.Fprintf(&b, "%s %s %s %s %s\n", e.Name, e.IdentityType, e.Username, e.ErrorCode, e.ErrorMessage)
		}
	}
	return b.String(), nil
}

func (p *player) topicARN(name string) *string {
	return aws.String(p.e.home().world.ARN("sns", name))
}

func (p *player) snsTopic(c command) (string, error) {
	return quiet[sns.CreateTopicOutput](p, &sns.CreateTopicInput{Name: aws.String(c.word(0))})
}

// subscribeTo subscribes: "subscribe ops email me@example.com".
func (p *player) subscribeTo(c command) (string, error) {
	out, err := ask[sns.SubscribeOutput](p, &sns.SubscribeInput{TopicArn: p.topicARN(c.word(0)), Protocol: aws.String(c.word(1)), Endpoint: aws.String(c.word(2))})
	if err != nil {
		return "", err
	}
	return *out.SubscriptionArn, nil
}

// confirm confirms all that waits for it.
func (p *player) confirm(c command) (string, error) {
	for _, s := range p.e.home().world.Subscriptions.All() {
		if !s.Confirmed {
			if _, err := ask[sns.ConfirmSubscriptionOutput](p, &sns.ConfirmSubscriptionInput{TopicArn: aws.String(s.Topic), Token: aws.String(s.Token)}); err != nil {
				return "", err
			}
		}
	}
	return "", nil
}

// delivered shows what was delivered: the first line of each.
func (p *player) delivered(command) (string, error) {
	var b strings.Builder
	for _, d := range p.e.Outbox() {
		first, _, _ := strings.Cut(d.Body, "\n")
		fmt.Fprintf(&b, "%s %s %s | %s | %s\n", d.At.Format("15:04:05"), d.Protocol, d.Endpoint, d.Subject, first)
	}
	return b.String(), nil
}

// alarmTopic makes an alarm on a metric of one's own that tells a topic:
// "alarm-topic NAME TOPIC", and put into that state by "state=".
func (p *player) alarmTopic(c command) (string, error) {
	if c.options["state"] != "" {
		return quiet[cloudwatch.SetAlarmStateOutput](p, &cloudwatch.SetAlarmStateInput{
			AlarmName: aws.String(c.word(0)), StateValue: cwtypes.StateValue(c.options["state"]), StateReason: aws.String("tried"),
		})
	}
	return quiet[cloudwatch.PutMetricAlarmOutput](p, &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String(c.word(0)), Namespace: aws.String("App"), MetricName: aws.String("Errors"), Statistic: cwtypes.StatisticSum,
		Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanOrEqualToThreshold,
		AlarmActions: []string{*p.topicARN(c.word(1))}, TreatMissingData: aws.String("notBreaching"),
	})
}
