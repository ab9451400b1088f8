package views

import (
	"slices"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

// AWS lists listeners by balancer, rules by listener and targets by target
// group. The kinds of these put the many lists together.

// gatherer keeps a list that is made of several, and makes it anew only when
// one of them changed.
type gatherer[T any] struct {
	from []identity
	rows []T
}

func (g *gatherer[T]) gather(from []identity, make func() []T) []T {
	if g.rows == nil || !slices.Equal(from, g.from) {
		g.from, g.rows = from, make()
	}
	return g.rows
}

// freshness is a feed without its rows: how old it is and what went wrong.
type freshness = watch.Feed[struct{}]

func freshnessOf[T any](f watch.Feed[T]) freshness { return carried[T, struct{}](f, nil) }

// together is how fresh a list made of several is: as old as the oldest part,
// with the first error of any, and loaded as soon as one part is.
func together(parts ...freshness) freshness {
	var all freshness
	for _, f := range parts {
		if f.Loaded() && (!all.Loaded() || f.At.Before(all.At)) {
			all.At, all.Every = f.At, f.Every
		}
		if f.Err != nil && all.Err == nil {
			all.Err, all.Tried, all.Tries = f.Err, f.Tried, f.Tries
		}
	}
	return all
}

// placedRule is a rule with the listener that it belongs to.
type placedRule struct {
	rule     *awsclient.Rule
	listener *awsclient.Listener
}

// listenersOf are the listeners of a balancer, by port.
func listenersOf(s *watch.Snapshot, balancer string) []*awsclient.Listener {
	rows := s.Listeners[balancer].Rows
	all := make([]*awsclient.Listener, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	slices.SortStableFunc(all, func(a, b *awsclient.Listener) int { return a.Port - b.Port })
	return all
}

// rulesOf are the rules of a listener in the order in which they are tried:
// by priority, the default rule last.
func rulesOf(s *watch.Snapshot, listener string) []*awsclient.Rule {
	rows := s.Rules[listener].Rows
	all := make([]*awsclient.Rule, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	slices.SortStableFunc(all, func(a, b *awsclient.Rule) int {
		if a.Default != b.Default {
			if a.Default {
				return 1
			}
			return -1
		}
		return a.Priority - b.Priority
	})
	return all
}

// allListeners makes the list of every balancer's listeners.
func allListeners() func(*watch.Snapshot) watch.Feed[*awsclient.Listener] {
	var kept gatherer[*awsclient.Listener]
	return func(s *watch.Snapshot) watch.Feed[*awsclient.Listener] {
		from := []identity{identify(s.Balancers.Rows)}
		fresh := []freshness{freshnessOf(s.Balancers)}
		for i := range s.Balancers.Rows {
			feed := s.Listeners[s.Balancers.Rows[i].ARN]
			from, fresh = append(from, identify(feed.Rows)), append(fresh, freshnessOf(feed))
		}
		return carried(together(fresh...), kept.gather(from, func() []*awsclient.Listener {
			var all []*awsclient.Listener
			for i := range s.Balancers.Rows {
				all = append(all, listenersOf(s, s.Balancers.Rows[i].ARN)...)
			}
			return all
		}))
	}
}

// allRules makes the list of every listener's rules.
func allRules() func(*watch.Snapshot) watch.Feed[placedRule] {
	var kept gatherer[placedRule]
	listeners := allListeners()
	return func(s *watch.Snapshot) watch.Feed[placedRule] {
		of := listeners(s)
		from := []identity{identify(of.Rows)}
		fresh := []freshness{freshnessOf(of)}
		for _, l := range of.Rows {
			feed := s.Rules[l.ARN]
			from, fresh = append(from, identify(feed.Rows)), append(fresh, freshnessOf(feed))
		}
		return carried(together(fresh...), kept.gather(from, func() []placedRule {
			var all []placedRule
			for _, l := range of.Rows {
				for _, r := range rulesOf(s, l.ARN) {
					all = append(all, placedRule{r, l})
				}
			}
			return all
		}))
	}
}

// allTargets makes the list of every target group's targets.
func allTargets() func(*watch.Snapshot) watch.Feed[awsclient.Target] {
	var kept gatherer[awsclient.Target]
	return func(s *watch.Snapshot) watch.Feed[awsclient.Target] {
		from := []identity{identify(s.TargetGroups.Rows)}
		fresh := []freshness{freshnessOf(s.TargetGroups)}
		for i := range s.TargetGroups.Rows {
			feed := s.Targets[s.TargetGroups.Rows[i].ARN]
			from, fresh = append(from, identify(feed.Rows)), append(fresh, freshnessOf(feed))
		}
		return carried(together(fresh...), kept.gather(from, func() []awsclient.Target {
			var all []awsclient.Target
			for i := range s.TargetGroups.Rows {
				all = append(all, s.Targets[s.TargetGroups.Rows[i].ARN].Rows...)
			}
			return all
		}))
	}
}

// accountPage is the list of a kind whose rows hang on others: what it wants
// grows as those become known.
type accountPage[T any] struct {
	*listPane[T]
	parts func(*watch.Snapshot) []watch.Want
}

func newAccountPage[T any](k *Kind[T], parts func(*watch.Snapshot) []watch.Want) func(*Console) Pane {
	return func(c *Console) Pane {
		p := newRootList(c, k)
		p.fixed = true
		return accountPage[T]{p, parts}
	}
}

func (p accountPage[T]) Wants() []watch.Want {
	if p.seen == nil {
		return p.listPane.Wants()
	}
	if p.everywhere() {
		return slices.Concat(p.listPane.Wants(), p.c.wantsIn(p.parts))
	}
	return slices.Concat(p.listPane.Wants(), p.parts(p.seen))
}

func wantListeners(s *watch.Snapshot) []watch.Want {
	var wants []watch.Want
	for i := range s.Balancers.Rows {
		wants = append(wants, watch.Of(watch.Listeners, s.Balancers.Rows[i].ARN))
	}
	return wants
}

func wantRules(s *watch.Snapshot) []watch.Want {
	wants := wantListeners(s)
	for i := range s.Balancers.Rows {
		for _, l := range listenersOf(s, s.Balancers.Rows[i].ARN) {
			wants = append(wants, watch.Of(watch.Rules, l.ARN))
		}
	}
	return wants
}

func wantTargets(s *watch.Snapshot) []watch.Want {
	var wants []watch.Want
	for i := range s.TargetGroups.Rows {
		wants = append(wants, watch.Of(watch.Targets, s.TargetGroups.Rows[i].ARN))
	}
	return wants
}

// entries are the lines of All for what hangs on balancers.
func (p balancerParts) entries() []Entry {
	return []Entry{
		{Title: p.listeners.Title, Kind: p.listeners, New: newAccountPage(p.listeners, wantListeners)},
		{Title: p.rules.Title, Kind: p.rules, New: newAccountPage(p.rules, wantRules)},
		{Title: p.targetGroups.Title, Kind: p.targetGroups},
		{Title: p.targets.Title, Kind: p.targets, New: newAccountPage(p.targets, wantTargets)},
	}
}
