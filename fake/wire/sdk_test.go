package wire_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"

	"fleetglass/fake"
	"fleetglass/fake/scenario"
)

// outside is a configuration of a program of others, over real sockets.
func outside(url, region string) aws.Config {
	return aws.Config{
		Region: region, BaseEndpoint: aws.String(url), Logger: logging.Nop{}, HTTPClient: http.DefaultClient,
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
}

// Pages come one by one, until there are no more.
func TestPaginators(t *testing.T) {
	_, url := served(t, fake.Options{Seed: 1})
	client := ec2.NewFromConfig(outside(url, fake.Region))
	all, err := client.DescribeInstances(t.Context(), &ec2.DescribeInstancesInput{})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	pages := 0
	for p := ec2.NewDescribeInstancesPaginator(client, &ec2.DescribeInstancesInput{MaxResults: aws.Int32(5)}); p.HasMorePages(); pages++ {
		page, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, instanceIDs(page.Reservations)...)
	}
	if want := instanceIDs(all.Reservations); len(ids) != len(want) || len(want) < 6 || pages < 2 {
		t.Errorf("%d instances on %d pages, want %d", len(ids), pages, len(want))
	}
}

func instanceIDs(list []ec2types.Reservation) (ids []string) {
	for _, r := range list {
		for _, i := range r.Instances {
			ids = append(ids, *i.InstanceId)
		}
	}
	return ids
}

// A waiter's first look finds what came about meanwhile.
func TestWaiters(t *testing.T) {
	engine, url := served(t, fake.Options{Scenario: scenario.Empty, Seed: 1})
	client := ec2.NewFromConfig(outside(url, fake.Region))
	images, err := client.DescribeImages(t.Context(), &ec2.DescribeImagesInput{Owners: []string{"amazon"}})
	if err != nil || len(images.Images) == 0 {
		t.Fatal(err)
	}
	out, err := client.RunInstances(t.Context(), &ec2.RunInstancesInput{
		ImageId: images.Images[0].ImageId, InstanceType: ec2types.InstanceTypeT3Micro, MinCount: aws.Int32(1), MaxCount: aws.Int32(1),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := out.Instances[0].State.Name; got != ec2types.InstanceStateNamePending {
		t.Errorf("at first it is %s", got)
	}
	engine.Advance(5 * time.Minute)
	in := &ec2.DescribeInstancesInput{InstanceIds: []string{*out.Instances[0].InstanceId}}
	if err := ec2.NewInstanceRunningWaiter(client).Wait(t.Context(), in, 10*time.Second); err != nil {
		t.Error(err)
	}
}

// A client that is told to slow down tries again, thrice in all.
func TestRetries(t *testing.T) {
	engine, url := served(t, fake.Options{Scenario: scenario.Empty, Seed: 1})
	if err := engine.Inject(fake.Fault{Kind: fake.Throttle, Subject: "ec2:Describe*", For: time.Hour}); err != nil {
		t.Fatal(err)
	}
	counted := &counter{}
	cfg := outside(url, fake.Region)
	cfg.HTTPClient = counted
	client := ec2.NewFromConfig(cfg, func(o *ec2.Options) { o.Retryer = impatient{o.Retryer} })
	_, err := client.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
	var refused smithy.APIError
	if !errors.As(err, &refused) || refused.ErrorCode() != "RequestLimitExceeded" || counted.n != 3 {
		t.Errorf("%v after %d attempts", err, counted.n)
	}
}

// impatient retries without waiting.
type impatient struct{ aws.Retryer }

func (impatient) RetryDelay(int, error) (time.Duration, error) { return 0, nil }

type counter struct{ n int }

func (c *counter) Do(r *http.Request) (*http.Response, error) {
	c.n++
	return http.DefaultClient.Do(r)
}

// The errors that the SDK has types for come as those types.
func TestTypedErrors(t *testing.T) {
	_, url := served(t, fake.Options{Scenario: scenario.Empty, Seed: 1})
	ctx, cfg := t.Context(), outside(url, fake.Region)
	for name, failed := range map[string]bool{
		"Elastic Load Balancing": is[*elbtypes.TargetGroupNotFoundException](elasticloadbalancingv2.NewFromConfig(cfg).DescribeTargetGroups(ctx, &elasticloadbalancingv2.DescribeTargetGroupsInput{Names: []string{"none"}})),
		"CloudTrail":             is[*trailtypes.TrailNotFoundException](cloudtrail.NewFromConfig(cfg).GetTrail(ctx, &cloudtrail.GetTrailInput{Name: aws.String("none")})),
		"Logs":                   is[*logtypes.ResourceNotFoundException](cloudwatchlogs.NewFromConfig(cfg).FilterLogEvents(ctx, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("none")})),
		"CloudWatch":             is[*cwtypes.ResourceNotFound](cloudwatch.NewFromConfig(cfg).SetAlarmState(ctx, &cloudwatch.SetAlarmStateInput{AlarmName: aws.String("none"), StateValue: "OK", StateReason: aws.String("x")})),
		"IAM":                    is[*iamtypes.NoSuchEntityException](iam.NewFromConfig(cfg).GetUser(ctx, &iam.GetUserInput{UserName: aws.String("none")})),
		"SNS":                    is[*snstypes.NotFoundException](sns.NewFromConfig(cfg).GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: aws.String("arn:aws:sns:us-west-2:123456789012:none")})),
		"S3":                     is[*s3types.NoSuchBucket](s3.NewFromConfig(cfg).ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: aws.String("none-of-mine")})),
	} {
		if !failed {
			t.Errorf("%s: not the error it ought to be", name)
		}
	}
}

