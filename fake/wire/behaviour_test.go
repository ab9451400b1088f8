package wire_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	asgtypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/smithy-go"

	"fleetglass/fake"
	"fleetglass/fake/scenario"
)

// configOf is the SDK's configuration for a server.
func configOf(url string) aws.Config {
	return aws.Config{
		Region: fake.Region, BaseEndpoint: aws.String(url), Credentials: credentials.NewStaticCredentialsProvider(fake.AdministratorKey, "not-a-secret", ""),
	}
}

func anImage(t *testing.T, client *ec2.Client) *string {
	t.Helper()
	out, err := client.DescribeImages(t.Context(), &ec2.DescribeImagesInput{Filters: []ec2types.Filter{
		{Name: aws.String("architecture"), Values: []string{"x86_64"}}, {Name: aws.String("name"), Values: []string{"al2023*"}},
	}})
	if err != nil || len(out.Images) == 0 {
		t.Fatal(err, out)
	}
	return out.Images[0].ImageId
}

// The SDK's paginators see every row once, over every protocol.
func TestTheSDKsPaginators(t *testing.T) {
	_, url := served(t, fake.Options{Scenario: scenario.Empty, Seed: 1})
	ctx, cfg := t.Context(), configOf(url)
	machines := ec2.NewFromConfig(cfg)
	const many = 12
	if _, err := machines.RunInstances(ctx, &ec2.RunInstancesInput{ImageId: anImage(t, machines), InstanceType: ec2types.InstanceTypeT3Micro, MinCount: aws.Int32(many), MaxCount: aws.Int32(many)}); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	pages := ec2.NewDescribeInstancesPaginator(machines, &ec2.DescribeInstancesInput{MaxResults: aws.Int32(5)})
	n := 0
	for ; pages.HasMorePages(); n++ {
		page, err := pages.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Reservations {
			for _, i := range r.Instances {
				seen[*i.InstanceId]++
			}
		}
	}
	if n != 3 || len(seen) != many {
		t.Errorf("%d pages with %d instances", n, len(seen))
	}

	groups := autoscaling.NewFromConfig(cfg)
	watch, logs := cloudwatch.NewFromConfig(cfg), cloudwatchlogs.NewFromConfig(cfg)
	for i := range many {
		name := aws.String(fmt.Sprintf("row-%d", i))
		if _, err := groups.CreateLaunchConfiguration(ctx, &autoscaling.CreateLaunchConfigurationInput{LaunchConfigurationName: name, ImageId: anImage(t, machines), InstanceType: aws.String("t3.micro")}); err != nil {
			t.Fatal(err)
		}
		if _, err := logs.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: name}); err != nil {
			t.Fatal(err)
		}
		if _, err := watch.PutMetricAlarm(ctx, &cloudwatch.PutMetricAlarmInput{AlarmName: name, Namespace: aws.String("Own"), MetricName: aws.String("M"), Statistic: "Sum", Period: aws.Int32(60),
			EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: "GreaterThanThreshold"}); err != nil {
			t.Fatal(err)
		}
	}
	rows := 0
	for p := autoscaling.NewDescribeLaunchConfigurationsPaginator(groups, &autoscaling.DescribeLaunchConfigurationsInput{MaxRecords: aws.Int32(5)}); p.HasMorePages(); {
		page, err := p.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		rows += len(page.LaunchConfigurations)
	}
	for p := cloudwatchlogs.NewDescribeLogGroupsPaginator(logs, &cloudwatchlogs.DescribeLogGroupsInput{Limit: aws.Int32(5)}); p.HasMorePages(); {
		page, err := p.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		rows += len(page.LogGroups)
	}
	for p := cloudwatch.NewDescribeAlarmsPaginator(watch, &cloudwatch.DescribeAlarmsInput{MaxRecords: aws.Int32(5)}); p.HasMorePages(); {
		page, err := p.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		rows += len(page.MetricAlarms)
	}
	if rows != 3*many {
		t.Errorf("%d rows of %d", rows, 3*many)
	}
	trail := cloudtrail.NewLookupEventsPaginator(cloudtrail.NewFromConfig(cfg), &cloudtrail.LookupEventsInput{MaxResults: aws.Int32(10)})
	events := 0
	for trail.HasMorePages() {
		page, err := trail.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		events += len(page.Events)
	}
	if events < 2*many {
		t.Errorf("%d events", events)
	}
}

