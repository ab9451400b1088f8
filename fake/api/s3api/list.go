package s3api

import (
	"context"
	"encoding/base64"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/fake/sim/storage"
)

// largestPage is how many keys one answer has, at most.
const largestPage = 1000

// pageSize is how many keys a request asks for.
func pageSize(asked *int32) (int, error) {
	switch {
	case asked == nil || *asked > largestPage:
		return largestPage, nil
	case *asked < 0:
		return 0, invalidArgument("Argument maxKeys must be an integer between 0 and 2147483647")
	}
	return int(*asked), nil
}

func (s service) listObjects(ctx context.Context, in *s3.ListObjectsInput) (*s3.ListObjectsOutput, error) {
	if err := without(in, usual("Delimiter", "Marker", "MaxKeys", "Prefix")...); err != nil {
		return nil, err
	}
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	size, err := pageSize(in.MaxKeys)
	if err != nil {
		return nil, err
	}
	l := s.r.List(b, storage.Listing{Prefix: given(in.Prefix), Delimiter: given(in.Delimiter), After: given(in.Marker), Max: size})
	out := &s3.ListObjectsOutput{
		Name: in.Bucket, Prefix: in.Prefix, Delimiter: in.Delimiter, Marker: aws.String(given(in.Marker)), MaxKeys: aws.Int32(int32(size)),
		IsTruncated: aws.Bool(l.More && size > 0), Contents: s.contents(l, true), CommonPrefixes: folders(l),
	}
	if l.More && in.Delimiter != nil {
		out.NextMarker = aws.String(l.Last)
	}
	return out, nil
}

func (s service) listObjectsV2(ctx context.Context, in *s3.ListObjectsV2Input) (*s3.ListObjectsV2Output, error) {
	if err := without(in, usual("ContinuationToken", "Delimiter", "FetchOwner", "MaxKeys", "Prefix", "StartAfter")...); err != nil {
		return nil, err
	}
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	size, err := pageSize(in.MaxKeys)
	if err != nil {
		return nil, err
	}
	after := given(in.StartAfter)
	if in.ContinuationToken != nil {
		text, err := base64.URLEncoding.DecodeString(*in.ContinuationToken)
		if err != nil || len(text) == 0 {
			return nil, invalidArgument("The continuation token provided is incorrect")
		}
		after = string(text)
	}
	l := s.r.List(b, storage.Listing{Prefix: given(in.Prefix), Delimiter: given(in.Delimiter), After: after, Max: size})
	out := &s3.ListObjectsV2Output{
		Name: in.Bucket, Prefix: in.Prefix, Delimiter: in.Delimiter, StartAfter: in.StartAfter, ContinuationToken: in.ContinuationToken,
		MaxKeys: aws.Int32(int32(size)), KeyCount: aws.Int32(int32(len(l.Objects) + len(l.Folders))),
		IsTruncated: aws.Bool(l.More && size > 0), Contents: s.contents(l, aws.ToBool(in.FetchOwner)), CommonPrefixes: folders(l),
	}
	if *out.IsTruncated {
		out.NextContinuationToken = aws.String(base64.URLEncoding.EncodeToString([]byte(l.Last)))
	}
	return out, nil
}

func (s service) contents(l storage.Listed, owner bool) []types.Object {
	var list []types.Object
	for _, o := range l.Objects {
		one := types.Object{
			Key: aws.String(o.Key), Size: aws.Int64(int64(len(o.Body))), ETag: quoted(o.ETag), LastModified: aws.Time(o.Modified),
			StorageClass: types.ObjectStorageClassStandard,
		}
		if owner {
			one.Owner = s.owner()
		}
		list = append(list, one)
	}
	return list
}

func folders(l storage.Listed) []types.CommonPrefix {
	var list []types.CommonPrefix
	for _, f := range l.Folders {
		list = append(list, types.CommonPrefix{Prefix: aws.String(f)})
	}
	return list
}
