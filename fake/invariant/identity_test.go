package invariant_test

import (
	"slices"
	"testing"
	"time"

	"fleetglass/fake/invariant"
	"fleetglass/fake/world"
)

// people is a world with one of each identity, a topic and a message.
func people() *world.World {
	w := &world.World{Account: "123456789012", Region: "us-west-2", Now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)}
	const arn = "arn:aws:iam::123456789012:policy/p"
	attached := world.Permissions{Attached: []string{arn}}
	w.ManagedPolicies.Put(arn, &world.ManagedPolicy{ARN: arn, Default: "v1", Versions: []world.PolicyVersion{{ID: "v1", Document: "{}"}}})
	w.UserGroups.Put("g", &world.UserGroup{Name: "g", Permissions: attached})
	w.Users.Put("u", &world.User{Name: "u", Groups: []string{"g"}})
	w.Roles.Put("r", &world.Role{Name: "r"})
	w.InstanceProfiles.Put("i", &world.InstanceProfile{Name: "i", Role: "r"})
	w.Principals.Put("AKIA1", &world.Principal{AccessKey: "AKIA1", User: "u"})
	w.Topics.Put("t", &world.Topic{ARN: "t"})
	w.Subscriptions.Put("s", &world.Subscription{ARN: "s", Topic: "t"})
	w.Outbox = []world.Delivery{{ID: "1", At: w.Now.Add(-time.Minute)}, {ID: "2", At: w.Now}}
	return w
}

func TestEachInvariantOfIdentitiesFires(t *testing.T) {
	for _, v := range invariant.Check(people()) {
		t.Errorf("sound: %s", v)
	}
	for _, c := range []struct {
		name, rule string
		plant      func(*world.World)
	}{
		{"a key of nobody", invariant.Reference, func(w *world.World) { w.Users.Delete("u") }},
		{"a temporary key that does not end", invariant.Known, func(w *world.World) { w.Principals.Put("ASIA1", &world.Principal{AccessKey: "ASIA1"}) }},
		{"a group that is gone", invariant.Reference, func(w *world.World) { w.UserGroups.Delete("g") }},
		{"a policy that is gone", invariant.Reference, func(w *world.World) { w.ManagedPolicies.Delete("arn:aws:iam::123456789012:policy/p") }},
		{"a policy twice", invariant.Unique, func(w *world.World) {
			g := w.UserGroups.Get("g")
			g.Attached = append(slices.Clone(g.Attached), g.Attached[0])
		}},
		{"a role that is gone", invariant.Reference, func(w *world.World) { w.Roles.Delete("r") }},
		{"a policy of no version", invariant.Reference, func(w *world.World) { w.ManagedPolicies.Get("arn:aws:iam::123456789012:policy/p").Default = "v2" }},
		{"a topic that is gone", invariant.Reference, func(w *world.World) { w.Topics.Delete("t") }},
		{"a message from the future", invariant.Future, func(w *world.World) { w.Outbox[1].At = w.Now.Add(time.Second) }},
		{"messages out of order", invariant.History, func(w *world.World) { w.Outbox[0].At, w.Outbox[1].At = w.Outbox[1].At, w.Outbox[0].At }},
	} {
		w := people()
		c.plant(w)
		found := invariant.Check(w)
		if !slices.ContainsFunc(found, func(v invariant.Violation) bool { return v.Rule == c.rule }) {
			t.Errorf("%s: found %v", c.name, found)
		}
	}
}
