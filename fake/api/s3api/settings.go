package s3api

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// kept is a setting as the world keeps it, to be handed back as it was given.
func kept(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return "null" // cannot be: settings are plain data
	}
	return string(text)
}

// again is a kept setting.
func again[T any](text string) *T {
	v := new(T)
	if json.Unmarshal([]byte(text), v) != nil {
		return new(T)
	}
	return v
}

func (s service) putBucketCors(ctx context.Context, in *s3.PutBucketCorsInput) (*s3.PutBucketCorsOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if in.CORSConfiguration == nil || len(in.CORSConfiguration.CORSRules) == 0 || len(in.CORSConfiguration.CORSRules) > 100 {
		return nil, malformedXML()
	}
	for _, rule := range in.CORSConfiguration.CORSRules {
		if len(rule.AllowedMethods) == 0 || len(rule.AllowedOrigins) == 0 {
			return nil, malformedXML()
		}
		for _, method := range rule.AllowedMethods {
			if !slices.Contains([]string{"GET", "PUT", "HEAD", "POST", "DELETE"}, method) {
				return nil, awserr.New("InvalidRequest", "Found unsupported HTTP method in CORS config. Unsupported method is %s", method)
			}
		}
		for _, origin := range rule.AllowedOrigins {
			if strings.Count(origin, "*") > 1 {
				return nil, awserr.New("InvalidRequest", "AllowedOrigin \"%s\" can not have more than one wildcard.", origin)
			}
		}
	}
	b.CORS = kept(in.CORSConfiguration)
	return &s3.PutBucketCorsOutput{}, nil
}

func (s service) getBucketCors(ctx context.Context, in *s3.GetBucketCorsInput) (*s3.GetBucketCorsOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if b.CORS == "" {
		return nil, notFound("NoSuchCORSConfiguration", "The CORS configuration does not exist")
	}
	return &s3.GetBucketCorsOutput{CORSRules: again[types.CORSConfiguration](b.CORS).CORSRules}, nil
}

func (s service) deleteBucketCors(ctx context.Context, in *s3.DeleteBucketCorsInput) (*s3.DeleteBucketCorsOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	b.CORS = ""
	return &s3.DeleteBucketCorsOutput{}, nil
}

func (s service) putBucketLifecycleConfiguration(ctx context.Context, in *s3.PutBucketLifecycleConfigurationInput) (*s3.PutBucketLifecycleConfigurationOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if in.LifecycleConfiguration == nil || len(in.LifecycleConfiguration.Rules) == 0 || len(in.LifecycleConfiguration.Rules) > 1000 {
		return nil, malformedXML()
	}
	ids := map[string]bool{}
	for _, rule := range in.LifecycleConfiguration.Rules {
		if err := checkLifecycle(rule, ids); err != nil {
			return nil, err
		}
	}
	b.Lifecycle = kept(in.LifecycleConfiguration)
	s.r.LifecycleChanged()
	return &s3.PutBucketLifecycleConfigurationOutput{}, nil
}

func checkLifecycle(rule types.LifecycleRule, ids map[string]bool) error {
	id := given(rule.ID)
	acts := rule.Expiration != nil || len(rule.Transitions) > 0 || rule.NoncurrentVersionExpiration != nil ||
		len(rule.NoncurrentVersionTransitions) > 0 || rule.AbortIncompleteMultipartUpload != nil
	//lint:ignore SA1019 the older place of the prefix is still taken
	everywhere := rule.Filter == nil && rule.Prefix == nil
	switch {
	case !slices.Contains(rule.Status.Values(), rule.Status), everywhere:
		return malformedXML()
	case !acts:
		return awserr.New("InvalidRequest", "At least one action needs to be specified in a rule")
	case len(id) > 255:
		return invalidArgument("ID length should not exceed allowed limit of 255")
	case id != "" && ids[id]:
		return invalidArgument("Rule ID must be unique. Found same ID for more than one rule")
	case rule.Expiration != nil && rule.Expiration.Days != nil && *rule.Expiration.Days < 1:
		return invalidArgument("'Days' for Expiration action must be a positive integer")
	}
	ids[id] = true
	return nil
}

func (s service) getBucketLifecycleConfiguration(ctx context.Context, in *s3.GetBucketLifecycleConfigurationInput) (*s3.GetBucketLifecycleConfigurationOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if b.Lifecycle == "" {
		return nil, notFound("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist")
	}
	return &s3.GetBucketLifecycleConfigurationOutput{Rules: again[types.BucketLifecycleConfiguration](b.Lifecycle).Rules}, nil
}

func (s service) deleteBucketLifecycle(ctx context.Context, in *s3.DeleteBucketLifecycleInput) (*s3.DeleteBucketLifecycleOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	b.Lifecycle = ""
	return &s3.DeleteBucketLifecycleOutput{}, nil
}

