package s3api

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/storage"
	"fleetglass/fake/world"
)

// The groups of AWS that an access control list can name.
const (
	everyone      = "http://acs.amazonaws.com/groups/global/AllUsers"
	authenticated = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
	logDelivery   = "http://acs.amazonaws.com/groups/s3/LogDelivery"
)

func (s service) putBucketAcl(ctx context.Context, in *s3.PutBucketAclInput) (*s3.PutBucketAclOutput, error) {
	if err := without(in, "Bucket", "ACL", "AccessControlPolicy", "ExpectedBucketOwner", "ChecksumAlgorithm", "ContentMD5"); err != nil {
		return nil, err
	}
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	grants, err := s.grants(in)
	if err != nil {
		return nil, err
	}
	public := slices.ContainsFunc(grants, func(g world.Grant) bool { return g.URI == everyone || g.URI == authenticated })
	switch {
	case b.Ownership == storage.OwnerEnforced && !slices.Equal(grants, []world.Grant{s.r.Owner("FULL_CONTROL")}):
		return nil, awserr.New("AccessControlListNotSupported", "The bucket does not allow ACLs")
	case b.Block.ACLs && public:
		return nil, awserr.New("AccessDenied", "Access Denied").WithStatus(403)
	}
	b.Grants = grants
	return &s3.PutBucketAclOutput{}, nil
}

// grants are those of a request: a canned list or one written out.
func (s service) grants(in *s3.PutBucketAclInput) ([]world.Grant, error) {
	if (in.ACL == "") == (in.AccessControlPolicy == nil) {
		return nil, awserr.New("MissingSecurityHeader", "Your request was missing a required header")
	}
	if in.ACL != "" {
		return s.canned(in.ACL)
	}
	var list []world.Grant
	for _, g := range in.AccessControlPolicy.Grants {
		if g.Grantee == nil || !slices.Contains(g.Permission.Values(), g.Permission) || (g.Grantee.ID == nil) == (g.Grantee.URI == nil) {
			return nil, awserr.New("MalformedACLError", "The XML you provided was not well-formed or did not validate against our published schema")
		}
		list = append(list, world.Grant{ID: given(g.Grantee.ID), URI: given(g.Grantee.URI), Permission: string(g.Permission)})
	}
	return list, nil
}

func (s service) canned(acl types.BucketCannedACL) ([]world.Grant, error) {
	list := []world.Grant{s.r.Owner("FULL_CONTROL")}
	switch acl {
	case types.BucketCannedACLPrivate, "bucket-owner-full-control", "bucket-owner-read":
	case types.BucketCannedACLPublicRead:
		list = append(list, world.Grant{URI: everyone, Permission: "READ"})
	case types.BucketCannedACLPublicReadWrite:
		list = append(list, world.Grant{URI: everyone, Permission: "READ"}, world.Grant{URI: everyone, Permission: "WRITE"})
	case types.BucketCannedACLAuthenticatedRead:
		list = append(list, world.Grant{URI: authenticated, Permission: "READ"})
	case "log-delivery-write":
		list = append(list, world.Grant{URI: logDelivery, Permission: "WRITE"}, world.Grant{URI: logDelivery, Permission: "READ_ACP"})
	default:
		return nil, invalidArgument("")
	}
	return list, nil
}

func (s service) getBucketAcl(ctx context.Context, in *s3.GetBucketAclInput) (*s3.GetBucketAclOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	out := &s3.GetBucketAclOutput{Owner: s.owner(), Grants: []types.Grant{}}
	for _, g := range b.Grants {
		grantee := &types.Grantee{Type: types.TypeCanonicalUser, ID: aws.String(g.ID)}
		if g.URI != "" {
			grantee = &types.Grantee{Type: types.TypeGroup, URI: aws.String(g.URI)}
		}
		out.Grants = append(out.Grants, types.Grant{Grantee: grantee, Permission: types.Permission(g.Permission)})
	}
	return out, nil
}

func (s service) putBucketOwnershipControls(ctx context.Context, in *s3.PutBucketOwnershipControlsInput) (*s3.PutBucketOwnershipControlsOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if in.OwnershipControls == nil || len(in.OwnershipControls.Rules) != 1 {
		return nil, malformedXML()
	}
	want := in.OwnershipControls.Rules[0].ObjectOwnership
	switch {
	case !slices.Contains(want.Values(), want):
		return nil, malformedXML()
	case string(want) == storage.OwnerEnforced && !slices.Equal(b.Grants, []world.Grant{s.r.Owner("FULL_CONTROL")}):
		return nil, awserr.New("InvalidBucketAclWithObjectOwnership", "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")
	}
	b.Ownership = string(want)
	return &s3.PutBucketOwnershipControlsOutput{}, nil
}

func (s service) getBucketOwnershipControls(ctx context.Context, in *s3.GetBucketOwnershipControlsInput) (*s3.GetBucketOwnershipControlsOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if b.Ownership == "" {
		return nil, notFound("OwnershipControlsNotFoundError", "The bucket ownership controls were not found")
	}
	return &s3.GetBucketOwnershipControlsOutput{OwnershipControls: &types.OwnershipControls{
		Rules: []types.OwnershipControlsRule{{ObjectOwnership: types.ObjectOwnership(b.Ownership)}},
	}}, nil
}

func (s service) deleteBucketOwnershipControls(ctx context.Context, in *s3.DeleteBucketOwnershipControlsInput) (*s3.DeleteBucketOwnershipControlsOutput, error) {
	b, err := s.bucket(ctx, in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	b.Ownership = ""
	return &s3.DeleteBucketOwnershipControlsOutput{}, nil
}
