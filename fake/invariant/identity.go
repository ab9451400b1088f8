package invariant

import (
	"slices"
	"strings"
)

// identities checks that callers, policies and subscriptions name what there
// is. Only the home world has identities; in others there is nothing to find.
func (c *checker) identities() {
	for key, p := range c.w.Principals.All() {
		if p.User != "" && c.w.Users.Get(p.User) == nil {
			c.report(Reference, key, "is a key of user %s, who is gone", p.User)
		}
		temporary := strings.HasPrefix(key, "ASIA")
		if temporary == p.Expires.IsZero() {
			c.report(Known, key, "its form does not tell whether it ends")
		}
	}
	for name, u := range c.w.Users.All() {
		c.policies(name, u.Attached)
		for _, g := range u.Groups {
			if c.w.UserGroups.Get(g) == nil {
				c.report(Reference, name, "is in group %s, which is gone", g)
			}
		}
	}
	for name, g := range c.w.UserGroups.All() {
		c.policies(name, g.Attached)
	}
	for name, r := range c.w.Roles.All() {
		c.policies(name, r.Attached)
	}
	for name, p := range c.w.InstanceProfiles.All() {
		if p.Role != "" && c.w.Roles.Get(p.Role) == nil {
			c.report(Reference, name, "gives role %s, which is gone", p.Role)
		}
	}
	for arn, p := range c.w.ManagedPolicies.All() {
		if p.InForce() == "" {
			c.report(Reference, arn, "version %s, in force, is gone", p.Default)
		}
	}
}

// policies checks what is attached to somebody.
func (c *checker) policies(who string, attached []string) {
	for i, arn := range attached {
		if !strings.HasPrefix(arn, c.w.ARNPrefix("iam")+":aws:policy/") && c.w.ManagedPolicies.Get(arn) == nil {
			c.report(Reference, who, "has policy %s, which is gone", arn)
		}
		if slices.Contains(attached[:i], arn) {
			c.report(Unique, who, "has policy %s twice", arn)
		}
	}
}

// messages checks topics' subscriptions and what was sent.
func (c *checker) messages() {
	for arn, s := range c.w.Subscriptions.All() {
		if c.w.Topics.Get(s.Topic) == nil {
			c.report(Reference, arn, "is of topic %s, which is gone", s.Topic)
		}
	}
	for i, d := range c.w.Outbox {
		if d.At.After(c.w.Now) {
			c.report(Future, d.ID, "is sent at %s", d.At)
		}
		if i > 0 && d.At.Before(c.w.Outbox[i-1].At) {
			c.report(History, d.ID, "is sent before the one before it")
		}
	}
}