func (s service) putBucketReplication(ctx context.Context, in *s3.PutBucketReplicationInput) (*s3.PutBucketReplicationOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	c := in.ReplicationConfiguration
	if c == nil || len(c.Rules) == 0 || len(c.Rules) > 1000 || given(c.Role) == "" {
		return nil, malformedXML()
	}
	if b.Versioning != string(types.BucketVersioningStatusEnabled) {
		return nil, awserr.New("InvalidRequest", "Versioning must be 'Enabled' on the bucket to apply a replication configuration")
	}
	for _, rule := range c.Rules {
		if rule.Destination == nil || !slices.Contains(rule.Status.Values(), rule.Status) {
			return nil, malformedXML()
		}
		name, _ := world.CutBucketARN(given(rule.Destination.Bucket))
		to := s.r.Bucket(name)
		if to == nil || to.Versioning != string(types.BucketVersioningStatusEnabled) {
			return nil, awserr.New("InvalidRequest", "Destination bucket must have versioning enabled.")
		}
	}
	b.Replication = kept(c)
	return &s3.PutBucketReplicationOutput{}, nil
}

func (s service) getBucketReplication(ctx context.Context, in *s3.GetBucketReplicationInput) (*s3.GetBucketReplicationOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if b.Replication == "" {
		return nil, notFound("ReplicationConfigurationNotFoundError", "The replication configuration was not found")
	}
	return &s3.GetBucketReplicationOutput{ReplicationConfiguration: again[types.ReplicationConfiguration](b.Replication)}, nil
}

func (s service) deleteBucketReplication(ctx context.Context, in *s3.DeleteBucketReplicationInput) (*s3.DeleteBucketReplicationOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	b.Replication = ""
	return &s3.DeleteBucketReplicationOutput{}, nil
}

func (s service) putBucketVersioning(ctx context.Context, in *s3.PutBucketVersioningInput) (*s3.PutBucketVersioningOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	c := in.VersioningConfiguration
	switch {
	case c == nil || !slices.Contains(c.Status.Values(), c.Status):
		return nil, awserr.New("IllegalVersioningConfigurationException", "The Versioning element must be specified")
	case c.MFADelete == types.MFADeleteEnabled:
		return nil, notImplemented("MFADelete")
	case c.Status == types.BucketVersioningStatusSuspended && b.Replication != "":
		return nil, awserr.New("InvalidBucketState", "A replication configuration is present on this bucket, so you cannot change the versioning state. "+
			"To change the versioning state, first delete the replication configuration.").WithStatus(409)
	}
	b.Versioning = string(c.Status)
	return &s3.PutBucketVersioningOutput{}, nil
}

func (s service) getBucketVersioning(ctx context.Context, in *s3.GetBucketVersioningInput) (*s3.GetBucketVersioningOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketVersioningOutput{Status: types.BucketVersioningStatus(b.Versioning)}, nil
}

// tagsOf are the tags of a bucket: at most 50, each key once.
func tagsOf(list []types.Tag) ([]world.Tag, error) {
	if len(list) > 50 {
		return nil, awserr.New("BadRequest", "Bucket tag count cannot be greater than 50")
	}
	var tags []world.Tag
	for _, t := range list {
		tag := world.Tag{Key: given(t.Key), Value: given(t.Value)}
		switch {
		case tag.Key == "" || len(tag.Key) > 128:
			return nil, awserr.New("InvalidTag", "The TagKey you have provided is invalid")
		case len(tag.Value) > 256:
			return nil, awserr.New("InvalidTag", "The TagValue you have provided is invalid")
		case strings.HasPrefix(tag.Key, "aws:"):
			return nil, awserr.New("InvalidTag", "System tags cannot be added/updated by requester")
		case slices.ContainsFunc(tags, func(o world.Tag) bool { return o.Key == tag.Key }):
			return nil, awserr.New("InvalidTag", "Cannot provide multiple Tags with the same key")
		}
		tags = append(tags, tag)
	}
	return tags, nil
}

func (s service) putBucketTagging(ctx context.Context, in *s3.PutBucketTaggingInput) (*s3.PutBucketTaggingOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if in.Tagging == nil {
		return nil, malformedXML()
	}
	tags, err := tagsOf(in.Tagging.TagSet)
	if err != nil {
		return nil, err
	}
	b.Tags = tags
	return &s3.PutBucketTaggingOutput{}, nil
}

func (s service) getBucketTagging(ctx context.Context, in *s3.GetBucketTaggingInput) (*s3.GetBucketTaggingOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if len(b.Tags) == 0 {
		return nil, notFound("NoSuchTagSet", "The TagSet does not exist")
	}
	out := &s3.GetBucketTaggingOutput{}
	for _, t := range b.Tags {
		out.TagSet = append(out.TagSet, types.Tag{Key: aws.String(t.Key), Value: aws.String(t.Value)})
	}
	return out, nil
}

func (s service) deleteBucketTagging(ctx context.Context, in *s3.DeleteBucketTaggingInput) (*s3.DeleteBucketTaggingOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	b.Tags = nil
	return &s3.DeleteBucketTaggingOutput{}, nil
}
