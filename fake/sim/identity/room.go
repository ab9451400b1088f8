// Package identity is the account's users, groups, roles, policies and access
// keys, and the judge of every call: may this caller do that?
//
// IAM is global. Every region has a room of its own, but all of them work on
// the records of one world, the account's home.
//
// The room does not know operations of any service, and makes no calls. It
// judges by the caller's own policies, the boundary, the session's policy and
// the policy of a resource (a bucket's) that it is shown; those of
// organizations do not count.
package identity

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/policy"
	"fleetglass/fake/sim"
	"fleetglass/fake/world"
)

// Decision is what the caller's policies say of a call.
type Decision = policy.Decision

// Room is the identities of an account, as one region sees them.
type Room struct {
	k    *sim.Kernel
	w    *world.World // where the account's identities are kept
	read map[text]*policy.Document
	aws  map[string]*world.ManagedPolicy // AWS's own policies by ARN; never changed
	uses func(key string) Use            // nil: nobody remembers
}

// Use is when an access key was used, for which service and where.
type Use struct {
	At              time.Time // zero: never
	Service, Region string
}

// Remember tells the room who knows when a key was last used.
func (r *Room) Remember(uses func(key string) Use) { r.uses = uses }

// LastUse is when a key was last used.
func (r *Room) LastUse(key string) Use {
	if r.uses == nil {
		return Use{}
	}
	return r.uses(key)
}

// New furnishes the room. The home is the world that keeps the account's
// identities; it may be the kernel's own.
func New(k *sim.Kernel, home *world.World) *Room {
	r := &Room{k: k, w: home, read: map[text]*policy.Document{}, aws: map[string]*world.ManagedPolicy{}}
	for path, statements := range awsManaged() {
		p := awsPolicy(r.awsARN(path), path, statements)
		r.aws[p.ARN] = p
	}
	return r
}

// World is where the account's identities are kept.
func (r *Room) World() *world.World { return r.w }

// Now is the virtual time.
func (r *Room) Now() time.Time { return r.k.World.Now }

// ARN is the ARN of an identity: ARN("user", "/", "alice").
func (r *Room) ARN(kind, path, name string) string {
	return r.w.GlobalARN("iam", kind+path+name)
}

// Role is a role by its name or ARN, nil when there is none.
func (r *Room) Role(arnOrName string) *world.Role {
	if i := strings.LastIndex(arnOrName, "/"); i >= 0 {
		role := r.w.Roles.Get(arnOrName[i+1:])
		if role == nil || role.ARN != arnOrName {
			return nil
		}
		return role
	}
	return r.w.Roles.Get(arnOrName)
}

// Policy is a managed policy, of the account or of AWS, nil when there is
// none. Those of AWS must not be changed.
func (r *Room) Policy(arn string) *world.ManagedPolicy {
	if p := r.aws[arn]; p != nil {
		return p
	}
	return r.w.ManagedPolicies.Get(arn)
}

// AWSPolicies are the policies of AWS, by ARN.
func (r *Room) AWSPolicies() []*world.ManagedPolicy {
	all := make([]*world.ManagedPolicy, 0, len(r.aws))
	for _, p := range r.aws {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *world.ManagedPolicy) int { return cmp.Compare(a.ARN, b.ARN) })
	return all
}

// Principal is who has an access key, nil for nobody.
func (r *Room) Principal(accessKey string) *world.Principal { return r.w.Principals.Get(accessKey) }

// Keys are a user's access keys, oldest first; the user "" has the root's.
func (r *Room) Keys(user string) []*world.Principal {
	var all []*world.Principal
	for _, p := range r.w.Principals.All() {
		if p.Expires.IsZero() && p.User == user && p.Role == "" {
			all = append(all, p)
		}
	}
	return all
}

// AddKey gives a user one more lasting key.
func (r *Room) AddKey(user *world.User) *world.Principal {
	return r.PutKey(user, r.NewKey("AKIA"))
}

// PutKey is AddKey with an id that is known.
func (r *Room) PutKey(user *world.User, key string) *world.Principal {
	p := &world.Principal{
		AccessKey: key, Type: "IAMUser", Name: user.Name, ARN: user.ARN, ID: user.ID, User: user.Name, Created: r.Now(),
	}
	r.w.Principals.Put(key, p)
	return p
}

// forgotten is how long temporary credentials are remembered after their end,
// so that who comes with them is told that they have expired. Choice.
const forgotten = 24 * time.Hour

// Grant puts temporary credentials into the account, and drops those that
// have long expired.
func (r *Room) Grant(p world.Principal) *world.Principal {
	for key, old := range r.w.Principals.All() {
		if !old.Expires.IsZero() && r.Now().Sub(old.Expires) > forgotten {
			r.w.Principals.Delete(key)
		}
	}
	p.AccessKey, p.Created = r.NewKey("ASIA"), r.Now()
	r.w.Principals.Put(p.AccessKey, &p)
	return &p
}

// Session gives a role's temporary credentials to a session of this name.
func (r *Room) Session(role *world.Role, name string, lasts time.Duration) *world.Principal {
	role.LastUsed, role.LastRegion = r.Now(), r.k.World.Region
	return r.Grant(world.Principal{
		Type: "AssumedRole", Name: name, Role: role.Name, ID: role.ID + ":" + name, Expires: r.Now().Add(lasts),
		ARN: r.w.GlobalARN("sts", "assumed-role/"+role.Name+"/"+name),
	})
}
