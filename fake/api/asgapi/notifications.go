package asgapi

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/world"
)

func (s *service) putNotification(_ context.Context, in *asg.PutNotificationConfigurationInput) (*asg.PutNotificationConfigurationOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	topic, err := required("topicARN", in.TopicARN)
	if err != nil {
		return nil, err
	}
	if len(in.NotificationTypes) == 0 {
		return nil, missing("notificationTypes")
	}
	if err := s.room.PutNotification(g.Name, world.Notification{Topic: topic, Types: slices.Clone(in.NotificationTypes)}); err != nil {
		return nil, err
	}
	return &asg.PutNotificationConfigurationOutput{}, nil
}

func (s *service) deleteNotification(_ context.Context, in *asg.DeleteNotificationConfigurationInput) (*asg.DeleteNotificationConfigurationOutput, error) {
	group, topic, err := both(groupField, in.AutoScalingGroupName, "topicARN", in.TopicARN)
	if err != nil {
		return nil, err
	}
	if err := s.room.DeleteNotification(group, topic); err != nil {
		return nil, err
	}
	return &asg.DeleteNotificationConfigurationOutput{}, nil
}

// notified is one line of the list: a group, a topic and one type.
type notified struct{ group, topic, event string }

func (n notified) id() string { return n.group + "|" + n.topic + "|" + n.event }

func (s *service) describeNotifications(_ context.Context, in *asg.DescribeNotificationConfigurationsInput) (*asg.DescribeNotificationConfigurationsOutput, error) {
	var found []notified
	for name, g := range s.w.Groups.All() {
		if len(in.AutoScalingGroupNames) > 0 && !slices.Contains(in.AutoScalingGroupNames, name) {
			continue
		}
		for _, n := range g.Notifications {
			for _, event := range n.Types {
				found = append(found, notified{name, n.Topic, event})
			}
		}
	}
	found, next, err := page(found, notified.id, in.MaxRecords, in.NextToken, pageMost)
	if err != nil {
		return nil, err
	}
	out := &asg.DescribeNotificationConfigurationsOutput{NextToken: next}
	for _, n := range found {
		out.NotificationConfigurations = append(out.NotificationConfigurations, types.NotificationConfiguration{
			AutoScalingGroupName: aws.String(n.group), TopicARN: aws.String(n.topic), NotificationType: aws.String(n.event),
		})
	}
	return out, nil
}
