package scenario

import (
	"cmp"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/awsclient/semantics/bucketpolicy"
	"fleetglass/awsclient/semantics/recipes"
)

// The trail of an account that keeps one, and where it goes.
const (
	trailName  = "management-events"
	trailGroup = "CloudTrail/logs"
	trailRole  = "CloudTrail_CloudWatchLogs_Role"
)

const trailTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

// trail makes a trail of all regions into a bucket of its own and a log group.
// It is not started yet.
func (b *builder) trail() {
	w := b.Kernel().World
	bucket := "audit-" + w.Account
	do[s3.CreateBucketOutput](b, &s3.CreateBucketInput{
		Bucket: aws.String(bucket), CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: s3types.BucketLocationConstraint(w.Region)},
	})
	want := bucketpolicy.Want{Bucket: bucket, Account: w.Account}
	do[s3.PutBucketPolicyOutput](b, &s3.PutBucketPolicyInput{Bucket: aws.String(bucket), Policy: aws.String(bucketpolicy.Policy(want))})

	do[s3.PutBucketLifecycleConfigurationOutput](b, &s3.PutBucketLifecycleConfigurationInput{Bucket: aws.String(bucket), LifecycleConfiguration: &s3types.BucketLifecycleConfiguration{
		Rules: []s3types.LifecycleRule{{ID: aws.String("a-month"), Status: s3types.ExpirationStatusEnabled,
			Filter: &s3types.LifecycleRuleFilter{Prefix: aws.String("AWSLogs/")}, Expiration: &s3types.LifecycleExpiration{Days: aws.Int32(30)}}},
	}})

	group := "arn:aws:logs:" + w.Region + ":" + w.Account + ":log-group:" + trailGroup
	do[cloudwatchlogs.CreateLogGroupOutput](b, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(trailGroup)})
	do[cloudwatchlogs.PutRetentionPolicyOutput](b, &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: aws.String(trailGroup), RetentionInDays: aws.Int32(30)})
	do[iam.CreateRoleOutput](b, &iam.CreateRoleInput{RoleName: aws.String(trailRole), AssumeRolePolicyDocument: aws.String(trailTrust)})
	do[iam.PutRolePolicyOutput](b, &iam.PutRolePolicyInput{RoleName: aws.String(trailRole), PolicyName: aws.String("write"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"` +
			group + `:log-stream:` + w.Account + `_CloudTrail_*"}]}`)})
	do[cloudtrail.CreateTrailOutput](b, &cloudtrail.CreateTrailInput{
		Name: aws.String(trailName), S3BucketName: aws.String(bucket), IsMultiRegionTrail: aws.Bool(true), EnableLogFileValidation: aws.Bool(true),
		CloudWatchLogsLogGroupArn: aws.String(group + ":*"), CloudWatchLogsRoleArn: aws.String(b.identity("role", trailRole)),
	})
}

// beginTrail is the call that starts the trail.
func beginTrail() *cloudtrail.StartLoggingInput {
	return &cloudtrail.StartLoggingInput{Name: aws.String(trailName)}
}

// watches are the recipes that an account watches itself with.
func watches() []string {
	return []string{"SecurityGroupEvents", "AuthorizationFailures", "CloudTrailChanges", "IAMPolicyChanges", "ConsoleSignInFailures"}
}

// watched puts recipes on the trail. Their alarms tell a topic.
func (b *builder) watched(topic string, names []string) {
	for _, name := range names {
		r, known := recipes.Named(name)
		if !known {
			b.err = cmp.Or(b.err, fmt.Errorf("there is no recipe %s", name))
			return
		}
		do[cloudwatchlogs.PutMetricFilterOutput](b, &cloudwatchlogs.PutMetricFilterInput{
			LogGroupName: aws.String(trailGroup), FilterName: aws.String(r.Name), FilterPattern: aws.String(r.Pattern),
			MetricTransformations: []logstypes.MetricTransformation{{MetricNamespace: aws.String(recipes.Namespace), MetricName: aws.String(r.Metric), MetricValue: aws.String(recipes.Value)}},
		})
		b.alarm(&cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String(r.Name), AlarmDescription: aws.String(r.Title()), Namespace: aws.String(recipes.Namespace), MetricName: aws.String(r.Metric),
			Statistic: cwtypes.StatisticSum, Period: aws.Int32(300), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1),
			ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanOrEqualToThreshold, TreatMissingData: aws.String("notBreaching"), AlarmActions: []string{topic},
		})
	}
}
