package fake

import (
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/policy"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/identity"
	"fleetglass/fake/world"
)

// The access keys that every account has.
const (
	// AdministratorKey is the key of the user admin, who makes every call that
	// says nothing else.
	AdministratorKey = "AKIAIOSFODNN7EXAMPLE"
	// RootKey is the key of the account's root user, to whom no policy applies.
	RootKey = "AKIAI44QH8DHBEXAMPLE"
)

// administratorID is the unique id of the user admin, one of AWS's examples.
const administratorID = "AIDACKCEVSQ6C2EXAMPLE"

// putPrincipals creates the people of a new account: its root and an
// administrator.
func putPrincipals(p *place) {
	w, r := p.world, p.identity
	w.Principals.Put(RootKey, &world.Principal{
		AccessKey: RootKey, Type: "Root", Name: "root", ID: w.Account, ARN: w.GlobalARN("iam", "root"), Created: w.Now,
	})
	admin := &world.User{
		Name: "admin", Path: "/", ID: administratorID, ARN: r.ARN("user", "/", "admin"), Created: w.Now,
		Permissions: world.Permissions{Attached: []string{w.ARNPrefix("iam") + ":aws:policy/AdministratorAccess"}},
		Login:       &world.Login{Created: w.Now},
	}
	w.Users.Put(admin.Name, admin)
	r.PutKey(admin, AdministratorKey)
}

// refused is AWS's refusal of a call before it runs, or nil.
func (p *place) refused(c *call, law *world.World, t terms) error {
	now := p.world.Now
	switch {
	case c.who == nil || c.who.Inactive:
		return c.unknownKey()
	case c.expired(now):
		return c.expiredToken()
	case t.faults && c.faulted(law, "throttle", now), !t.limits.take(p.world, c):
		return c.throttled()
	case t.faults && c.faulted(law, "deny", now) && !c.open():
		return c.unauthorized(c.spokenAction(), identity.Verdict{By: "identity-based policy"})
	case c.open():
		return nil
	}
	q := c.question(p.world, law)
	if v := p.identity.Judge(q); v.Decision != policy.Allowed {
		return c.unauthorized(c.spokenAction(), v)
	}
	return p.refusedPassing(c, q, law)
}

// expired tells whether the credentials have ended, by themselves or by a fault.
func (c *call) expired(now time.Time) bool {
	if !c.who.Expires.IsZero() && !now.Before(c.who.Expires) {
		return true
	}
	return c.who.Expired && (c.who.ExpiredUntil.IsZero() || now.Before(c.who.ExpiredUntil))
}

// open tells whether a call needs no permission. Nobody can be denied the
// knowledge of who he is; whether a role may be assumed is for its trust
// policy too, so the handler decides.
func (c *call) open() bool {
	return c.service == "sts" && slices.Contains([]string{"GetCallerIdentity", "GetSessionToken", "AssumeRole"}, c.operation)
}

// lastUse is when a key was last used, as far as the trail remembers: nothing
// else does, because reading must not change the world.
func (e *Engine) lastUse(key string) (use identity.Use) {
	for _, p := range e.places {
		for _, call := range slices.Backward(p.world.Trail) {
			if call.AccessKey != key {
				continue
			}
			if call.At.After(use.At) {
				service, _, _ := strings.Cut(call.Source, ".")
				use = identity.Use{At: call.At, Service: service, Region: p.world.Region}
			}
			break
		}
	}
	return use
}

// question is what the call wants, as policies see it.
func (c *call) question(w, law *world.World) identity.Question {
	q := identity.Question{
		Who: c.who, Action: c.action(), Resources: resourcesNamed(c, w, law),
		SourceIP: c.caller.SourceIP, UserAgent: c.caller.UserAgent, Region: c.caller.Region,
	}
	if in, ok := inputStruct(c.input); ok && c.service == "s3" {
		for _, name := range (fields{in}).texts("Bucket") {
			if b := law.Buckets.Get(name); b != nil && !c.ownsPolicy() {
				q.Policy = b.Policy
			}
		}
	}
	return q
}

// ownsPolicy tells whether the root changes a bucket's policy: he can always
// do that, so that nobody locks himself out (S3/s3-bucket-policy).
func (c *call) ownsPolicy() bool {
	return c.who.Type == "Root" && strings.HasSuffix(c.operation, "BucketPolicy")
}

// faulted tells whether a fault of this kind is in force for the call.
func (c *call) faulted(law *world.World, kind string, now time.Time) bool {
	return slices.ContainsFunc(law.Faults, func(f world.Fault) bool {
		return f.Kind == kind && (f.Until.IsZero() || now.Before(f.Until)) &&
			(f.Principal == "" || isCalled(c.who, f.Principal)) && c.fits(f)
	})
}

// prefix is the service's name in IAM actions: "elasticloadbalancing".
func (c *call) prefix() string {
	if c.service == "cloudwatchlogs" {
		return "logs"
	}
	return strings.TrimSuffix(c.service, "v2")
}

