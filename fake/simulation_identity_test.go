package fake

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// identityOperations are what those do who look after people and messages.
func (s *simulation) identityOperations() []func() (string, error) {
	return []func() (string, error){s.userLife, s.policyOnOff, s.topicLife, s.enter}
}

// userLife makes a user with a key, or takes one's key and then himself.
func (s *simulation) userLife() (string, error) {
	name := aws.String(fmt.Sprintf("temp-%d", s.random.IntN(3)))
	if s.world().Users.Get(*name) == nil {
		if what, err := do[iam.CreateUserOutput](s, "create "+*name, &iam.CreateUserInput{UserName: name}); err != nil {
			return what, err
		}
		return do[iam.CreateAccessKeyOutput](s, "key of "+*name, &iam.CreateAccessKeyInput{UserName: name})
	}
	for key, p := range s.world().Principals.All() {
		if p.User == *name && p.Expires.IsZero() {
			return do[iam.DeleteAccessKeyOutput](s, "no key of "+*name, &iam.DeleteAccessKeyInput{UserName: name, AccessKeyId: aws.String(key)})
		}
	}
	return do[iam.DeleteUserOutput](s, "delete "+*name, &iam.DeleteUserInput{UserName: name})
}

// policyOnOff attaches a policy to a user, or detaches it.
func (s *simulation) policyOnOff() (string, error) {
	name, arn := aws.String(fmt.Sprintf("temp-%d", s.random.IntN(3))), aws.String("arn:aws:iam::aws:policy/ReadOnlyAccess")
	if s.coin() {
		return do[iam.DetachUserPolicyOutput](s, "detach from "+*name, &iam.DetachUserPolicyInput{UserName: name, PolicyArn: arn})
	}
	return do[iam.AttachUserPolicyOutput](s, "attach to "+*name, &iam.AttachUserPolicyInput{UserName: name, PolicyArn: arn})
}

// topicLife makes a topic with a reader, writes to it, or deletes it.
func (s *simulation) topicLife() (string, error) {
	name := fmt.Sprintf("temp-%d", s.random.IntN(2))
	arn := aws.String(s.world().ARN("sns", name))
	switch s.random.IntN(4) {
	case 0:
		return do[sns.CreateTopicOutput](s, "topic "+name, &sns.CreateTopicInput{Name: aws.String(name)})
	case 1:
		return do[sns.SubscribeOutput](s, "subscribe to "+name, &sns.SubscribeInput{TopicArn: arn, Protocol: aws.String("sms"), Endpoint: aws.String("+15550100")})
	case 2:
		return do[sns.DeleteTopicOutput](s, "no topic "+name, &sns.DeleteTopicInput{TopicArn: arn})
	}
	return do[sns.PublishOutput](s, "publish to "+name, &sns.PublishInput{TopicArn: arn, Message: aws.String("hello")})
}

// enter tries the console.
func (s *simulation) enter() (string, error) {
	return fmt.Sprintf("sign in: %v", s.e.SignIn("admin", s.coin(), s.coin())), nil
}
