package fake

import (
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/awsclient/semantics/bucketpolicy"
)

// auditVerbs are the commands about buckets and trails.
func auditVerbs() map[string]verb {
	return map[string]verb{
		"bucket": (*player).bucket, "bucket-policy": (*player).bucketPolicy, "delete-bucket": (*player).deleteBucket,
		"log-delivery": (*player).logDelivery, "trail": (*player).trail, "start-logging": (*player).startLogging, "stop-logging": (*player).stopLogging,
		"security-group": (*player).securityGroup, "show-trail": (*player).showTrail, "show-files": (*player).showFiles, "show-log": (*player).showLog,
	}
}

func (p *player) bucket(c command) (string, error) {
	return quiet[s3.CreateBucketOutput](p, &s3.CreateBucketInput{
		Bucket: aws.String(c.word(0)), CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: Region},
	})
}

// bucketPolicy gives a bucket the policy that CloudTrail needs for a prefix,
// or with "none" takes it away.
func (p *player) bucketPolicy(c command) (string, error) {
	if c.word(1) == "none" {
		return quiet[s3.DeleteBucketPolicyOutput](p, &s3.DeleteBucketPolicyInput{Bucket: aws.String(c.word(0))})
	}
	want := bucketpolicy.Want{Bucket: c.word(0), Prefix: c.text("prefix", ""), Account: Account}
	return quiet[s3.PutBucketPolicyOutput](p, &s3.PutBucketPolicyInput{Bucket: aws.String(c.word(0)), Policy: aws.String(bucketpolicy.Policy(want))})
}

// deleteBucket empties a bucket and removes it.
func (p *player) deleteBucket(c command) (string, error) {
	list, err := ask[s3.ListObjectsV2Output](p, &s3.ListObjectsV2Input{Bucket: aws.String(c.word(0))})
	if err != nil {
		return "", err
	}
	for _, o := range list.Contents {
		if _, err := ask[s3.DeleteObjectOutput](p, &s3.DeleteObjectInput{Bucket: aws.String(c.word(0)), Key: o.Key}); err != nil {
			return "", err
		}
	}
	return quiet[s3.DeleteBucketOutput](p, &s3.DeleteBucketInput{Bucket: aws.String(c.word(0))})
}

const trailGroup, trailRole = "CloudTrail/logs", "CloudTrail_CloudWatchLogs_Role"

// logDelivery makes the log group and the role that a trail needs for it.
func (p *player) logDelivery(command) (string, error) {
	if _, err := ask[cloudwatchlogs.CreateLogGroupOutput](p, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(trailGroup)}); err != nil {
		return "", err
	}
	if _, err := ask[iam.CreateRoleOutput](p, &iam.CreateRoleInput{RoleName: aws.String(trailRole), AssumeRolePolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)}); err != nil {
		return "", err
	}
	return quiet[iam.PutRolePolicyOutput](p, &iam.PutRolePolicyInput{RoleName: aws.String(trailRole), PolicyName: aws.String("write"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],` +
			`"Resource":"arn:aws:logs:` + Region + `:` + Account + `:log-group:` + trailGroup + `:log-stream:` + Account + `_CloudTrail_` + Region + `*"}]}`)})
}

func (p *player) trail(c command) (string, error) {
	in := &cloudtrail.CreateTrailInput{Name: aws.String(c.word(0)), S3BucketName: aws.String(c.options["bucket"]), IsMultiRegionTrail: aws.Bool(c.options["regions"] == "all")}
	if prefix := c.options["prefix"]; prefix != "" {
		in.S3KeyPrefix = &prefix
	}
	if c.options["logs"] == "yes" {
		in.CloudWatchLogsLogGroupArn = aws.String("arn:aws:logs:" + Region + ":" + Account + ":log-group:" + trailGroup + ":*")
		in.CloudWatchLogsRoleArn = aws.String("arn:aws:iam::" + Account + ":role/" + trailRole)
	}
	return quiet[cloudtrail.CreateTrailOutput](p, in)
}

func (p *player) startLogging(c command) (string, error) {
	return quiet[cloudtrail.StartLoggingOutput](p, &cloudtrail.StartLoggingInput{Name: aws.String(c.word(0))})
}

func (p *player) stopLogging(c command) (string, error) {
	return quiet[cloudtrail.StopLoggingOutput](p, &cloudtrail.StopLoggingInput{Name: aws.String(c.word(0))})
}

func (p *player) securityGroup(c command) (string, error) {
	return quiet[ec2.CreateSecurityGroupOutput](p, &ec2.CreateSecurityGroupInput{GroupName: aws.String(c.word(0)), Description: aws.String("a test")})
}

func (p *player) showTrail(c command) (string, error) {
	s, err := ask[cloudtrail.GetTrailStatusOutput](p, &cloudtrail.GetTrailStatusInput{Name: aws.String(c.word(0))})
	if err != nil {
		return "", err
	}
	at := func(t *time.Time) string {
		if t == nil {
			return "never"
		}
		return t.Format(time.TimeOnly)
	}
	text := fmt.Sprintf("logging %t, files %s", *s.IsLogging, at(s.LatestDeliveryTime))
	if s.LatestDeliveryError != nil {
		text += " " + *s.LatestDeliveryError
	}
	text += ", logs " + at(s.LatestCloudWatchLogsDeliveryTime)
	if s.LatestCloudWatchLogsDeliveryError != nil {
		text += " " + *s.LatestCloudWatchLogsDeliveryError
	}
	return text, nil
}

// showFiles tells a bucket's trail files with the events in them.
func (p *player) showFiles(c command) (string, error) {
	list, err := ask[s3.ListObjectsV2Output](p, &s3.ListObjectsV2Input{Bucket: aws.String(c.word(0))})
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for _, o := range list.Contents {
		key := *o.Key
		fmt.Fprintln(&text, key[:len(key)-len("ABCDEFGHIJKLMNOP.json.gz")]+"....json.gz")
		got, err := ask[s3.GetObjectOutput](p, &s3.GetObjectInput{Bucket: aws.String(c.word(0)), Key: o.Key})
		if err != nil {
			return "", err
		}
		z, err := gzip.NewReader(got.Body)
		if err != nil {
			return "", err
		}
		data, err := io.ReadAll(z)
		if err != nil {
			return "", err
		}
		var file struct{ Records []json.RawMessage }
		if err := json.Unmarshal(data, &file); err != nil {
			return "", err
		}
		for _, r := range file.Records {
			text.WriteString("    " + told(string(r)) + "\n")
		}
	}
	return cmp.Or(text.String(), "no files"), nil
}

// told is a record on one line.
func told(record string) string {
	var r struct {
		EventTime, EventName, AWSRegion, ErrorCode string
		UserIdentity                               struct{ UserName, InvokedBy string }
	}
	if err := json.Unmarshal([]byte(record), &r); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(r.EventTime[11:19] + " " + r.EventName + " " + r.UserIdentity.UserName + r.UserIdentity.InvokedBy + " " + r.ErrorCode)
}

// showLog tells the lines of the trail's log group.
func (p *player) showLog(command) (string, error) {
	out, err := ask[cloudwatchlogs.FilterLogEventsOutput](p, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String(trailGroup)})
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for _, e := range out.Events {
		fmt.Fprintf(&text, "%s %s: %s\n", time.UnixMilli(*e.Timestamp).UTC().Format(time.TimeOnly), *e.LogStreamName, told(*e.Message))
	}
	return cmp.Or(text.String(), "no lines"), nil
}
