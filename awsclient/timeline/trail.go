package timeline

import (
	"strings"
	"time"

	"fleetglass/awsclient"
)

// Trail is CloudTrail's events, newest first.
func Trail(rows []*awsclient.Event) *List {
	return newList(len(rows), func(i int) time.Time { return rows[i].Time }, func(i int) Event { return ofCall(rows[i]) })
}

func ofCall(c *awsclient.Event) Event {
	e := Event{
		ID: "trail/" + c.ID, At: c.Time, Source: FromTrail, Severity: callSeverity(c), Subject: Ref{Call, c.ID},
		Words: c.Name, Actor: Caller(c), Origin: c.SourceIP, deed: calls, call: c.Name, service: byService(c), code: c.ErrorCode,
	}
	if c.Identity == "IAMUser" && c.Username != "" {
		e.Also = append(e.Also, Ref{User, c.Username})
	}
	for _, r := range c.Resources {
		if kind := KindOfType(r.Type); kind != "" && !e.Names(Ref{kind, r.Name}) {
			e.Also = append(e.Also, Ref{kind, r.Name})
		}
	}
	if on := onWhat(&e); on != "" {
		e.Words += " " + on
	}
	switch {
	case Refused(c.ErrorCode):
		e.Why = "denied"
	case c.ErrorCode != "":
		e.Why = "failed: " + strings.TrimPrefix(strings.TrimPrefix(c.ErrorCode, "Client."), "Server.")
	case FailedSignIn(c):
		e.Why = "failed: " + c.ErrorMessage
	}
	return e
}

// onWhat names what a call was about, "2 instances" when there are several:
// of all that it names, what it was most likely made for.
func onWhat(e *Event) string {
	for _, kind := range []string{Instance, Group, Fleet, Request, TargetGroup, Balancer, Alarm, Template, "trail", "security group", "key pair"} {
		n := 0
		for _, r := range e.Also {
			if r.Kind == kind {
				n++
			}
		}
		switch {
		case n > 1 && kind == Instance:
			return plural(n, kind)
		case n > 0:
			return nameOf(e.also(kind))
		}
	}
	return ""
}

func callSeverity(c *awsclient.Event) Severity {
	switch {
	case byService(c):
		return Quiet // what AWS does on the way; its failures are told by whom it did it for
	case c.ErrorCode != "" || FailedSignIn(c):
		return Grave
	case c.ReadOnly, c.Name == "AssumeRole":
		return Quiet
	case c.Identity == "Root", Foreign(c), Destructive(c.Name):
		return Notable
	}
	return Calm
}

// byService tells whether one of AWS's services called, by itself or for
// somebody.
func byService(c *awsclient.Event) bool {
	return c.Identity == "AWSService" || strings.HasSuffix(c.SourceIP, ".amazonaws.com")
}

// Caller is who called, in a word: a user, a role's session, "root", another
// account, a service.
func Caller(c *awsclient.Event) string {
	switch {
	case c.Identity == "Root":
		return "root"
	case c.Username == "" && Foreign(c):
		return c.Caller
	case c.Username == "" && c.Identity == "AWSService":
		return strings.TrimSuffix(c.SourceIP, ".amazonaws.com")
	}
	return c.Username
}

// Refused tells whether an error code says that a caller may not. The services
// have several: UnauthorizedOperation of EC2 with a prefix, AccessDenied with
// and without an ending, and those of keys that are not good.
func Refused(code string) bool {
	for _, part := range []string{"AccessDenied", "UnauthorizedOperation", "AuthorizationError", "NotAuthorized", "AuthFailure"} {
		if strings.Contains(code, part) {
			return true
		}
	}
	return false
}

// FailedSignIn tells a sign-in that failed: it has no error code, only a
// message.
func FailedSignIn(c *awsclient.Event) bool {
	return c.Name == "ConsoleLogin" && strings.Contains(c.ErrorMessage, "Failed authentication")
}

// Foreign tells whether the caller is of another account. AWS's own services
// have none.
func Foreign(c *awsclient.Event) bool {
	return c.Caller != "" && c.Account != "" && c.Caller != c.Account
}

// Destructive tells by its name whether a call takes something away, stops it,
// or opens what was closed. Which do is a choice: AWS does not tell them apart.
func Destructive(name string) bool {
	for _, verb := range []string{"Delete", "Terminate", "Stop", "Detach", "Deregister", "Revoke", "Remove", "Disable", "Disassociate", "Release", "Cancel", "Purge",
		"Reset", "Deactivate", "Suspend", "ScheduleKeyDeletion", "PutBucketAcl", "PutBucketPublicAccessBlock"} {
		if strings.HasPrefix(name, verb) {
			return true
		}
	}
	return false
}

// KindOfType is the kind of resources that CloudTrail gives a type, "" for
// those that no event is about.
func KindOfType(kind string) string {
	switch kind {
	case "AWS::EC2::Instance":
		return Instance
	case "AWS::AutoScaling::AutoScalingGroup":
		return Group
	case "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer":
		return Balancer
	case "AWS::ElasticLoadBalancingV2::TargetGroup":
		return TargetGroup
	case "AWS::CloudWatch::Alarm":
		return Alarm
	case "AWS::EC2::SpotFleetRequest":
		return Fleet
	case "AWS::EC2::SpotInstanceRequest":
		return Request
	case "AWS::EC2::LaunchTemplate":
		return Template
	case "AWS::EC2::SecurityGroup":
		return "security group"
	case "AWS::EC2::KeyPair":
		return "key pair"
	case "AWS::CloudTrail::Trail":
		return "trail"
	case "AWS::IAM::User":
		return User
	}
	return ""
}
