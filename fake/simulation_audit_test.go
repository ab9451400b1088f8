package fake

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/awsclient/semantics/bucketpolicy"
)

// auditOperations are what operators do with buckets and trails.
func (s *simulation) auditOperations() []func() (string, error) {
	return []func() (string, error){s.changeBucket, s.changeTrail, s.putOrDropObject}
}

// aBucket is the name of one of three buckets, which may be there.
func (s *simulation) aBucket() *string {
	return aws.String(fmt.Sprintf("simulated-logs-%d", s.random.IntN(3)))
}

func (s *simulation) changeBucket() (string, error) {
	name := s.aBucket()
	switch s.random.IntN(5) {
	case 0, 1:
		_, err := try[s3.CreateBucketOutput](s.e, Region, &s3.CreateBucketInput{Bucket: name,
			CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: Region}})
		return "create bucket " + *name, err
	case 2:
		_, err := try[s3.PutBucketPolicyOutput](s.e, Region, &s3.PutBucketPolicyInput{Bucket: name,
			Policy: aws.String(bucketpolicy.Policy(bucketpolicy.Want{Bucket: *name, Account: Account}))})
		return "policy of " + *name, err
	case 3:
		_, err := try[s3.DeleteBucketPolicyOutput](s.e, Region, &s3.DeleteBucketPolicyInput{Bucket: name})
		return "no policy of " + *name, err
	default:
		_, err := try[s3.DeleteBucketOutput](s.e, Region, &s3.DeleteBucketInput{Bucket: name})
		return "delete bucket " + *name, err
	}
}

func (s *simulation) changeTrail() (string, error) {
	name := aws.String(fmt.Sprintf("simulated-%d", s.random.IntN(3)))
	switch s.random.IntN(5) {
	case 0, 1:
		_, err := try[cloudtrail.CreateTrailOutput](s.e, Region, &cloudtrail.CreateTrailInput{Name: name, S3BucketName: s.aBucket(), IsMultiRegionTrail: aws.Bool(s.coin())})
		return "create trail " + *name, err
	case 2:
		_, err := try[cloudtrail.StartLoggingOutput](s.e, Region, &cloudtrail.StartLoggingInput{Name: name})
		return "start " + *name, err
	case 3:
		_, err := try[cloudtrail.StopLoggingOutput](s.e, Region, &cloudtrail.StopLoggingInput{Name: name})
		return "stop " + *name, err
	default:
		_, err := try[cloudtrail.DeleteTrailOutput](s.e, Region, &cloudtrail.DeleteTrailInput{Name: name})
		return "delete trail " + *name, err
	}
}

func (s *simulation) putOrDropObject() (string, error) {
	name := s.aBucket()
	if s.coin() {
		_, err := try[s3.PutObjectOutput](s.e, Region, &s3.PutObjectInput{Bucket: name, Key: aws.String(fmt.Sprint(s.random.IntN(5)))})
		return "put into " + *name, err
	}
	list, err := try[s3.ListObjectsV2Output](s.e, Region, &s3.ListObjectsV2Input{Bucket: name})
	if err != nil {
		return "list " + *name, err
	}
	o, ok := pick(s, list.Contents)
	if !ok {
		return "", nil
	}
	_, err = try[s3.DeleteObjectOutput](s.e, Region, &s3.DeleteObjectInput{Bucket: name, Key: o.Key})
	return "drop " + *o.Key, err
}
