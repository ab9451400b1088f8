package insights

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

type tokenKind int

const (
	end tokenKind = iota
	name
	quotedName // in backticks
	number
	period // 5m
	text
	sign
	broken // why tells what is wrong
)

// token is a piece of a query.
type token struct {
	kind tokenKind
	text string // without quotes
	from int    // where it begins and ends in the query
	to   int
	why  string
}

// is reports whether the token is a keyword, in any case, or a sign.
func (t token) is(word string) bool {
	return (t.kind == name || t.kind == sign) && strings.EqualFold(t.text, word)
}

// shown is the token for a mistake's text.
func (t token) shown() string {
	switch t.kind {
	case end:
		return "the end"
	case text:
		return "a text"
	}
	return t.text
}

// reader walks over a query. Tokens are made when they are asked for, as a
// slash begins a regular expression in one place and divides in another.
type reader struct {
	query       string
	at          int
	aggregates  bool // are allowed: in stats and, as columns' names, after it
	inAggregate bool
	stats       int // commands so far
}

func (r *reader) wrongAt(offset int, format string, args ...any) error {
	return &Mistake{Query: r.query, Offset: offset, Why: fmt.Sprintf(format, args...)}
}

func (r *reader) wrong(format string, args ...any) error {
	t := r.peek()
	if t.kind == broken {
		return r.wrongAt(t.from, "%s", t.why)
	}
	return r.wrongAt(t.from, format, args...)
}

// skip steps over space and over lines that begin with #.
func (r *reader) skip() {
	for r.at < len(r.query) {
		switch c := r.query[r.at]; {
		case strings.IndexByte(" \t\r\n", c) >= 0:
			r.at++
		case c == '#' && strings.TrimSpace(r.query[strings.LastIndexByte(r.query[:r.at], '\n')+1:r.at]) == "":
			line := strings.IndexByte(r.query[r.at:], '\n')
			if line < 0 {
				line = len(r.query) - r.at
			}
			r.at += line
		default:
			return
		}
	}
}

func (r *reader) peek() token {
	r.skip()
	rest := r.query[r.at:]
	if rest == "" {
		return token{kind: end, from: r.at, to: r.at}
	}
	switch c := rest[0]; {
	case isNameStart(c):
		return r.piece(name, nameLength(rest))
	case isDigit(c) || c == '.' && len(rest) > 1 && isDigit(rest[1]):
		return r.numberToken(rest)
	case c == '"' || c == '\'':
		return r.textToken(rest)
	case c == '`':
		return r.backticks(rest)
	}
	for _, s := range []string{"!=", "<=", ">=", "=~", "=", "<", ">", "+", "-", "*", "/", "%", "^", "(", ")", "[", "]", ",", "|"} {
		if strings.HasPrefix(rest, s) {
			return r.piece(sign, len(s))
		}
	}
	_, size := utf8.DecodeRuneInString(rest)
	t := r.piece(broken, size)
	t.why = strconv.Quote(t.text) + " has no meaning here; a field with such a name needs backticks"
	return t
}

func (r *reader) piece(kind tokenKind, length int) token {
	return token{kind: kind, text: r.query[r.at : r.at+length], from: r.at, to: r.at + length}
}

func (r *reader) next() token {
	t := r.peek()
	r.at = t.to
	return t
}

// take steps over a keyword or a sign if it comes next.
func (r *reader) take(word string) bool {
	t := r.peek()
	if !t.is(word) {
		return false
	}
	r.at = t.to
	return true
}

func (r *reader) expect(word, where string) error {
	if !r.take(word) {
		return r.wrong("expected %s %s, and found %s", word, where, r.peek().shown())
	}
	return nil
}

func isDigit(c byte) bool     { return '0' <= c && c <= '9' }
func isLetter(c byte) bool    { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }
func isNameStart(c byte) bool { return isLetter(c) || c == '@' }

func nameLength(rest string) int {
	n := 0
	for n < len(rest) && (isNameStart(rest[n]) || isDigit(rest[n]) || rest[n] == '.') {
		n++
	}
	return n
}

// numberToken reads 3, 1.5, 1e3, or a period such as 5m.
func (r *reader) numberToken(rest string) token {
	t := r.piece(number, nameLength(rest))
	if strings.HasSuffix(strings.ToLower(t.text), "e") && len(rest) > t.to-t.from+1 {
		if exponent := rest[len(t.text):]; (exponent[0] == '-' || exponent[0] == '+') && isDigit(exponent[1]) {
			t = r.piece(number, len(t.text)+1+nameLength(exponent[1:]))
		}
	}
	if _, ok := numberOf(t.text); ok {
		return t
	}
	if _, ok := periodOf(t.text); ok {
		t.kind = period
		return t
	}
	t.kind, t.why = broken, t.text+" is neither a number nor a period (ms, s, m, h or d)"
	return t
}

// longestPeriod keeps sums of times within 64 bits.
const longestPeriod = 10_000 * 24 * time.Hour

func periodOf(text string) (time.Duration, bool) {
	digits := strings.TrimRight(text, "mshd")
	n, err := strconv.Atoi(digits)
	unit := map[string]time.Duration{
		"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour,
	}[text[len(digits):]]
	if err != nil || unit == 0 || n < 1 || n > int(longestPeriod/unit) || !isDigit(digits[0]) {
		return 0, false
	}
	return time.Duration(n) * unit, true
}

// textToken reads '...' or "...". A backslash keeps its own kind of quote and
// a backslash from ending the text; before others it is itself.
func (r *reader) textToken(rest string) token {
	quote := rest[0]
	var b strings.Builder
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == quote:
			return token{kind: text, text: b.String(), from: r.at, to: r.at + i + 1}
		case rest[i] == '\\' && i+1 < len(rest) && (rest[i+1] == quote || rest[i+1] == '\\'):
			i++
		}
		b.WriteByte(rest[i])
	}
	return token{kind: broken, from: r.at, to: len(r.query), text: "a text", why: "the quote is never closed"}
}

func (r *reader) backticks(rest string) token {
	length := strings.IndexByte(rest[1:], '`')
	if length <= 0 {
		return token{kind: broken, from: r.at, to: r.at + 1, text: "`", why: "backticks must have a name between them"}
	}
	return token{kind: quotedName, text: rest[1 : 1+length], from: r.at, to: r.at + length + 2}
}

// expression is a regular expression between slashes.
type expression struct {
	source   string // with \/ for a slash
	compiled *regexp.Regexp
}

func (x expression) String() string { return "/" + x.source + "/" }

// atExpression reports whether a regular expression comes next, where one may.
func (r *reader) atExpression() bool { return r.peek().is("/") }

func (r *reader) expression() (expression, error) {
	open := r.next().from
	for i := r.at; i < len(r.query); i++ {
		switch r.query[i] {
		case '\\':
			i++
		case '/':
			x := expression{source: r.query[r.at:i]}
			var err error
			if x.compiled, err = regexp.Compile(x.source); err != nil {
				return x, r.wrongAt(r.at, "the regular expression is not valid: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
			}
			if x.source == "" {
				return x, r.wrongAt(open, "the regular expression is empty")
			}
			r.at = i + 1
			return x, nil
		}
	}
	return expression{}, r.wrongAt(open, "the regular expression is never closed with /")
}
