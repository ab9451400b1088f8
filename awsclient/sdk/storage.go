package sdk

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"fleetglass/awsclient"
)

// largestObject is how much of an object is read. Choice: a trail's file is
// far smaller.
const largestObject = 16 << 20

// storageClient is a client of S3. Where a server of others stands in for AWS,
// buckets are in the path: their names are no hosts there.
func storageClient(cfg aws.Config) *s3.Client {
	return s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.UsePathStyle = cfg.BaseEndpoint != nil
		o.DisableLogOutputChecksumValidationSkipped = true
	})
}

// Buckets are those of all regions, by name.
func (c *Client) Buckets(ctx context.Context) ([]awsclient.Bucket, error) {
	rows, err := gather(ctx, c, s3.NewListBucketsPaginator(c.read.s3, &s3.ListBucketsInput{MaxBuckets: aws.Int32(1000)}), func(out *s3.ListBucketsOutput) []awsclient.Bucket {
		return mapped(out.Buckets, func(b types.Bucket) awsclient.Bucket {
			return awsclient.Bucket{Name: text(b.Name), Region: text(b.BucketRegion), Created: moment(b.CreationDate)}
		})
	})
	return sorted(rows, func(b awsclient.Bucket) string { return b.Name }), err
}

// BucketPolicy is a bucket's policy as it was put, "" when it has none.
func (c *Client) BucketPolicy(ctx context.Context, bucket string) (string, error) {
	out, err := call(ctx, c, c.read.s3.GetBucketPolicy, &s3.GetBucketPolicyInput{Bucket: &bucket})
	var refused smithy.APIError
	switch {
	case errors.As(err, &refused) && refused.ErrorCode() == "NoSuchBucketPolicy":
		return "", nil
	case err != nil:
		return "", err
	}
	return CleanText(aws.ToString(out.Policy)), nil
}

// Objects are the objects whose keys begin with a prefix, at most limit of
// them.
func (c *Client) Objects(ctx context.Context, bucket, prefix string, limit int) ([]awsclient.Object, error) {
	var rows []awsclient.Object
	in := &s3.ListObjectsV2Input{Bucket: &bucket, Prefix: some(prefix)}
	err := pages(ctx, c, s3.NewListObjectsV2Paginator(c.read.s3, in), func(out *s3.ListObjectsV2Output) bool {
		rows = append(rows, mapped(out.Contents, func(o types.Object) awsclient.Object {
			return awsclient.Object{Key: text(o.Key), Size: number(o.Size), Modified: moment(o.LastModified)}
		})...)
		return limit <= 0 || len(rows) < limit
	})
	if err != nil {
		return nil, err
	}
	if limit > 0 && len(rows) > limit {
		rows = rows[:limit]
	}
	return rows, nil
}

// Object is an object's body as text, unpacked if it was packed.
func (c *Client) Object(ctx context.Context, bucket, key string) (string, error) {
	out, err := call(ctx, c, c.read.s3.GetObject, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return "", err
	}
	defer out.Body.Close()
	body, err := io.ReadAll(io.LimitReader(out.Body, largestObject+1))
	if err == nil && len(body) > largestObject {
		err = fmt.Errorf("the object is larger than %d MB", largestObject>>20)
	}
	if err != nil {
		return "", wrap(err)
	}
	return CleanText(string(unpacked(body))), nil
}

// unpackedLimit bounds what a packed body may grow to.
const unpackedLimit = 4 * largestObject

// unpacked is a body that may be packed with gzip; what cannot be unpacked
// stays as it is.
func unpacked(body []byte) []byte {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return body
	}
	data, err := io.ReadAll(io.LimitReader(z, unpackedLimit))
	if err != nil {
		return body
	}
	return data
}

// CreateBucket makes a bucket in this region.
func (c *Client) CreateBucket(ctx context.Context, bucket string) error {
	in := &s3.CreateBucketInput{Bucket: &bucket}
	if c.wiring.region != "us-east-1" { // which is the only one that must not be named
		in.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(c.wiring.region)}
	}
	_, err := call(ctx, c, c.write.s3.CreateBucket, in)
	return err
}

// DeleteBucket removes an empty bucket.
func (c *Client) DeleteBucket(ctx context.Context, bucket string) error {
	_, err := call(ctx, c, c.write.s3.DeleteBucket, &s3.DeleteBucketInput{Bucket: &bucket})
	return err
}

// PutBucketPolicy puts a policy in the place of the one that a bucket has.
func (c *Client) PutBucketPolicy(ctx context.Context, bucket, policy string) error {
	_, err := call(ctx, c, c.write.s3.PutBucketPolicy, &s3.PutBucketPolicyInput{Bucket: &bucket, Policy: &policy})
	return err
}

// DeleteBucketPolicy takes a bucket's policy away.
func (c *Client) DeleteBucketPolicy(ctx context.Context, bucket string) error {
	_, err := call(ctx, c, c.write.s3.DeleteBucketPolicy, &s3.DeleteBucketPolicyInput{Bucket: &bucket})
	return err
}
