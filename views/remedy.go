package views

import (
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// Source is where a page's rows come from: how old they are, and what the
// last try said. Empty, denied, throttled and unreachable are four different
// screens, and this is what tells them apart.
type Source struct {
	Loaded bool // fetched at least once
	At     time.Time
	Every  time.Duration
	Stale  bool
	Err    *awsclient.Error
}

// sourceOf is the source of one feed at a snapshot's time.
func sourceOf[T any](f watch.Feed[T], wall time.Time) Source {
	return Source{Loaded: f.Loaded(), At: f.At, Every: f.Every, Stale: f.Stale(wall), Err: f.Err}
}

// Join is the source of a page made of several feeds: as old as the oldest,
// and with the first error.
func (s Source) Join(o Source) Source {
	if o.Loaded && (!s.Loaded || o.At.Before(s.At)) {
		s.At, s.Every = o.At, o.Every
	}
	s.Loaded = s.Loaded && o.Loaded
	s.Stale = s.Stale || o.Stale
	if s.Err == nil {
		s.Err = o.Err
	}
	return s
}

// Remedy is what a person can do about a failed call, in one sentence.
func Remedy(e *awsclient.Error) string {
	switch e.Kind {
	case awsclient.Throttled:
		return "Too many calls for this account just now; fleetglass slows down and tries again by itself."
	case awsclient.Denied:
		if action := iamAction(e); action != "" {
			return "The identity lacks a permission: ask for " + action + "."
		}
		return "The identity lacks a permission for this."
	case awsclient.NotFound:
		return "It is not there any more, or it is in another region (R)."
	case awsclient.Expired:
		return "Sign in again in another terminal (aws sso login, or what you use); fleetglass picks the new credentials up by itself."
	case awsclient.NoCredentials:
		return "Run aws configure, set AWS_PROFILE, or give --profile. Without an account: fleetglass demo."
	case awsclient.NoRegion:
		return "Choose one now with R. For the next start: --region, AWS_REGION or the profile's region."
	case awsclient.Offline:
		return "The endpoint cannot be reached: check the network, a VPN, the region's name or AWS_ENDPOINT_URL. fleetglass keeps trying."
	case awsclient.Conflict:
		return "The resource is in the wrong state for this, or in use; wait until it settles."
	case awsclient.Invalid:
		return "AWS refused the parameters; see its message."
	case awsclient.Unsupported:
		return "This endpoint does not have the call; what hangs on it stays empty, all else works."
	default:
		return "fleetglass tries again by itself; ctrl+r tries now."
	}
}

// refusalLines are an error and its remedy as lines of at most width cells, each
// after an indent.
func refusalLines(e *awsclient.Error, indent string, width int) []ui.Line {
	room := max(20, width-ui.Width(indent)-1)
	var lines []ui.Line
	for _, text := range ui.Wrap(errorWords(e), room) {
		lines = append(lines, ui.In(themes.Bad, indent+text))
	}
	for _, text := range ui.Wrap(Remedy(e), room) {
		lines = append(lines, ui.In(themes.Dim, indent+text))
	}
	return lines
}

// iamAction is the permission that an operation needs, as policies name it,
// "" when it cannot be told. Most calls need the action of their own name.
func iamAction(e *awsclient.Error) string {
	if e.Operation == "" {
		return ""
	}
	prefix := map[string]string{
		"EC2": "ec2", "Auto Scaling": "autoscaling", "Elastic Load Balancing v2": "elasticloadbalancing",
		"Elastic Load Balancing": "elasticloadbalancing", "CloudWatch": "cloudwatch", "CloudTrail": "cloudtrail", "STS": "sts",
		"CloudWatch Logs": "logs",
	}[e.Service]
	if prefix == "" {
		return ""
	}
	return prefix + ":" + e.Operation
}
