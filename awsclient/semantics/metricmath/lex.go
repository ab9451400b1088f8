package metricmath

import (
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// kinds of a token.
type tokenKind int

const (
	tokenEnd    tokenKind = iota
	tokenNumber           // 1.5
	tokenID               // m1: begins with a small letter
	tokenWord             // AVG: begins with a capital
	tokenText             // "errors"
	tokenSign             // + - * / ^ ( ) [ ] , < <= == != && ||
)

// token is a piece of an expression. at is its place in bytes, from 0.
type token struct {
	kind tokenKind
	text string
	at   int
}

// String is a token as a refusal names it.
func (t token) String() string {
	if t.kind == tokenEnd {
		return "the end"
	}
	return "'" + t.text + "'"
}

// signs, the longer first.
func signs() []string {
	return []string{"<=", ">=", "==", "!=", "&&", "||", "<", ">", "+", "-", "*", "/", "^", "(", ")", "[", "]", ","}
}

// lex cuts an expression into tokens, the last of which is the end.
func lex(text string) ([]token, error) {
	var tokens []token
	for i := 0; i < len(text); {
		t, length, err := lexOne(text, i)
		if err != nil {
			return nil, err
		}
		if length > 0 {
			tokens = append(tokens, t)
		}
		i += max(length, 1) // a space has no token
	}
	return append(tokens, token{tokenEnd, "", len(text)}), nil
}

func lexOne(text string, at int) (t token, length int, err error) {
	rest := text[at:]
	switch c := rest[0]; {
	case strings.IndexByte(" \t\r\n", c) >= 0:
		return token{}, 0, nil
	case digit(c) || c == '.':
		n := numberLength(rest)
		return token{tokenNumber, rest[:n], at}, n, nil
	case letter(c):
		n := prefix(rest, func(c byte) bool { return letter(c) || digit(c) || c == '_' })
		kind := tokenID
		if c <= 'Z' {
			kind = tokenWord
		}
		return token{kind, rest[:n], at}, n, nil
	case c == '"' || c == '\'':
		n := strings.IndexByte(rest[1:], c)
		if n < 0 {
			return token{}, 0, invalid(at, "a quote is not closed")
		}
		return token{tokenText, rest[1 : n+1], at}, n + 2, nil
	}
	for _, s := range signs() {
		if strings.HasPrefix(rest, s) {
			return token{tokenSign, s, at}, len(s), nil
		}
	}
	return token{}, 0, invalid(at, "a character that means nothing here")
}

func digit(c byte) bool  { return '0' <= c && c <= '9' }
func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func prefix(text string, fits func(byte) bool) int {
	n := 0
	for n < len(text) && fits(text[n]) {
		n++
	}
	return n
}

// numberLength is how far a number goes: digits, a point, an exponent.
func numberLength(text string) int {
	n := prefix(text, digit)
	if n < len(text) && text[n] == '.' {
		n += 1 + prefix(text[n+1:], digit)
	}
	if n < len(text) && (text[n] == 'e' || text[n] == 'E') {
		sign := n + 1
		if sign < len(text) && (text[sign] == '+' || text[sign] == '-') {
			sign++
		}
		if digits := prefix(text[sign:], digit); digits > 0 {
			n = sign + digits
		}
	}
	return n
}

// invalid is a refusal that names the place, counted in bytes from 1. The
// text is a choice in AWS's manner.
func invalid(at int, format string, args ...any) error {
	r := refusal.Invalid(format, args...)
	return refusal.Invalid("Error in expression at character %d: %s", at+1, r.Message)
}
