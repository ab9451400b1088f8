package views

import (
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// listRows are the rows of a list with their type: what is asked of them by
// place is looked up here, and nothing else is done.
type listRows[T any] struct {
	kind  *Kind[T]
	rows  func(*watch.Snapshot) watch.Feed[T]
	feed  watch.Feed[T]
	table *ui.Table[T]

	judged   *judgement // of the rows of judgedOf; nil when not worked out yet
	judgedOf identity
}

func (p *listRows[T]) plain() *ui.PlainTable { return &p.table.PlainTable }

func (p *listRows[T]) take(s *watch.Snapshot) (identity, Source) {
	p.feed = p.rows(s)
	return identify(p.feed.Rows), sourceOf(p.feed, s.Wall)
}

func (p *listRows[T]) id(row int) string { return p.kind.ID(p.feed.Rows[row]) }

func (p *listRows[T]) over(row int) bool {
	return p.kind.Over != nil && p.kind.Over(p.feed.Rows[row])
}

// judge looks at the rows once: they are asked about with every frame.
func (p *listRows[T]) judge() *judgement {
	if of := identify(p.feed.Rows); p.judged == nil || of != p.judgedOf {
		p.judged, p.judgedOf = p.kind.judge(p.feed.Rows), of
	}
	return p.judged
}

func (p *listRows[T]) show(rows []int) {
	shown := make([]T, len(rows))
	for i, row := range rows {
		shown[i] = p.feed.Rows[row]
	}
	p.table.SetRows(shown)
}

func (p *listRows[T]) showAll() { p.table.SetRows(p.feed.Rows) }

func (p *listRows[T]) values() []any {
	rows := p.table.Rows()
	values := make([]any, len(rows))
	for i, row := range rows {
		values[i] = p.kind.record(row)
	}
	return values
}
