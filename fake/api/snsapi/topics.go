package snsapi

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"fleetglass/awsclient/semantics/policy"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// topicsMost is the quota of topics of an account in a region.
const topicsMost = 100_000

// createTopic makes a topic, or answers the one that has this name.
func (s *service) createTopic(_ context.Context, in *sns.CreateTopicInput) (*sns.CreateTopicOutput, error) {
	name := aws.ToString(in.Name)
	bad := name == "" || len(name) > 256 || strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-')
	})
	switch {
	case bad:
		return nil, invalid("Topic Name")
	case in.Attributes["FifoTopic"] == "true":
		return nil, invalid("Attributes Reason: FIFO topics are not simulated")
	}
	tags, err := tagsOf(in.Tags)
	if err != nil {
		return nil, err
	}
	if t := s.w.Topics.Get(s.w.ARN("sns", name)); t != nil {
		if len(tags) > 0 && !slices.Equal(tags, t.Tags) {
			return nil, invalid("Tags Reason: Topic already exists with different tags")
		}
		return &sns.CreateTopicOutput{TopicArn: aws.String(t.ARN)}, nil
	}
	if s.w.Topics.Len() >= topicsMost {
		return nil, awserr.New("TopicLimitExceeded", "Topic limit exceeded").WithStatus(403)
	}
	draft := &world.Topic{Name: name}
	for _, key := range sortedKeys(in.Attributes) {
		if err := set(draft, key, in.Attributes[key]); err != nil {
			return nil, err
		}
	}
	t := s.room.Create(name)
	t.DisplayName, t.Policy, t.Attributes, t.Tags = draft.DisplayName, draft.Policy, draft.Attributes, tags
	return &sns.CreateTopicOutput{TopicArn: aws.String(t.ARN)}, nil
}

func sortedKeys(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// set sets one attribute of a topic.
func set(t *world.Topic, name, value string) error {
	switch name {
	case "DisplayName":
		if len(value) > 100 {
			return invalid("DisplayName Reason: must be at most 100 characters long")
		}
		t.DisplayName = value
	case "Policy":
		if _, err := policy.Parse(value, policy.Resource); value != "" && err != nil {
			return invalid("Policy Error: %s", err.Error())
		}
		t.Policy = value
	case "DeliveryPolicy", "KmsMasterKeyId", "TracingConfig", "SignatureVersion", "ArchivePolicy",
		"HTTPSuccessFeedbackRoleArn", "HTTPSuccessFeedbackSampleRate", "HTTPFailureFeedbackRoleArn",
		"SQSSuccessFeedbackRoleArn", "SQSSuccessFeedbackSampleRate", "SQSFailureFeedbackRoleArn",
		"LambdaSuccessFeedbackRoleArn", "LambdaSuccessFeedbackSampleRate", "LambdaFailureFeedbackRoleArn":
		t.Attributes = put(t.Attributes, name, value)
	case "FifoTopic":
	default:
		return invalid("AttributeName")
	}
	return nil
}

// put sets an attribute in a list that stays sorted.
func put(list []world.Attribute, key, value string) []world.Attribute {
	list = slices.DeleteFunc(slices.Clone(list), func(a world.Attribute) bool { return a.Key == key })
	if value != "" {
		list = append(list, world.Attribute{Key: key, Value: value})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Key < list[j].Key })
	return list
}

func (s *service) deleteTopic(_ context.Context, in *sns.DeleteTopicInput) (*sns.DeleteTopicOutput, error) {
	t, err := s.topic(in.TopicArn)
	if err != nil {
		if refused, ok := err.(*awserr.Error); ok && refused.Code == "NotFound" {
			return &sns.DeleteTopicOutput{}, nil // to delete what is not there is no error
		}
		return nil, err
	}
	s.room.Delete(t.ARN)
	return &sns.DeleteTopicOutput{}, nil
}

func (s *service) listTopics(_ context.Context, in *sns.ListTopicsInput) (*sns.ListTopicsOutput, error) {
	var arns []string
	for arn := range s.w.Topics.All() {
		arns = append(arns, arn)
	}
	slices.Sort(arns)
	part, next, err := api.Page(arns, func(arn string) string { return arn }, nil, pageSize, pageSize, in.NextToken)
	if err != nil {
		return nil, invalid("NextToken")
	}
	out := &sns.ListTopicsOutput{Topics: []types.Topic{}, NextToken: next}
	for _, arn := range part {
		out.Topics = append(out.Topics, types.Topic{TopicArn: aws.String(arn)})
	}
	return out, nil
}