func is[E error, O any](_ O, err error) bool {
	var typed E
	return errors.As(err, &typed)
}

// Each region answers for itself; a word that is no region is refused.
func TestRegions(t *testing.T) {
	_, url := served(t, fake.Options{Seed: 1})
	for _, c := range []struct {
		region string
		code   string
	}{{"us-west-2", ""}, {"eu-west-1", ""}, {"us-gov-west-1", ""}, {"cn-north-1", ""}, {"mars-1", "SignatureDoesNotMatch"}, {"us-west-99", "SignatureDoesNotMatch"}} {
		out, err := ec2.NewFromConfig(outside(url, c.region)).DescribeAvailabilityZones(t.Context(), &ec2.DescribeAvailabilityZonesInput{})
		var refused smithy.APIError
		switch {
		case c.code != "":
			if !errors.As(err, &refused) || refused.ErrorCode() != c.code {
				t.Errorf("%s: %v", c.region, err)
			}
		case err != nil || len(out.AvailabilityZones) == 0 || aws.ToString(out.AvailabilityZones[0].RegionName) != c.region:
			t.Errorf("%s: %v, %v", c.region, out, err)
		}
	}
}

// Many clients read and write at once: no error, and nothing is lost.
func TestManyClients(t *testing.T) {
	const many, each = 40, 5
	engine, url := served(t, fake.Options{Scenario: scenario.Empty, Seed: 1})
	cfg := outside(url, fake.Region)
	cfg.HTTPClient = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: many}}
	client := ec2.NewFromConfig(cfg)
	var group sync.WaitGroup
	for i := range many {
		group.Go(func() {
			for k := range each {
				name := aws.String(fmt.Sprintf("group-%d-%d", i, k))
				if _, err := client.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{GroupName: name, Description: name}); err != nil {
					t.Error(err)
				}
				if _, err := client.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{GroupNames: []string{*name}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	out, _, err := engine.Call(context.Background(), "ec2", "DescribeSecurityGroups", "", &ec2.DescribeSecurityGroupsInput{})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(out.(*ec2.DescribeSecurityGroupsOutput).SecurityGroups); got != many*each+1 { // and the default one
		t.Errorf("%d security groups, want %d", got, many*each+1)
	}
}