// Waiters end once the account has come that far.
func TestTheSDKsWaiters(t *testing.T) {
	engine, url := served(t, fake.Options{Scenario: scenario.Empty, Seed: 1})
	ctx, cfg := t.Context(), configOf(url)
	machines, balancers, groups := ec2.NewFromConfig(cfg), elb.NewFromConfig(cfg), autoscaling.NewFromConfig(cfg)
	run, err := machines.RunInstances(ctx, &ec2.RunInstancesInput{ImageId: anImage(t, machines), InstanceType: ec2types.InstanceTypeT3Micro, MinCount: aws.Int32(2), MaxCount: aws.Int32(2)})
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{*run.Instances[0].InstanceId, *run.Instances[1].InstanceId}
	const soon = time.Minute
	// What the waiter waits for comes between its first look and its second.
	quick := func(o *ec2.InstanceRunningWaiterOptions) {
		o.MinDelay, o.MaxDelay = time.Millisecond, 2*time.Millisecond
		o.Retryable = looking(engine, o.Retryable)
	}
	if err := ec2.NewInstanceRunningWaiter(machines, quick).Wait(ctx, &ec2.DescribeInstancesInput{InstanceIds: ids}, soon); err != nil {
		t.Error("instances:", err)
	}
	subnets, err := machines.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{})
	if err != nil {
		t.Fatal(err)
	}
	made, err := balancers.CreateLoadBalancer(ctx, &elb.CreateLoadBalancerInput{Name: aws.String("web"), Subnets: []string{*subnets.Subnets[0].SubnetId, *subnets.Subnets[1].SubnetId}})
	if err != nil {
		t.Fatal(err)
	}
	engine.Advance(10 * time.Minute)
	if err := elb.NewLoadBalancerAvailableWaiter(balancers).Wait(ctx, &elb.DescribeLoadBalancersInput{LoadBalancerArns: []string{*made.LoadBalancers[0].LoadBalancerArn}}, soon); err != nil {
		t.Error("balancer:", err)
	}
	if _, err := groups.CreateLaunchConfiguration(ctx, &autoscaling.CreateLaunchConfigurationInput{LaunchConfigurationName: aws.String("web"), ImageId: anImage(t, machines), InstanceType: aws.String("t3.micro")}); err != nil {
		t.Fatal(err)
	}
	if _, err := groups.CreateAutoScalingGroup(ctx, &autoscaling.CreateAutoScalingGroupInput{AutoScalingGroupName: aws.String("web"), LaunchConfigurationName: aws.String("web"), MinSize: aws.Int32(2), MaxSize: aws.Int32(2), AvailabilityZones: []string{"us-west-2a"}}); err != nil {
		t.Fatal(err)
	}
	engine.Advance(10 * time.Minute)
	if err := autoscaling.NewGroupInServiceWaiter(groups).Wait(ctx, &autoscaling.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: []string{"web"}}, soon); err != nil {
		t.Error("group:", err)
	}
}

// looking lets the account live on after a waiter's first look.
func looking[In, Out any](engine *fake.Engine, judge func(c context.Context, in In, out Out, err error) (bool, error)) func(context.Context, In, Out, error) (bool, error) {
	return func(c context.Context, in In, out Out, err error) (bool, error) {
		again, failure := judge(c, in, out, err)
		if again {
			engine.Advance(5 * time.Minute)
		}
		return again, failure
	}
}