func (s *service) getTopic(_ context.Context, in *sns.GetTopicAttributesInput) (*sns.GetTopicAttributesOutput, error) {
	t, err := s.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	confirmed, pending := 0, 0
	for _, sub := range s.room.Subscribers(t.ARN) {
		if sub.Confirmed {
			confirmed++
		} else {
			pending++
		}
	}
	document := t.Policy
	if document == "" {
		document = defaultPolicy(t.ARN, s.w.Account)
	}
	all := map[string]string{
		"TopicArn": t.ARN, "Owner": s.w.Account, "DisplayName": t.DisplayName, "Policy": document,
		"SubscriptionsConfirmed": strconv.Itoa(confirmed), "SubscriptionsPending": strconv.Itoa(pending), "SubscriptionsDeleted": "0",
		"EffectiveDeliveryPolicy": `{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"disableSubscriptionOverrides":false}}`,
	}
	for _, a := range t.Attributes {
		all[a.Key] = a.Value
	}
	return &sns.GetTopicAttributesOutput{Attributes: all}, nil
}

// defaultPolicy lets the account do everything with its topic.
func defaultPolicy(arn, account string) string {
	actions, err := json.Marshal([]string{
		"SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission", "SNS:RemovePermission", "SNS:DeleteTopic",
		"SNS:Subscribe", "SNS:ListSubscriptionsByTopic", "SNS:Publish",
	})
	if err != nil {
		return ""
	}
	return fmt.Sprintf(`{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID","Effect":"Allow","Principal":{"AWS":"*"},"Action":%s,"Resource":"%s","Condition":{"StringEquals":{"AWS:SourceOwner":"%s"}}}]}`, actions, arn, account)
}

func (s *service) setTopic(_ context.Context, in *sns.SetTopicAttributesInput) (*sns.SetTopicAttributesOutput, error) {
	t, err := s.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	if aws.ToString(in.AttributeName) == "FifoTopic" {
		return nil, invalid("AttributeName")
	}
	return &sns.SetTopicAttributesOutput{}, set(t, aws.ToString(in.AttributeName), aws.ToString(in.AttributeValue))
}

// tagsMost is how many tags a topic may have.
const tagsMost = 50

func tagsOf(tags []types.Tag) ([]world.Tag, error) {
	var all []world.Tag
	for _, t := range tags {
		key := aws.ToString(t.Key)
		if key == "" || len(key) > 128 || len(aws.ToString(t.Value)) > 256 || strings.HasPrefix(strings.ToLower(key), "aws:") {
			return nil, invalid("Tags Reason: tag key or value is not valid")
		}
		if slices.ContainsFunc(all, func(o world.Tag) bool { return o.Key == key }) {
			return nil, invalid("Duplicated keys are not allowed.")
		}
		all = append(all, world.Tag{Key: key, Value: aws.ToString(t.Value)})
	}
	return all, nil
}

// tagged finds a topic for the operations on tags, whose refusals are others.
func (s *service) tagged(arn *string) (*world.Topic, error) {
	if t := s.w.Topics.Get(aws.ToString(arn)); t != nil {
		return t, nil
	}
	return nil, awserr.New("ResourceNotFound", "Resource does not exist").WithStatus(404)
}

func (s *service) tag(_ context.Context, in *sns.TagResourceInput) (*sns.TagResourceOutput, error) {
	t, err := s.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	added, err := tagsOf(in.Tags)
	if err != nil {
		return nil, err
	}
	merged := world.MergeTags(t.Tags, added)
	if len(merged) > tagsMost {
		return nil, awserr.New("TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded")
	}
	t.Tags = merged
	return &sns.TagResourceOutput{}, nil
}

func (s *service) untag(_ context.Context, in *sns.UntagResourceInput) (*sns.UntagResourceOutput, error) {
	t, err := s.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	t.Tags = slices.DeleteFunc(slices.Clone(t.Tags), func(o world.Tag) bool { return slices.Contains(in.TagKeys, o.Key) })
	return &sns.UntagResourceOutput{}, nil
}

func (s *service) listTags(_ context.Context, in *sns.ListTagsForResourceInput) (*sns.ListTagsForResourceOutput, error) {
	t, err := s.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	out := &sns.ListTagsForResourceOutput{Tags: []types.Tag{}}
	for _, one := range t.Tags {
		out.Tags = append(out.Tags, types.Tag{Key: aws.String(one.Key), Value: aws.String(one.Value)})
	}
	return out, nil
}
