package insights

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of a query. The console shows DefaultLimit rows if the query has no
// limit of its own.
const (
	MaxQueryLength = 10_000 // BC:logs.QueryString
	DefaultLimit   = 1000   // CWL/CWL_QuerySyntax
	MaxLimit       = 10_000
	maxStats       = 2 // memory
)

// Query is a query that was read. The zero value shows the newest events.
type Query struct{ commands []command }

// command is one step from rows to rows.
type command interface {
	run(*work)
	String() string
}

// String is the query on one line, without comments; reading it gives an equal
// query.
func (q Query) String() string {
	parts := make([]string, len(q.commands))
	for i, c := range q.commands {
		parts[i] = c.String()
	}
	return strings.Join(parts, " | ")
}

// Parse reads a query. The error is a *Mistake.
func Parse(query string) (Query, error) {
	r := &reader{query: query}
	if n := utf8.RuneCountInString(query); n > MaxQueryLength {
		return Query{}, r.wrongAt(0, "the query has %d characters; the limit is %d", n, MaxQueryLength)
	}
	var q Query
	for {
		c, err := r.command()
		if err != nil {
			return Query{}, err
		}
		q.commands = append(q.commands, c)
		if r.peek().kind == end {
			return q, nil
		}
		if !r.take("|") {
			return Query{}, r.wrong("expected | before the next command, and found %s", r.peek().shown())
		}
	}
}

// command reads one command. Its name is in any case.
func (r *reader) command() (command, error) {
	t := r.peek()
	if t.kind != name {
		return nil, r.wrong("expected a command, and found %s", t.shown())
	}
	r.next()
	switch strings.ToLower(t.text) {
	case "fields":
		items, err := r.items()
		return fieldsCommand(items), err
	case "display":
		items, err := r.items()
		return displayCommand(items), err
	case "filter":
		e, err := r.expr()
		return filterCommand{e}, err
	case "stats":
		return r.statsAt(t)
	case "sort":
		return r.sort()
	case "limit":
		return r.limit()
	case "parse":
		return r.parse()
	}
	return nil, r.wrongAt(t.from, "there is no command %s (there are fields, display, filter, stats, sort, limit and parse)", t.text)
}

// item is an expression with the name of its column.
type item struct {
	of    expr
	alias string // empty for none
}

// column is the alias, the field's own name, or the expression as it is written.
func (i item) column() string {
	if i.alias != "" {
		return i.alias
	}
	if f, ok := i.of.(field); ok {
		return f.name
	}
	return i.of.String()
}

func (i item) String() string {
	if i.alias != "" {
		return i.of.String() + " as " + writeName(i.alias)
	}
	return i.of.String()
}

type items []item

func (is items) String() string {
	parts := make([]string, len(is))
	for i, it := range is {
		parts[i] = it.String()
	}
	return strings.Join(parts, ", ")
}

func (r *reader) items() (items, error) {
	var list items
	for {
		e, err := r.expr()
		if err != nil {
			return nil, err
		}
		it := item{of: e}
		if r.take("as") {
			if it.alias, err = r.name("after as"); err != nil {
				return nil, err
			}
		}
		list = append(list, it)
		if !r.take(",") {
			return list, nil
		}
	}
}

func (r *reader) name(where string) (string, error) {
	t := r.peek()
	if t.kind == quotedName || t.kind == name && !slices.Contains(reserved(), strings.ToLower(t.text)) {
		r.next()
		return t.text, nil
	}
	return "", r.wrong("expected a name %s, and found %s", where, t.shown())
}

func (r *reader) statsAt(at token) (command, error) {
	if r.stats++; r.stats > maxStats {
		return nil, r.wrongAt(at.from, "a query may have no more than %d stats commands", maxStats)
	}
	r.aggregates = true
	values, err := r.items()
	if err != nil || !r.take("by") {
		return statsCommand{values: values}, err
	}
	r.aggregates = false
	by, err := r.items()
	r.aggregates = true
	return statsCommand{values, by}, err
}

func (r *reader) sort() (command, error) {
	var s sortCommand
	for {
		e, err := r.expr()
		if err != nil {
			return nil, err
		}
		key := sortKey{of: e}
		if !r.take("asc") {
			key.descending = r.take("desc")
		}
		s = append(s, key)
		if !r.take(",") {
			return s, nil
		}
	}
}

func (r *reader) limit() (command, error) {
	t := r.peek()
	n, err := strconv.Atoi(t.text)
	if t.kind != number || err != nil || n < 1 || n > MaxLimit {
		return nil, r.wrong("a limit is a number from 1 to %d, not %s", MaxLimit, t.shown())
	}
	r.next()
	return limitCommand(n), nil
}
