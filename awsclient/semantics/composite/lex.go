package composite

import (
	"strings"
)

// kinds of a token.
type kind int

const (
	end kind = iota
	word
	quoted
	open
	closing
)

// token is a piece of a rule. at is its place in bytes, from 0.
type token struct {
	kind kind
	text string
	at   int
}

// String is a token as a refusal names it.
func (t token) String() string {
	if t.kind == end {
		return "the end of the rule"
	}
	return "\"" + t.text + "\""
}

// lex cuts a rule into tokens, the last of which is the end. A name ends at a
// space or a parenthesis unless it is quoted; in quotes a backslash lets a
// quote or a backslash be part of it (choice).
func lex(rule string) ([]token, error) {
	var tokens []token
	for i := 0; i < len(rule); {
		switch c := rule[i]; {
		case space(c):
			i++
		case c == '(':
			tokens = append(tokens, token{open, "(", i})
			i++
		case c == ')':
			tokens = append(tokens, token{closing, ")", i})
			i++
		case c == '"':
			text, length := unquote(rule[i:])
			if length == 0 {
				return nil, invalid(i, "a quote is not closed")
			}
			tokens = append(tokens, token{quoted, text, i})
			i += length
		default:
			length := strings.IndexFunc(rule[i:], func(r rune) bool { return strings.ContainsRune(" \t\r\n()\"", r) })
			if length < 0 {
				length = len(rule) - i
			}
			tokens = append(tokens, token{word, rule[i : i+length], i})
			i += length
		}
	}
	return append(tokens, token{end, "", len(rule)}), nil
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// unquote reads a quoted name at the start of text; length 0 when it is not
// closed.
func unquote(text string) (name string, length int) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '"':
			return b.String(), i + 1
		case text[i] == '\\' && i+1 < len(text) && (text[i+1] == '"' || text[i+1] == '\\'):
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(text[i])
		}
	}
	return "", 0
}

// quote is unquote's opposite.
func quote(name string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
}
