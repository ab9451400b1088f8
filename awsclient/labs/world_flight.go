package labs

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
)

// The shop and its people, as the world of free flight has them.
const (
	shopGroup    = "shop-asg"
	shopTargets  = "shop-tg"
	shopBalancer = "shop-alb"
	contractor   = "contractor"
	leftBehind   = "backup" // what the stranger called his user and his key pair
)

// flying tells whether this is the world of free flight: its puzzles are about
// what stands and happens there, so other accounts, and real ones, have none.
func (w *World) flying(f *Findings) bool {
	_, shop := w.shop()
	_, known := w.user(contractor)
	return f.Want(shop && known, "this account has no shop in trouble: these puzzles are of the simulated world intruder, and are not offered on a real account")
}

// shop is the group of the shop.
func (w *World) shop() (awsclient.Group, bool) {
	for _, g := range w.Groups() {
		if g.Name == shopGroup {
			return g, true
		}
	}
	return awsclient.Group{}, false
}

// shopTargetGroup is where the shop's servers are registered.
func (w *World) shopTargetGroup() awsclient.TargetGroup {
	for _, g := range w.TargetGroups() {
		if g.Name == shopTargets {
			return g
		}
	}
	return awsclient.TargetGroup{}
}

// shopListener is the listener of the shop's balancer.
func (w *World) shopListener() awsclient.Listener {
	for _, b := range w.Balancers() {
		if b.Name == shopBalancer {
			for _, l := range w.Listeners(b.ARN) {
				return l
			}
		}
	}
	return awsclient.Listener{}
}

// Users are all IAM users.
func (w *World) Users() []awsclient.User {
	rows, _ := w.once("users", func() (any, error) { return w.client.Users(w.ctx) }).([]awsclient.User)
	return rows
}

func (w *World) user(name string) (awsclient.User, bool) {
	i := slices.IndexFunc(w.Users(), func(u awsclient.User) bool { return u.Name == name })
	if i < 0 {
		return awsclient.User{}, false
	}
	return w.Users()[i], true
}

// UserPolicies are the ARNs of the managed policies that a user has himself.
func (w *World) UserPolicies(user string) []string {
	rows, _ := w.Ask("policies of "+user, func(ctx context.Context, c awsclient.Client) (any, error) { return c.UserPolicies(ctx, user) }).([]string)
	return rows
}

// strangers are the calls from an address that is not the contractor's own and
// with his key, oldest first, as far as this region's events tell.
func (w *World) strangers() []awsclient.Event {
	own := ""
	var all []awsclient.Event
	by := w.Events(awsclient.EventQuery{Attribute: "Username", Value: contractor, Limit: recentEvents})
	for _, e := range slices.Backward(by) {
		if own = cmp.Or(own, e.SourceIP); e.SourceIP != own {
			all = append(all, e)
		}
	}
	return all
}

// stranger is the first of the stranger's calls that has a name and went well,
// or was refused.
func (w *World) stranger(name string, refused bool) (awsclient.Event, bool) {
	for _, e := range w.strangers() {
		if e.Name == name && (e.ErrorCode != "") == refused {
			return e, true
		}
	}
	return awsclient.Event{}, false
}

// abroad are records of IAM's calls, which are in us-east-1's events: the
// account's trail of all regions brings them home. The stranger does not wait
// until the lab is begun, so all of them are looked at.
func (w *World) abroad(name string) []callRecord {
	for _, t := range w.Trails() {
		if group := logGroupOf(t); w.hasLogGroup(group) {
			return w.Records(group, "{ $.eventName = "+name+" }", time.Time{})
		}
	}
	return nil
}

// opened are the security groups that let the world in on a port.
func (w *World) opened(port int) []string {
	var all []string
	for _, g := range w.SecurityGroups() {
		if w.opens([]string{g.ID}, port, "0.0.0.0/0") {
			all = append(all, g.ID)
		}
	}
	return all
}

// bought are the instances that the stranger launched and that still run.
func (w *World) bought() []awsclient.Instance {
	var all []awsclient.Instance
	for _, in := range w.Instances() {
		if in.KeyName == leftBehind && in.State != "terminated" && in.State != "shutting-down" {
			all = append(all, in)
		}
	}
	return all
}

// policyName is the last part of a policy's ARN.
func policyName(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
