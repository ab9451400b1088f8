package views

import (
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// rowsMemo remembers the rows that a kind made of the last snapshot, found by
// id, and how many of them are in trouble.
type rowsMemo[T any] struct {
	seen   *watch.Snapshot
	feed   watch.Feed[T]
	from   identity
	byID   map[string]int
	issues *judgement // nil when not worked out yet
}

// judgement is what the issues of some rows come to.
type judgement struct {
	grave  []bool // of each row, whether it is in trouble
	count  int    // how many are
	widest int    // cells of the longest phrase
}

// feed is the kind's list in a snapshot, made once for each snapshot.
func (k *Kind[T]) feed(s *watch.Snapshot) watch.Feed[T] {
	m := &k.memo
	if m.seen == s {
		return m.feed
	}
	m.seen, m.feed = s, k.Rows(s)
	if from := identify(m.feed.Rows); from != m.from {
		m.from, m.issues, m.byID = from, nil, nil
	}
	return m.feed
}

// row finds a row by its id.
func (k *Kind[T]) row(s *watch.Snapshot, id string) (T, bool) {
	feed := k.feed(s)
	m := &k.memo
	if m.byID == nil {
		m.byID = make(map[string]int, len(feed.Rows))
		for i, r := range feed.Rows {
			m.byID[k.ID(r)] = i
		}
	}
	if i, ok := m.byID[id]; ok {
		return feed.Rows[i], true
	}
	var none T
	return none, false
}

func (k *Kind[T]) rowsOf(s *watch.Snapshot, ids []string) []T {
	var rows []T
	for _, id := range ids {
		if r, ok := k.row(s, id); ok {
			rows = append(rows, r)
		}
	}
	return rows
}

func (k *Kind[T]) issue(row T) Issue {
	if k.Issue == nil {
		return Issue{}
	}
	return k.Issue(row)
}

func (k *Kind[T]) labelOf(row T) string {
	if k.Label == nil {
		return k.ID(row)
	}
	return k.Label(row)
}

// What follows makes *Kind[T] an AnyKind.

func (k *Kind[T]) kindName() string      { return k.Name }
func (k *Kind[T]) kindTitle() string     { return k.Title }
func (k *Kind[T]) kindAliases() []string { return k.Aliases }

func (k *Kind[T]) list(c *Console, title string, keep func(string) bool) Pane {
	p := newListPane(c, k, k.feed, k.wants())
	if title != "" {
		p.title = title
	}
	p.keep = keep
	return p
}

func (k *Kind[T]) detail(c *Console, id string) Pane { return newDetailPane(c, k, id) }

func (k *Kind[T]) entries(s *watch.Snapshot) []named {
	rows := k.feed(s).Rows
	all := make([]named, len(rows))
	for i, r := range rows {
		all[i] = named{k.ID(r), k.labelOf(r)}
	}
	return all
}

func (k *Kind[T]) label(s *watch.Snapshot, id string) string {
	if r, ok := k.row(s, id); ok {
		return k.labelOf(r)
	}
	return arnName(id)
}

func (k *Kind[T]) has(s *watch.Snapshot, id string) bool {
	_, ok := k.row(s, id)
	return ok
}

func (k *Kind[T]) trouble(s *watch.Snapshot) int {
	return k.judge(k.feed(s).Rows).count
}

// judge looks at the issue of each row. It does so once for the kind's own
// list.
func (k *Kind[T]) judge(rows []T) *judgement {
	m := &k.memo
	own := identify(rows) == m.from
	if own && m.issues != nil {
		return m.issues
	}
	j := &judgement{grave: make([]bool, len(rows))}
	for i, r := range rows {
		issue := k.issue(r)
		j.widest = max(j.widest, ui.Width(issue.Text))
		if issue.Grave {
			j.grave[i] = true
			j.count++
		}
	}
	if own {
		m.issues = j
	}
	return j
}

func (k *Kind[T]) source(s *watch.Snapshot) Source { return sourceOf(k.feed(s), s.Wall) }

func (k *Kind[T]) wants() []watch.Want {
	if k.Wants == nil {
		return nil
	}
	return k.Wants()
}

func (k *Kind[T]) links(s *watch.Snapshot, id string) []Link {
	r, ok := k.row(s, id)
	if !ok || k.Links == nil {
		return nil
	}
	return k.Links(s, r)
}

func (k *Kind[T]) actions(s *watch.Snapshot, ids []string) []Action {
	rows := k.rowsOf(s, ids)
	if len(rows) == 0 || k.Actions == nil {
		return nil
	}
	return k.Actions(s, rows)
}

func (k *Kind[T]) json(s *watch.Snapshot, id string) (any, bool) {
	r, ok := k.row(s, id)
	if !ok {
		return nil, false
	}
	if k.JSON == nil {
		return r, true
	}
	return k.JSON(r), true
}

func (k *Kind[T]) cli(s *watch.Snapshot, id string) string {
	return k.text(s, id, k.CLI)
}

func (k *Kind[T]) arn(s *watch.Snapshot, id string) string {
	return k.text(s, id, k.ARN)
}

func (k *Kind[T]) trail(s *watch.Snapshot, id string) string {
	if k.Trail == nil {
		return id
	}
	return k.text(s, id, k.Trail)
}

func (k *Kind[T]) text(s *watch.Snapshot, id string, of func(T) string) string {
	r, ok := k.row(s, id)
	if !ok || of == nil {
		return ""
	}
	return of(r)
}

func (k *Kind[T]) issueOf(s *watch.Snapshot, id string) Issue {
	r, ok := k.row(s, id)
	if !ok {
		return Issue{}
	}
	return k.issue(r)
}
