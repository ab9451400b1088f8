package fake

import (
	"slices"
	"strings"
	"time"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// AdministratorKey is the access key of the account's administrator, who
// makes every call that says nothing else.
const AdministratorKey = "AKIAIOSFODNN7EXAMPLE"

// putPrincipals creates the people of a new account.
func putPrincipals(w *world.World) {
	user := func(key, name, id string) {
		w.Principals.Put(key, &world.Principal{
			AccessKey: key, Type: "IAMUser", Name: name, ID: id, ARN: "arn:aws:iam::" + w.Account + ":user/" + name,
		})
	}
	user(AdministratorKey, "admin", "AIDACKCEVSQ6C2EXAMPLE")
}

// refused is AWS's refusal of a call before it runs, or nil.
func (c *call) refused(law *world.World, now time.Time) error {
	switch {
	case c.who == nil:
		return c.unknownKey()
	case c.expired(now):
		return c.expiredToken()
	case c.faulted(law, "throttle", now):
		return c.throttled()
	case c.denied(law, now):
		return c.unauthorized()
	}
	return nil
}

func (c *call) expired(now time.Time) bool {
	return c.who.Expired && (c.who.ExpiredUntil.IsZero() || now.Before(c.who.ExpiredUntil))
}

func (c *call) denied(law *world.World, now time.Time) bool {
	action := c.action()
	// Nobody can be denied the knowledge of who he is
	// (sts:GetCallerIdentity needs no permission).
	if action == "sts:GetCallerIdentity" {
		return false
	}
	matches := func(pattern string) bool { return api.Match(strings.ToLower(pattern), strings.ToLower(action)) }
	return slices.ContainsFunc(c.who.Denied, matches) || c.faulted(law, "deny", now)
}

// faulted tells whether a fault of this kind is in force for the call.
func (c *call) faulted(law *world.World, kind string, now time.Time) bool {
	return slices.ContainsFunc(law.Faults, func(f world.Fault) bool {
		return f.Kind == kind && (f.Until.IsZero() || now.Before(f.Until)) &&
			(f.Service == "" || api.Match(strings.ToLower(f.Service), c.prefix())) &&
			(f.Operation == "" || api.Match(strings.ToLower(f.Operation), strings.ToLower(c.operation)))
	})
}

// prefix is the service's name in IAM actions: "elasticloadbalancing".
func (c *call) prefix() string { return strings.TrimSuffix(c.service, "v2") }

// action is the call's IAM action, "ec2:StopInstances".
func (c *call) action() string { return c.prefix() + ":" + c.operation }

// overJSON tells whether a service speaks a protocol whose error codes end in
// "Exception"; the older ones do not.
func (c *call) overJSON() bool { return c.service == "cloudtrail" }

func (c *call) unknownKey() error {
	switch {
	case c.service == "ec2":
		return awserr.New("AuthFailure", "AWS was not able to validate the provided access credentials").WithStatus(401)
	case c.overJSON():
		return awserr.New("UnrecognizedClientException", "The security token included in the request is invalid.")
	}
	return awserr.New("InvalidClientTokenId", "The security token included in the request is invalid").WithStatus(403)
}

func (c *call) expiredToken() error {
	switch {
	case c.service == "ec2":
		return awserr.New("RequestExpired", "Request has expired.")
	case c.overJSON():
		return awserr.New("ExpiredTokenException", "The security token included in the request is expired")
	}
	return awserr.New("ExpiredToken", "The security token included in the request is expired").WithStatus(403)
}

func (c *call) throttled() error {
	switch {
	case c.service == "ec2":
		return awserr.New("RequestLimitExceeded", "Request limit exceeded.").WithStatus(503)
	case c.overJSON():
		return awserr.New("ThrottlingException", "Rate exceeded")
	}
	return awserr.New("Throttling", "Rate exceeded")
}

func (c *call) unauthorized() error {
	who := "User: " + c.who.ARN + " is not authorized to perform: " + c.action()
	why := " because no identity-based policy allows the " + c.action() + " action"
	switch {
	case c.service == "ec2":
		return awserr.New("UnauthorizedOperation", "You are not authorized to perform this operation. %s%s", who, why).WithStatus(403)
	case c.overJSON():
		return awserr.New("AccessDeniedException", "%s%s", who, why)
	}
	return awserr.New("AccessDenied", "%s%s", who, why).WithStatus(403)
}
