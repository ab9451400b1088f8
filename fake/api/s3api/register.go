// Package s3api answers the S3 operations of the engine: buckets, what is set
// on them, and objects.
//
// Like S3, it answers for a bucket only in the bucket's own region. Uploads in
// parts, old versions, encryption by keys of the account, locks and websites
// are not there; requests that ask for them are refused.
package s3api

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/storage"
	"fleetglass/fake/world"
)

// Register adds the S3 operations to the table.
func Register(m *api.Mux, r *storage.Room) {
	s := service{r}
	api.Handle(m, s.createBucket)
	api.Handle(m, s.deleteBucket)
	api.Handle(m, s.headBucket)
	api.Handle(m, s.listBuckets)
	api.Handle(m, s.getBucketLocation)
	api.Handle(m, s.putBucketPolicy)
	api.Handle(m, s.getBucketPolicy)
	api.Handle(m, s.getBucketPolicyStatus)
	api.Handle(m, s.deleteBucketPolicy)
	api.Handle(m, s.putBucketAcl)
	api.Handle(m, s.getBucketAcl)
	api.Handle(m, s.putBucketOwnershipControls)
	api.Handle(m, s.getBucketOwnershipControls)
	api.Handle(m, s.deleteBucketOwnershipControls)
	api.Handle(m, s.putBucketCors)
	api.Handle(m, s.getBucketCors)
	api.Handle(m, s.deleteBucketCors)
	api.Handle(m, s.putBucketLifecycleConfiguration)
	api.Handle(m, s.getBucketLifecycleConfiguration)
	api.Handle(m, s.deleteBucketLifecycle)
	api.Handle(m, s.putBucketReplication)
	api.Handle(m, s.getBucketReplication)
	api.Handle(m, s.deleteBucketReplication)
	api.Handle(m, s.putBucketVersioning)
	api.Handle(m, s.getBucketVersioning)
	api.Handle(m, s.putPublicAccessBlock)
	api.Handle(m, s.getPublicAccessBlock)
	api.Handle(m, s.deletePublicAccessBlock)
	api.Handle(m, s.putBucketTagging)
	api.Handle(m, s.getBucketTagging)
	api.Handle(m, s.deleteBucketTagging)
	api.Handle(m, s.putObject)
	api.Handle(m, s.getObject)
	api.Handle(m, s.headObject)
	api.Handle(m, s.deleteObject)
	api.Handle(m, s.deleteObjects)
	api.Handle(m, s.listObjects)
	api.Handle(m, s.listObjectsV2)
}

type service struct{ r *storage.Room }

// bucket is the bucket that a request names, if it is in the region that was
// asked and belongs to the account that the request expects.
func (s service) bucket(ctx context.Context, name, owner *string) (*world.Bucket, error) {
	b, err := s.r.Find(aws.ToString(name))
	if err != nil {
		return nil, err
	}
	if owner != nil && *owner != s.r.World().Account {
		return nil, awserr.New("AccessDenied", "Access Denied").WithStatus(403)
	}
	if region := api.CallerFrom(ctx).Region; region != "" && region != b.Region {
		return nil, awserr.New("PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint. "+
			"Please send all future requests to this endpoint.").WithStatus(301)
	}
	return b, nil
}

// without refuses members of a request that are set and that the handler does
// not know.
func without(in any, known ...string) error {
	if name := api.Unhandled(in, known...); name != "" {
		return notImplemented(name)
	}
	return nil
}

func notImplemented(member string) error {
	return awserr.New("NotImplemented", "A header you provided implies functionality that is not implemented: %s", member).WithStatus(501)
}

func notFound(code, message string) error { return awserr.New(code, "%s", message).WithStatus(404) }

func malformedXML() error {
	return awserr.New("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
}

func invalidArgument(format string, args ...any) error {
	return awserr.New("InvalidArgument", format, args...)
}

func given(s *string) string { return aws.ToString(s) }
