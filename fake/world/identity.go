package world

import "time"

// IAM is global: an account's users, groups, roles and policies are the same
// in every region. They are kept in the world of the account's first region
// only; the tables of the others stay empty.

// Principal is somebody who may call: the holder of one access key, lasting
// or temporary.
type Principal struct {
	AccessKey string
	Type      string // "Root", "IAMUser", "AssumedRole"
	Name      string // of the user; of a session of a role
	ARN, ID   string // ID is what STS calls UserId: AIDA…, AROA…:session
	Expired   bool   // by a fault: the credentials do not count
	// ExpiredUntil is when new credentials come after that fault; zero: never.
	ExpiredUntil time.Time

	User     string // the user whose key it is; "" for a role's session and the root
	Role     string // the role whose session it is
	Inactive bool   // the key was switched off
	Created  time.Time
	Expires  time.Time // of temporary credentials; zero: never
	MFA      bool      // signed in with a second factor
	Policy   string    // of a session: what it may do at most; "" is no bound
}

// Permissions are what is attached to a user, a group or a role.
type Permissions struct {
	Attached []string // ARNs of managed policies
	Inline   []InlinePolicy
}

// InlinePolicy is a policy that belongs to one user, group or role.
type InlinePolicy struct{ Name, Document string }

// User is an IAM user.
type User struct {
	Name, Path, ID, ARN string
	Created             time.Time
	Permissions
	Boundary  string   // ARN of the policy that bounds what it may do; "" for none
	Groups    []string // names, in the order of joining
	Tags      []Tag
	Login     *Login // nil: no console password
	LastLogin time.Time
}

// Login is that a user may sign in to the console. The password itself is not
// kept: nothing in the account compares it.
type Login struct {
	Created time.Time
	Reset   bool // it must be changed at the next sign-in
}

// UserGroup is an IAM group; its members are those whose Groups name it.
type UserGroup struct {
	Name, Path, ID, ARN string
	Created             time.Time
	Permissions
}

// Role is an IAM role.
type Role struct {
	Name, Path, ID, ARN, Description string
	Created                          time.Time
	Permissions
	Boundary   string // as of a User
	Trust      string // the policy document that says who may assume it
	MaxSession time.Duration
	Tags       []Tag
	LastUsed   time.Time
	LastRegion string
}

// ManagedPolicy is a policy with its versions, oldest first.
type ManagedPolicy struct {
	Name, Path, ID, ARN, Description string
	Created, Updated                 time.Time
	Default                          string // the version in force, "v1"
	Made                             int    // versions made so far
	Versions                         []PolicyVersion
	Tags                             []Tag
}

// PolicyVersion is one version of a managed policy.
type PolicyVersion struct {
	ID, Document string
	Created      time.Time
}

// InForce is the document of the version in force.
func (p *ManagedPolicy) InForce() string {
	for _, v := range p.Versions {
		if v.ID == p.Default {
			return v.Document
		}
	}
	return ""
}

// InstanceProfile gives instances a role.
type InstanceProfile struct {
	Name, Path, ID, ARN string
	Created             time.Time
	Role                string // name; "" for none
	Tags                []Tag
}

// CallBucket is how many calls may still be made at once. Only callers whose
// clock is the virtual one have theirs in the world.
type CallBucket struct {
	Tokens float64
	At     time.Time
}

// Visitor is somebody who calls now and then by himself, as people and
// programs do in a living account.
type Visitor struct {
	Name      string
	AccessKey string // its own
	Role      string // assumed before it calls; "" for none
	Session   string // the key of its session, when it has one
	SourceIP  string
	UserAgent string
	Habit     string        // what it does: a habit of fake/sim/visitors
	Every     time.Duration // mean time between two calls
	Calls     int           // made so far
}
