package s3api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/storage"
	"fleetglass/fake/world"
)

// usual are members that the SDK sets by itself or that change nothing here.
func usual(more ...string) []string {
	return append(more, "Bucket", "Key", "ExpectedBucketOwner", "ChecksumAlgorithm", "ChecksumMode", "ContentMD5", "RequestPayer", "EncodingType",
		"ChecksumCRC32", "ChecksumCRC32C", "ChecksumCRC64NVME", "ChecksumSHA1", "ChecksumSHA256")
}

func (s service) putObject(ctx context.Context, in *s3.PutObjectInput) (*s3.PutObjectOutput, error) {
	if err := without(in, usual("Body", "ContentType", "ContentEncoding", "ContentLength", "Metadata", "ACL", "ServerSideEncryption", "StorageClass")...); err != nil {
		return nil, err
	}
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if b.Ownership == storage.OwnerEnforced && in.ACL != "" && in.ACL != types.ObjectCannedACLBucketOwnerFullControl && in.ACL != types.ObjectCannedACLPrivate {
		return nil, awserr.New("AccessControlListNotSupported", "The bucket does not allow ACLs")
	}
	body, err := read(in.Body)
	if err != nil {
		return nil, err
	}
	o := world.Object{Key: given(in.Key), Body: body, ContentType: given(in.ContentType), ContentEncoding: given(in.ContentEncoding)}
	if o.ContentType == "" {
		o.ContentType = "binary/octet-stream"
	}
	for _, key := range slices.Sorted(maps.Keys(in.Metadata)) {
		o.Metadata = append(o.Metadata, world.Tag{Key: strings.ToLower(key), Value: in.Metadata[key]})
	}
	if o, err = s.r.PutObject(b, o); err != nil {
		return nil, err
	}
	return &s3.PutObjectOutput{ETag: quoted(o.ETag), Size: aws.Int64(int64(len(o.Body))), ServerSideEncryption: types.ServerSideEncryptionAes256}, nil
}

// read reads a body, no further than to see that it is too long.
func read(body io.Reader) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	data, err := io.ReadAll(io.LimitReader(body, storage.MaxObject+1))
	if err != nil {
		return nil, awserr.New("IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header")
	}
	return data, nil
}

func quoted(tag string) *string { return aws.String(`"` + tag + `"`) }

// object is the object that a request names, if its conditions hold.
func (s service) object(ctx context.Context, bucket, owner, key, match, noneMatch *string) (world.Object, error) {
	b, err := s.bucket(ctx, bucket, owner)
	if err != nil {
		return world.Object{}, err
	}
	o, err := s.r.Object(b, given(key))
	same := func(tag *string) bool { return *tag == "*" || strings.Trim(*tag, `"`) == o.ETag }
	switch {
	case err != nil:
		return o, err
	case match != nil && !same(match):
		return o, awserr.New("PreconditionFailed", "At least one of the pre-conditions you specified did not hold").WithStatus(412)
	case noneMatch != nil && same(noneMatch):
		return o, awserr.New("NotModified", "Not Modified").WithStatus(304)
	}
	return o, nil
}

func (s service) getObject(ctx context.Context, in *s3.GetObjectInput) (*s3.GetObjectOutput, error) {
	if err := without(in, usual("IfMatch", "IfNoneMatch", "Range")...); err != nil {
		return nil, err
	}
	o, err := s.object(ctx, in.Bucket, in.ExpectedBucketOwner, in.Key, in.IfMatch, in.IfNoneMatch)
	if err != nil {
		return nil, err
	}
	body, content, err := part(o.Body, given(in.Range))
	if err != nil {
		return nil, err
	}
	return &s3.GetObjectOutput{
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: aws.Int64(int64(len(body))), ContentRange: content, AcceptRanges: aws.String("bytes"),
		ContentType: aws.String(o.ContentType), ContentEncoding: optional(o.ContentEncoding), ETag: quoted(o.ETag), LastModified: aws.Time(o.Modified),
		Metadata: metadata(o), ServerSideEncryption: types.ServerSideEncryptionAes256,
	}, nil
}

// part is the part of a body that a range asks for, "bytes=0-9", and how the
// answer tells it; what is no range of bytes counts for nothing, as in HTTP.
func part(body []byte, asked string) ([]byte, *string, error) {
	spec, is := strings.CutPrefix(asked, "bytes=")
	first, last, cut := strings.Cut(spec, "-")
	from, noFrom := strconv.Atoi(first)
	to, noTo := strconv.Atoi(last)
	switch {
	case !is || !cut || first == "" && noTo != nil || first != "" && noFrom != nil || last != "" && noTo != nil:
		return body, nil, nil
	case first == "": // the last so many
		from, to = max(len(body)-to, 0), len(body)-1
	case last == "" || to >= len(body):
		to = len(body) - 1
	}
	if from >= len(body) || from > to {
		return nil, nil, awserr.New("InvalidRange", "The requested range is not satisfiable").WithStatus(416)
	}
	return body[from : to+1], aws.String(fmt.Sprintf("bytes %d-%d/%d", from, to, len(body))), nil
}

func metadata(o world.Object) map[string]string {
	m := make(map[string]string, len(o.Metadata))
	for _, t := range o.Metadata {
		m[t.Key] = t.Value
	}
	return m
}

func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func (s service) headObject(ctx context.Context, in *s3.HeadObjectInput) (*s3.HeadObjectOutput, error) {
	if err := without(in, usual("IfMatch", "IfNoneMatch")...); err != nil {
		return nil, err
	}
	o, err := s.object(ctx, in.Bucket, in.ExpectedBucketOwner, in.Key, in.IfMatch, in.IfNoneMatch)
	if err != nil {
		return nil, headless(err)
	}
	return &s3.HeadObjectOutput{
		ContentLength: aws.Int64(int64(len(o.Body))), AcceptRanges: aws.String("bytes"), ContentType: aws.String(o.ContentType),
		ContentEncoding: optional(o.ContentEncoding), ETag: quoted(o.ETag), LastModified: aws.Time(o.Modified),
		Metadata: metadata(o), ServerSideEncryption: types.ServerSideEncryptionAes256,
	}, nil
}

func (s service) deleteObject(ctx context.Context, in *s3.DeleteObjectInput) (*s3.DeleteObjectOutput, error) {
	if err := without(in, usual()...); err != nil {
		return nil, err
	}
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	s.r.DeleteObject(b, given(in.Key))
	return &s3.DeleteObjectOutput{}, nil
}

func (s service) deleteObjects(ctx context.Context, in *s3.DeleteObjectsInput) (*s3.DeleteObjectsOutput, error) {
	if err := without(in, usual("Delete")...); err != nil {
		return nil, err
	}
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if in.Delete == nil || len(in.Delete.Objects) == 0 || len(in.Delete.Objects) > 1000 {
		return nil, malformedXML()
	}
	out := &s3.DeleteObjectsOutput{}
	for _, o := range in.Delete.Objects {
		s.r.DeleteObject(b, given(o.Key))
		if !aws.ToBool(in.Delete.Quiet) {
			out.Deleted = append(out.Deleted, types.DeletedObject{Key: o.Key})
		}
	}
	return out, nil
}
