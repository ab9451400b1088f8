package world

import "time"

// Bucket is a bucket of S3. Names are of the whole of AWS, so the buckets of
// all regions are in the account's home world.
type Bucket struct {
	Name, Region string
	Created      time.Time
	Ownership    string // "BucketOwnerEnforced", ...; "" when the rule was deleted
	Grants       []Grant
	Policy       string // JSON, "" for none
	Block        PublicAccessBlock
	Versioning   string // "", "Enabled", "Suspended"
	// What S3 keeps and hands back as it was given: JSON, "" for none.
	CORS, Lifecycle, Replication string
	Tags                         []Tag
	Objects                      []Object // by key
}

// Grant is an entry of an access control list.
type Grant struct {
	ID, URI    string // a canonical user, or a group
	Permission string // "FULL_CONTROL", "READ", ...
}

// PublicAccessBlock is a bucket's guard against being public.
type PublicAccessBlock struct {
	Set                                      bool
	ACLs, IgnoreACLs, Policy, RestrictBucket bool
}

// Object is an object in a bucket. Its body is never changed, only replaced.
type Object struct {
	Key, ETag                    string
	ContentType, ContentEncoding string
	Modified                     time.Time
	Body                         []byte
	Metadata                     []Tag
}
