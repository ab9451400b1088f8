package logpattern

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
)

// The dialect of regular expressions (CWL23). Letters and digits are allowed
// besides, parentheses and bytes beyond ASCII are not. One revision of the page
// lists the colon among the symbols; the others do not.
const (
	regexSymbols   = "_#=@/;,-"
	regexOperators = `^$?[]{}|\*+.`
	regexClasses   = "dDsSwW" // after a backslash; also xHH
)

// maxRegexes is how many a pattern on fields may hold (CWL23).
const maxRegexes = 2

// regex is a regular expression between percent signs.
type regex struct {
	source   string
	compiled *regexp.Regexp
}

func (x regex) String() string { return "%" + x.source + "%" }

func (x regex) kind() Kind                        { return Regex }
func (x regex) regexes() int                      { return 1 }
func (x regex) resolves(string) bool              { return false }
func (x regex) lookup(_, _ string) (string, bool) { return "", false }
func (x regex) match(message string) Result {
	return Result{Matched: x.compiled.MatchString(message)}
}

func (r *reader) regexPattern() (body, error) {
	x, err := r.regex()
	if err != nil {
		return nil, err
	}
	return x, r.nothingMore("%")
}

// regex reads %...%. The dialect is checked first: what it lets through means
// the same in Go's.
func (r *reader) regex() (regex, error) {
	open := r.at
	if r.exprs++; r.exprs > maxRegexes {
		return regex{}, r.wrong("a pattern may hold no more than %d regular expressions", maxRegexes)
	}
	r.at++
	start := r.at
	for r.peek() != '%' {
		if r.done() {
			return regex{}, r.wrongAt(open, "the regular expression is never closed with %%")
		}
		if err := r.regexCharacter(); err != nil {
			return regex{}, err
		}
	}
	x := regex{source: r.text[start:r.at]}
	r.at++
	if x.source == "" {
		return regex{}, r.wrongAt(start, "the regular expression is empty")
	}
	var err error
	if x.compiled, err = regexp.Compile(x.source); err != nil {
		return regex{}, r.notCompiled(start, x.source, err)
	}
	return x, nil
}

func (r *reader) regexCharacter() error {
	c := r.peek()
	switch {
	case c == '\\':
		return r.regexEscape()
	case c == '(' || c == ')':
		return r.wrong("parentheses are not supported in a regular expression")
	case !regexMay(c):
		return r.wrong("%s is not supported in a regular expression", r.seen())
	}
	r.at++
	return nil
}

func (r *reader) regexEscape() error {
	backslash := r.at
	r.at++
	c := r.peek()
	switch {
	case r.done() || c == '%':
		return r.wrongAt(backslash, "a backslash must stand before something")
	case c == 'x':
		hex := r.text[min(r.at+1, len(r.text)):min(r.at+3, len(r.text))]
		if len(hex) < 2 || strings.Trim(hex, "0123456789abcdefABCDEF") != "" {
			return r.wrongAt(backslash, `\x must be followed by two hexadecimal digits`)
		}
		r.at += 3
		return nil
	case strings.IndexByte(regexSymbols+regexOperators+regexClasses, c) < 0:
		return r.wrongAt(backslash, "a backslash before %s has no meaning here", r.seen())
	}
	r.at++
	return nil
}

func regexMay(c byte) bool {
	return isASCIIWord(c) || strings.IndexByte(regexSymbols+regexOperators, c) >= 0
}

func isASCIIWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
}

func (r *reader) notCompiled(start int, source string, err error) error {
	var wrong *syntax.Error
	if !errors.As(err, &wrong) {
		return r.wrongAt(start, "the regular expression is not valid")
	}
	return r.wrongAt(start+max(0, strings.Index(source, wrong.Expr)), "the regular expression has a %s: %s", wrong.Code, wrong.Expr)
}
