package storage

import (
	"slices"
	"strings"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/world"
)

// Bounds of what is kept. AWS allows far more; choice: a world is kept in
// memory and in a state file.
const (
	MaxBuckets = 1_000    // AWS: 10,000
	MaxObject  = 8 << 20  // bytes of one body; AWS: 5 GB in one request
	MaxStored  = 64 << 20 // bytes of all bodies
	MaxObjects = 10_000   // in one bucket
)

// Room is S3 over the home world.
type Room struct {
	w *world.World
	k *sim.Kernel
}

// New is the room over the home world's kernel, whichever region asks.
func New(home *sim.Kernel) *Room {
	r := &Room{w: home.World, k: home}
	home.Handle(KindLifecycle, r.expire)
	return r
}

// World is the home world, where the buckets are.
func (r *Room) World() *world.World { return r.w }

// Now is the virtual time.
func (r *Room) Now() time.Time { return r.k.Now() }

// Bucket is the bucket with this name, or nil.
func (r *Room) Bucket(name string) *world.Bucket { return r.w.Buckets.Get(name) }

// Find is the bucket with this name, or S3's refusal.
func (r *Room) Find(name string) (*world.Bucket, error) {
	if b := r.Bucket(name); b != nil {
		return b, nil
	}
	if !ValidName(name) {
		return nil, awserr.New("InvalidBucketName", "The specified bucket is not valid.")
	}
	return nil, awserr.New("NoSuchBucket", "The specified bucket does not exist").WithStatus(404)
}

// Create makes an empty bucket as S3 does today: access control lists are off
// and nothing may be public. Ownership "" is BucketOwnerEnforced.
func (r *Room) Create(name, region, ownership string) (*world.Bucket, error) {
	switch {
	case !ValidName(name):
		return nil, awserr.New("InvalidBucketName", "The specified bucket is not valid.")
	case r.w.Buckets.Has(name):
		return nil, awserr.New("BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.").WithStatus(409)
	case r.w.Buckets.Len() >= MaxBuckets:
		return nil, awserr.New("TooManyBuckets", "You have attempted to create more buckets than allowed")
	}
	if ownership == "" {
		ownership = OwnerEnforced
	}
	b := &world.Bucket{
		Name: name, Region: region, Created: r.Now(), Ownership: ownership, Grants: []world.Grant{r.Owner("FULL_CONTROL")},
		Block: world.PublicAccessBlock{Set: true, ACLs: true, IgnoreACLs: true, Policy: true, RestrictBucket: true},
	}
	r.w.Buckets.Put(name, b)
	return b, nil
}

// OwnerEnforced is the object ownership with which access control lists are
// off.
const OwnerEnforced = "BucketOwnerEnforced"

// OwnerID is the canonical user id of the account. Choice: made of its number.
func (r *Room) OwnerID() string { return strings.Repeat("0", 52) + r.w.Account }

// Owner is a grant to the account.
func (r *Room) Owner(permission string) world.Grant {
	return world.Grant{ID: r.OwnerID(), Permission: permission}
}

// Delete removes an empty bucket.
func (r *Room) Delete(name string) error {
	b, err := r.Find(name)
	if err != nil {
		return err
	}
	if len(b.Objects) > 0 {
		return awserr.New("BucketNotEmpty", "The bucket you tried to delete is not empty").WithStatus(409)
	}
	r.w.Buckets.Delete(name)
	return nil
}

// Buckets are all buckets by name.
func (r *Room) Buckets() []*world.Bucket {
	list := make([]*world.Bucket, 0, r.w.Buckets.Len())
	for _, b := range r.w.Buckets.All() {
		list = append(list, b)
	}
	slices.SortFunc(list, func(a, b *world.Bucket) int { return strings.Compare(a.Name, b.Name) })
	return list
}
