package views

import (
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// rowsMemo remembers the rows that a kind made of the last snapshot, and what
// was found out about them.
type rowsMemo[T any] struct {
	seen *watch.Snapshot
	feed watch.Feed[T]
	rowFacts
}

// rowFacts are about the rows of a snapshot by their places, and last as long
// as they do.
type rowFacts struct {
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

// judge looks at the issue of each of n rows.
func judge(n int, issue func(row int) Issue) *judgement {
	j := &judgement{grave: make([]bool, n)}
	for row := range n {
		issue := issue(row)
		j.widest = max(j.widest, ui.Width(issue.Text))
		if issue.Grave {
			j.grave[row] = true
			j.count++
		}
	}
	return j
}

// place is where the row of an id is among n, -1 for nowhere.
func (f *rowFacts) place(id string, n int, idOf func(row int) string) int {
	if f.byID == nil {
		f.byID = make(map[string]int, n)
		for row := range n {
			f.byID[idOf(row)] = row
		}
	}
	if row, ok := f.byID[id]; ok {
		return row
	}
	return -1
}

// feed is the kind's list in a snapshot, made once for each snapshot.
func (k *Kind[T]) feed(s *watch.Snapshot) watch.Feed[T] {
	k.look(s)
	return k.memo.feed
}

func (k *Kind[T]) look(s *watch.Snapshot) {
	m := &k.memo
	if m.seen == s {
		return
	}
	m.seen, m.feed = s, k.Rows(s)
	if from := identify(m.feed.Rows); from != m.from {
		m.rowFacts = rowFacts{from: from}
	}
}

// find is the row of an id, nil for none. It must not be changed.
func (k *Kind[T]) find(s *watch.Snapshot, id string) *T {
	k.look(s)
	rows := k.memo.feed.Rows
	place := k.memo.place(id, len(rows), func(row int) string { return k.ID(rows[row]) })
	if place < 0 {
		return nil
	}
	return &rows[place]
}

// row finds a row by its id.
func (k *Kind[T]) row(s *watch.Snapshot, id string) (row T, ok bool) {
	if r := k.find(s, id); r != nil {
		return *r, true
	}
	return row, false
}

func (k *Kind[T]) rowsOf(s *watch.Snapshot, ids []string) []T {
	var rows []T
	for _, id := range ids {
		if r := k.find(s, id); r != nil {
			rows = append(rows, *r)
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
	if title == "" && keep == nil {
		return newRootList(c, k).list
	}
	p := newListPane(c, k, k.feed, k.wants()).list
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
	if r := k.find(s, id); r != nil {
		return k.labelOf(*r)
	}
	return arnName(id)
}

func (k *Kind[T]) has(s *watch.Snapshot, id string) bool { return k.find(s, id) != nil }

func (k *Kind[T]) trouble(s *watch.Snapshot) int {
	return k.judge(k.feed(s).Rows).count
}

// judge looks at the issue of each row. It does so once for the kind's own
// list.
func (k *Kind[T]) judge(rows []T) *judgement {
	known := &k.memo.rowFacts
	own := identify(rows) == known.from
	if own && known.issues != nil {
		return known.issues
	}
	j := judge(len(rows), func(row int) Issue { return k.issue(rows[row]) })
	if own {
		known.issues = j
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
	r := k.find(s, id)
	if r == nil || k.Links == nil {
		return nil
	}
	return k.Links(s, *r)
}

func (k *Kind[T]) actions(s *watch.Snapshot, ids []string) []Action {
	if k.Actions == nil {
		return nil
	}
	rows := k.rowsOf(s, ids)
	if len(rows) == 0 {
		return nil
	}
	return k.Actions(s, rows)
}

// record is what JSON shows of a row.
func (k *Kind[T]) record(row T) any {
	if k.JSON == nil {
		return row
	}
	return k.JSON(row)
}

func (k *Kind[T]) makes(s *watch.Snapshot) []Action {
	if k.Makes == nil {
		return nil
	}
	return k.Makes(s)
}

func (k *Kind[T]) json(s *watch.Snapshot, id string) (any, bool) {
	r := k.find(s, id)
	if r == nil {
		return nil, false
	}
	return k.record(*r), true
}

func (k *Kind[T]) cli(s *watch.Snapshot, id string) string { return k.text(s, id, k.CLI) }
func (k *Kind[T]) arn(s *watch.Snapshot, id string) string { return k.text(s, id, k.ARN) }

func (k *Kind[T]) trail(s *watch.Snapshot, id string) string {
	if k.Trail == nil {
		return id
	}
	return k.text(s, id, k.Trail)
}

func (k *Kind[T]) text(s *watch.Snapshot, id string, of func(T) string) string {
	r := k.find(s, id)
	if r == nil || of == nil {
		return ""
	}
	return of(*r)
}

func (k *Kind[T]) issueOf(s *watch.Snapshot, id string) Issue {
	if r := k.find(s, id); r != nil {
		return k.issue(*r)
	}
	return Issue{}
}
