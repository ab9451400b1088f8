package invariant

import (
	"slices"

	rules "fleetglass/awsclient/semantics/refresh"
	"fleetglass/fake/world"
)

// Refreshes of groups.
const (
	OneRefresh   = "a group has at most one refresh under way"
	RefreshCount = "a refresh counts what it replaces"
	Succession   = "a member has one successor in its own group"
)

// refreshes checks instance refreshes, and who succeeds whom.
func (c *checker) refreshes() {
	live := map[string]string{}
	for id, f := range c.w.Refreshes.All() {
		c.same(id, f.ID)
		c.notAfterNow(id, "its start", f.Started)
		c.notAfterNow(id, "its end", f.Ended)
		if f.Ended.IsZero() != rules.Live(f.Status) {
			c.report(Known, id, "its status is %q and its end %s", f.Status, f.Ended)
		}
		if f.Updated < 0 || f.Updated > f.Total || f.Left < 0 {
			c.report(RefreshCount, id, "%d of %d are updated, %d left", f.Updated, f.Total, f.Left)
		}
		if b := f.Back; b != nil && (b.Updated < 0 || b.Updated > b.Total) {
			c.report(RefreshCount, id, "on the way back %d of %d are updated", b.Updated, b.Total)
		}
		if !f.Ended.IsZero() {
			continue
		}
		if other := live[f.Group]; other != "" {
			c.report(OneRefresh, f.Group, "%s and %s", other, id)
		}
		live[f.Group] = id
		if g := c.w.Groups.Get(f.Group); g != nil && g.Refresh != id {
			c.report(Reference, id, "its group says that %q is under way", g.Refresh)
		}
	}
	for _, g := range c.w.Groups.All() {
		c.succession(g)
	}
}

func (c *checker) succession(g *world.Group) {
	for i := range g.Members {
		m := &g.Members[i]
		if m.Successor == "" {
			continue
		}
		if m.Successor == m.Instance {
			c.report(Succession, m.Instance, "it succeeds itself")
		}
		if slices.ContainsFunc(g.Members[:i], func(o world.Member) bool { return o.Successor == m.Successor }) {
			c.report(Succession, m.Instance, "its successor %s succeeds another too", m.Successor)
		}
	}
}