// action is the call's IAM action, "ec2:StopInstances". S3's actions have
// names of their own.
func (c *call) action() string {
	if c.service == "s3" {
		if name, other := storageActions()[c.operation]; other {
			return "s3:" + name
		}
	}
	return c.prefix() + ":" + c.operation
}

// storageActions are the actions of S3 whose names are not those of the
// operations (SAR/list_amazons3).
func storageActions() map[string]string {
	return map[string]string{
		"ListBuckets": "ListAllMyBuckets", "HeadBucket": "ListBucket", "ListObjects": "ListBucket", "ListObjectsV2": "ListBucket",
		"ListObjectVersions": "ListBucketVersions", "HeadObject": "GetObject", "CopyObject": "PutObject", "DeleteObjects": "DeleteObject",
		"GetBucketCors": "GetBucketCORS", "PutBucketCors": "PutBucketCORS", "DeleteBucketCors": "PutBucketCORS",
		"GetBucketLifecycleConfiguration": "GetLifecycleConfiguration", "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
		"DeleteBucketLifecycle": "PutLifecycleConfiguration",
		"GetBucketReplication":  "GetReplicationConfiguration", "PutBucketReplication": "PutReplicationConfiguration",
		"DeleteBucketReplication": "PutReplicationConfiguration",
		"GetBucketEncryption":     "GetEncryptionConfiguration", "PutBucketEncryption": "PutEncryptionConfiguration",
		"GetPublicAccessBlock": "GetBucketPublicAccessBlock", "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
		"DeletePublicAccessBlock": "PutBucketPublicAccessBlock", "DeleteBucketTagging": "PutBucketTagging",
		"GetBucketNotificationConfiguration": "GetBucketNotification", "PutBucketNotificationConfiguration": "PutBucketNotification",
	}
}

// overJSON tells whether a service speaks a protocol whose error codes end in
// "Exception"; the older ones do not.
func (c *call) overJSON() bool { return c.service == "cloudtrail" || c.service == "cloudwatchlogs" }

func (c *call) unknownKey() error {
	switch {
	case c.service == "ec2":
		return awserr.New("AuthFailure", "AWS was not able to validate the provided access credentials").WithStatus(401)
	case c.service == "s3":
		return awserr.New("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.").WithStatus(403)
	case c.overJSON():
		return awserr.New("UnrecognizedClientException", "The security token included in the request is invalid.")
	}
	return awserr.New("InvalidClientTokenId", "The security token included in the request is invalid").WithStatus(403)
}

func (c *call) expiredToken() error {
	switch {
	case c.service == "ec2":
		return awserr.New("RequestExpired", "Request has expired.")
	case c.service == "s3":
		return awserr.New("ExpiredToken", "The provided token has expired.")
	case c.overJSON():
		return awserr.New("ExpiredTokenException", "The security token included in the request is expired")
	}
	return awserr.New("ExpiredToken", "The security token included in the request is expired").WithStatus(403)
}

func (c *call) throttled() error {
	switch {
	case c.service == "ec2":
		return awserr.New("RequestLimitExceeded", "Request limit exceeded.").WithStatus(503)
	case c.service == "s3":
		return awserr.New("SlowDown", "Please reduce your request rate.").WithStatus(503)
	case c.overJSON():
		return awserr.New("ThrottlingException", "Rate exceeded")
	}
	return awserr.New("Throttling", "Rate exceeded")
}

// unauthorized is the refusal of a call that policies do not allow, in the
// newer form, which says what denies it (IAM/troubleshoot_access-denied).
func (c *call) unauthorized(action string, v identity.Verdict) error {
	said := "User: " + c.who.ARN + " is not authorized to perform: " + action
	switch {
	case v.Resource == "" || v.Resource == "*":
	case c.service == "s3":
		said += ` on resource: "` + v.Resource + `"`
	default:
		said += " on resource: " + v.Resource
	}
	if v.Decision == policy.Explicit {
		said += " with an explicit deny in " + article(v.By) + " " + v.By
	} else {
		said += " because no " + v.By + " allows the " + action + " action"
	}
	switch {
	case c.service == "ec2":
		return awserr.New("UnauthorizedOperation", "You are not authorized to perform this operation. %s", said).WithStatus(403)
	case c.service == "sns":
		return awserr.New("AuthorizationError", "%s", said).WithStatus(403)
	case c.overJSON():
		return awserr.New("AccessDeniedException", "%s", said)
	}
	return awserr.New("AccessDenied", "%s", said).WithStatus(403)
}

// spokenAction is the action as a denial names it: SNS writes itself large.
func (c *call) spokenAction() string {
	if c.service == "sns" {
		return "SNS:" + c.operation
	}
	return c.action()
}

func article(noun string) string {
	if strings.ContainsAny(noun[:1], "aeiou") {
		return "an"
	}
	return "a"
}
