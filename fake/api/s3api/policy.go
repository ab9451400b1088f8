package s3api

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/storage"
	"fleetglass/fake/world"
)

func (s service) putBucketPolicy(ctx context.Context, in *s3.PutBucketPolicyInput) (*s3.PutBucketPolicyOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	text := given(in.Policy)
	if err := storage.CheckPolicy(b.Name, text); err != nil {
		return nil, err
	}
	if b.Block.Policy && storage.Public(text) {
		return nil, awserr.New("AccessDenied", "The request is not authorized to perform: s3:PutBucketPolicy on resource: \"%s\" "+
			"because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.", s.r.World().BucketARN(b.Name)).WithStatus(403)
	}
	b.Policy = text
	return &s3.PutBucketPolicyOutput{}, nil
}

func noPolicy() error {
	return notFound("NoSuchBucketPolicy", "The bucket policy does not exist")
}

func (s service) getBucketPolicy(ctx context.Context, in *s3.GetBucketPolicyInput) (*s3.GetBucketPolicyOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if b.Policy == "" {
		return nil, noPolicy()
	}
	return &s3.GetBucketPolicyOutput{Policy: aws.String(b.Policy)}, nil
}

func (s service) getBucketPolicyStatus(ctx context.Context, in *s3.GetBucketPolicyStatusInput) (*s3.GetBucketPolicyStatusOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if b.Policy == "" {
		return nil, noPolicy()
	}
	return &s3.GetBucketPolicyStatusOutput{PolicyStatus: &types.PolicyStatus{IsPublic: aws.Bool(storage.Public(b.Policy))}}, nil
}

// deleteBucketPolicy is no error where there is none.
func (s service) deleteBucketPolicy(ctx context.Context, in *s3.DeleteBucketPolicyInput) (*s3.DeleteBucketPolicyOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	b.Policy = ""
	return &s3.DeleteBucketPolicyOutput{}, nil
}

func (s service) putPublicAccessBlock(ctx context.Context, in *s3.PutPublicAccessBlockInput) (*s3.PutPublicAccessBlockOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	c := in.PublicAccessBlockConfiguration
	if c == nil {
		return nil, malformedXML()
	}
	b.Block = world.PublicAccessBlock{
		Set: true, ACLs: aws.ToBool(c.BlockPublicAcls), IgnoreACLs: aws.ToBool(c.IgnorePublicAcls),
		Policy: aws.ToBool(c.BlockPublicPolicy), RestrictBucket: aws.ToBool(c.RestrictPublicBuckets),
	}
	return &s3.PutPublicAccessBlockOutput{}, nil
}

func (s service) getPublicAccessBlock(ctx context.Context, in *s3.GetPublicAccessBlockInput) (*s3.GetPublicAccessBlockOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if !b.Block.Set {
		return nil, notFound("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")
	}
	return &s3.GetPublicAccessBlockOutput{PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{
		BlockPublicAcls: aws.Bool(b.Block.ACLs), IgnorePublicAcls: aws.Bool(b.Block.IgnoreACLs),
		BlockPublicPolicy: aws.Bool(b.Block.Policy), RestrictPublicBuckets: aws.Bool(b.Block.RestrictBucket),
	}}, nil
}

func (s service) deletePublicAccessBlock(ctx context.Context, in *s3.DeletePublicAccessBlockInput) (*s3.DeletePublicAccessBlockOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	b.Block = world.PublicAccessBlock{}
	return &s3.DeletePublicAccessBlockOutput{}, nil
}
