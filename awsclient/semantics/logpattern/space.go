package logpattern

import (
	"strconv"
	"strings"
)

const ellipsis = "..."

// column is one field of a space-delimited pattern.
type column struct {
	name      string // empty if unnamed
	any       bool   // the ellipsis: any number of columns, also none
	condition *tree
}

func (c column) String() string {
	switch {
	case c.any:
		return ellipsis
	case c.condition != nil:
		return c.condition.String()
	}
	return c.name
}

// columnCondition is a test on the column that it is written in.
type columnCondition struct {
	name  string
	op    string
	value value
}

func (c columnCondition) String() string { return c.name + " " + c.op + " " + c.value.String() }

// spacePattern is a pattern on space-delimited events. It must account for
// every column of an event (CWL/Counting404Responses).
type spacePattern []column

func (p spacePattern) kind() Kind { return SpaceDelimited }

func (p spacePattern) String() string {
	parts := make([]string, len(p))
	for i, c := range p {
		parts[i] = c.String()
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (p spacePattern) regexes() int {
	n := 0
	for _, c := range p {
		if c.condition != nil {
			c.condition.each(func(leaf condition) { n += countRegex(leaf.(columnCondition).value) })
		}
	}
	return n
}

func (p spacePattern) match(message string) Result {
	tokens := split(message)
	columns, ok := p.over(len(tokens))
	if !ok {
		return Result{}
	}
	result := Result{Matched: true}
	for i, token := range tokens {
		c := columns[i]
		if c.condition != nil && !c.condition.holds(onText(token)) {
			return Result{}
		}
		result.Extracted = append(result.Extracted, Value{c.label(i), token})
	}
	return result
}

func onText(token string) func(condition) bool {
	s := textSubject(token)
	return func(leaf condition) bool {
		c := leaf.(columnCondition)
		return c.value.test(c.op, s)
	}
}

// label is the name of a value: the column's own, or its position from 1.
func (c column) label(position int) string {
	if c.name == "" {
		return "$" + strconv.Itoa(position+1)
	}
	return "$" + c.name
}

// over lays the columns over a number of tokens; the ellipsis becomes as many
// unnamed columns as are needed.
func (p spacePattern) over(tokens int) ([]column, bool) {
	at := p.ellipsisAt()
	if at < 0 {
		return p, len(p) == tokens
	}
	missing := tokens - (len(p) - 1)
	if missing < 0 {
		return nil, false
	}
	columns := append([]column{}, p[:at]...)
	columns = append(columns, make([]column, missing)...)
	return append(columns, p[at+1:]...), true
}

func (p spacePattern) ellipsisAt() int {
	for i, c := range p {
		if c.any {
			return i
		}
	}
	return -1
}

// resolves takes a column's name, or any column's number: $7 is the seventh
// token even if it has a name (CWL/ExtractBytesExample).
func (p spacePattern) resolves(reference string) bool {
	if n, ok := position(reference); ok {
		return n <= len(p) || p.ellipsisAt() >= 0
	}
	for _, c := range p {
		if c.name != "" && "$"+c.name == reference {
			return true
		}
	}
	return false
}

func (p spacePattern) lookup(message, reference string) (string, bool) {
	tokens := split(message)
	columns, ok := p.over(len(tokens))
	if !ok {
		return "", false
	}
	if n, ok := position(reference); ok {
		if n > len(tokens) {
			return "", false
		}
		return tokens[n-1], true
	}
	for i, c := range columns {
		if c.label(i) == reference {
			return tokens[i], true
		}
	}
	return "", false
}

func position(reference string) (int, bool) {
	digits, dollar := strings.CutPrefix(reference, "$")
	if !dollar || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil && n > 0
}

// split cuts an event at its spaces. What is in brackets or double quotes is
// one token without them.
func split(message string) []string {
	var tokens []string
	groups := map[byte]byte{'[': ']', '"': '"'}
	for rest := strings.Trim(message, " \t\r\n"); rest != ""; rest = strings.TrimLeft(rest, " \t") {
		closing, opens := groups[rest[0]]
		end := -1
		if opens {
			end = groupEnd(rest, closing)
		}
		if opens && end < 0 {
			delete(groups, rest[0]) // no later one will find an end; keeps the time linear
		}
		if end > 0 {
			tokens, rest = append(tokens, rest[1:end]), rest[end+1:]
			continue
		}
		end = wordEnd(rest)
		tokens, rest = append(tokens, rest[:end]), rest[end:]
	}
	return tokens
}

// groupEnd is where a group ends, with its sign before a space; -1 without
// such an end. The opening sign is then a character like others (choice).
func groupEnd(text string, closing byte) int {
	for i := 1; i < len(text); i++ {
		if text[i] == closing && (i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\t') {
			return i
		}
	}
	return -1
}

func wordEnd(text string) int {
	if end := strings.IndexAny(text, " \t"); end >= 0 {
		return end
	}
	return len(text)
}
