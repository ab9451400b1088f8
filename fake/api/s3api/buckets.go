package s3api

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// oldest is the region whose buckets say nothing of where they are.
const oldest = "us-east-1"

func (s service) createBucket(ctx context.Context, in *s3.CreateBucketInput) (*s3.CreateBucketOutput, error) {
	if err := without(in, "Bucket", "ACL", "CreateBucketConfiguration", "ObjectOwnership"); err != nil {
		return nil, err
	}
	region, err := s.placement(ctx, in.CreateBucketConfiguration)
	if err != nil {
		return nil, err
	}
	if o := in.ObjectOwnership; o != "" && !slices.Contains(o.Values(), o) {
		return nil, invalidArgument("Invalid x-amz-object-ownership header: %s", o)
	}
	if in.ACL != "" && in.ACL != types.BucketCannedACLPrivate {
		return nil, awserr.New("InvalidBucketAclWithBlockPublicAccessError", "Bucket cannot have public ACLs set with BlockPublicAccess enabled")
	}
	var tags []world.Tag
	if in.CreateBucketConfiguration != nil {
		if tags, err = tagsOf(in.CreateBucketConfiguration.Tags); err != nil {
			return nil, err
		}
	}
	name := given(in.Bucket)
	if b := s.r.Bucket(name); b != nil && region == oldest && b.Region == oldest {
		return &s3.CreateBucketOutput{Location: aws.String("/" + name)}, nil // as S3 has always answered there
	}
	b, err := s.r.Create(name, region, string(in.ObjectOwnership))
	if err != nil {
		return nil, err
	}
	b.Tags = tags
	location := "http://" + name + ".s3.amazonaws.com/"
	if region == oldest {
		location = "/" + name
	}
	return &s3.CreateBucketOutput{Location: aws.String(location), BucketArn: aws.String(s.r.World().BucketARN(name))}, nil
}

// placement is the region for a new bucket: the one that is asked, which the
// request must name, but in the oldest.
func (s service) placement(ctx context.Context, c *types.CreateBucketConfiguration) (string, error) {
	asked := api.CallerFrom(ctx).Region
	if asked == "" {
		asked = s.r.World().Region
	}
	if c == nil || c.LocationConstraint == "" {
		if asked != oldest {
			return "", awserr.New("IllegalLocationConstraintException",
				"The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.")
		}
		return asked, nil
	}
	want := string(c.LocationConstraint)
	switch {
	case want == "EU":
		want = "eu-west-1"
	case want == oldest || !slices.Contains(c.LocationConstraint.Values(), c.LocationConstraint):
		return "", awserr.New("InvalidLocationConstraint", "The specified location-constraint is not valid")
	}
	if asked != oldest && want != asked {
		return "", awserr.New("IllegalLocationConstraintException",
			"The %s location constraint is incompatible for the region specific endpoint this request was sent to.", want)
	}
	return want, nil
}

func (s service) deleteBucket(ctx context.Context, in *s3.DeleteBucketInput) (*s3.DeleteBucketOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	return &s3.DeleteBucketOutput{}, s.r.Delete(b.Name)
}

// headBucket has no body, so its refusals have no code but that of HTTP.
func (s service) headBucket(ctx context.Context, in *s3.HeadBucketInput) (*s3.HeadBucketOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, headless(err)
	}
	return &s3.HeadBucketOutput{BucketRegion: aws.String(b.Region), AccessPointAlias: aws.Bool(false)}, nil
}

// headless is a refusal as the SDK makes it of an answer without a body.
func headless(err error) error {
	e, ok := err.(*awserr.Error)
	if !ok {
		return err
	}
	switch e.Status {
	case 404:
		return awserr.New("NotFound", "Not Found").WithStatus(404)
	case 403:
		return awserr.New("Forbidden", "Forbidden").WithStatus(403)
	case 301:
		return awserr.New("MovedPermanently", "Moved Permanently").WithStatus(301)
	}
	return awserr.New("BadRequest", "Bad Request")
}

// listBuckets lists the buckets of all regions.
func (s service) listBuckets(_ context.Context, in *s3.ListBucketsInput) (*s3.ListBucketsOutput, error) {
	const most = 10_000
	if n := in.MaxBuckets; n != nil && (*n < 1 || *n > most) {
		return nil, invalidArgument("Argument max-buckets must be an integer between 1 and %d", most)
	}
	buckets := slices.DeleteFunc(s.r.Buckets(), func(b *world.Bucket) bool {
		return !strings.HasPrefix(b.Name, given(in.Prefix)) || in.BucketRegion != nil && b.Region != *in.BucketRegion
	})
	page, next, err := api.Page(buckets, func(b *world.Bucket) string { return b.Name }, in.MaxBuckets, most, most, in.ContinuationToken)
	if err != nil {
		return nil, invalidArgument("The continuation token provided is incorrect")
	}
	out := &s3.ListBucketsOutput{Buckets: []types.Bucket{}, ContinuationToken: next, Prefix: in.Prefix, Owner: s.owner()}
	for _, b := range page {
		out.Buckets = append(out.Buckets, types.Bucket{
			Name: aws.String(b.Name), CreationDate: aws.Time(b.Created), BucketRegion: aws.String(b.Region), BucketArn: aws.String(s.r.World().BucketARN(b.Name)),
		})
	}
	return out, nil
}

func (s service) owner() *types.Owner { return &types.Owner{ID: aws.String(s.r.OwnerID())} }

// getBucketLocation answers in every region, so that who does not know where a
// bucket is can find it.
func (s service) getBucketLocation(_ context.Context, in *s3.GetBucketLocationInput) (*s3.GetBucketLocationOutput, error) {
	b, err := s.bucket(context.Background(), in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	out := &s3.GetBucketLocationOutput{}
	if b.Region != oldest {
		out.LocationConstraint = types.BucketLocationConstraint(b.Region)
	}
	return out, nil
}