// A throttled call is made again by the SDK itself, and is told in its own
// type when it stays throttled. EC2 answers with 503, the others with 400.
func TestTheSDKRetriesOnThrottling(t *testing.T) {
	for _, c := range []struct {
		service, operation, code string
		status                   int
		call                     func(aws.Config) error
	}{
		{"ec2", "DescribeVpcs", "RequestLimitExceeded", 503, func(cfg aws.Config) error {
			_, err := ec2.NewFromConfig(cfg).DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
			return err
		}},
		{"autoscaling", "DescribeAutoScalingGroups", "Throttling", 400, func(cfg aws.Config) error {
			_, err := autoscaling.NewFromConfig(cfg).DescribeAutoScalingGroups(t.Context(), &autoscaling.DescribeAutoScalingGroupsInput{})
			return err
		}},
		{"cloudwatch", "ListMetrics", "Throttling", 400, func(cfg aws.Config) error {
			_, err := cloudwatch.NewFromConfig(cfg).ListMetrics(t.Context(), &cloudwatch.ListMetricsInput{})
			return err
		}},
		{"cloudtrail", "LookupEvents", "ThrottlingException", 400, func(cfg aws.Config) error {
			_, err := cloudtrail.NewFromConfig(cfg).LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{})
			return err
		}},
	} {
		t.Run(c.service, func(t *testing.T) {
			engine, url := served(t, fake.Options{Scenario: scenario.Empty, Seed: 1})
			if err := engine.Inject(fake.Fault{Kind: fake.Throttle, Subject: c.service + ":" + c.operation, For: time.Minute}); err != nil {
				t.Fatal(err)
			}
			var waits atomic.Int32
			cfg := configOf(url)
			cfg.Retryer = func() aws.Retryer {
				return retry.NewStandard(func(o *retry.StandardOptions) {
					o.MaxAttempts = 3
					o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) {
						if waits.Add(1) == 4 { // the second of the second call
							engine.Advance(2 * time.Minute)
						}
						return 0, nil
					})
				})
			}
			err := c.call(cfg)
			var api smithy.APIError
			var response *awshttp.ResponseError
			if !errors.As(err, &api) || api.ErrorCode() != c.code || !errors.As(err, &response) || response.HTTPStatusCode() != c.status || response.ServiceRequestID() == "" {
				t.Errorf("it stays throttled with %v", err)
			}
			if waits.Load() != 2 {
				t.Errorf("it waited %d times for 3 attempts", waits.Load())
			}
			if err := c.call(cfg); err != nil {
				t.Errorf("the third attempt, with the fault over: %v", err)
			}
		})
	}
}

// Errors come in the SDK's own types.
func TestTheSDKsTypedErrors(t *testing.T) {
	_, url := served(t, fake.Options{Scenario: scenario.Empty, Seed: 1})
	ctx, cfg := t.Context(), configOf(url)
	_, err := elb.NewFromConfig(cfg).DescribeTargetGroups(ctx, &elb.DescribeTargetGroupsInput{Names: []string{"none"}})
	var noGroup *elbtypes.TargetGroupNotFoundException
	if !errors.As(err, &noGroup) {
		t.Errorf("ELB: %v", err)
	}
	_, err = cloudwatchlogs.NewFromConfig(cfg).DescribeLogStreams(ctx, &cloudwatchlogs.DescribeLogStreamsInput{LogGroupName: aws.String("none")})
	var noLog *logtypes.ResourceNotFoundException
	if !errors.As(err, &noLog) {
		t.Errorf("Logs: %v", err)
	}
	groups := autoscaling.NewFromConfig(cfg)
	configuration := &autoscaling.CreateLaunchConfigurationInput{LaunchConfigurationName: aws.String("web"), ImageId: anImage(t, ec2.NewFromConfig(cfg)), InstanceType: aws.String("t3.micro")}
	if _, err := groups.CreateLaunchConfiguration(ctx, configuration); err != nil {
		t.Fatal(err)
	}
	_, err = groups.CreateLaunchConfiguration(ctx, configuration)
	var exists *asgtypes.AlreadyExistsFault
	if !errors.As(err, &exists) {
		t.Errorf("Auto Scaling: %v", err)
	}
	_, err = ec2.NewFromConfig(cfg).DescribeVpcs(ctx, &ec2.DescribeVpcsInput{DryRun: aws.Bool(true)})
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != "DryRunOperation" {
		t.Errorf("EC2, a dry run: %v", err)
	}
}
