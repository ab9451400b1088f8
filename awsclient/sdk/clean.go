package sdk

import (
	"encoding/base64"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Clean makes one line of text from a stranger safe to print: escape
// sequences and control characters are gone, line breaks and tabs are spaces,
// text direction cannot be turned, and what is not UTF-8 is marked.
func Clean(s string) string { return clean(s, false) }

// CleanText is Clean for text of several lines: line breaks and tabs stay.
func CleanText(s string) string { return clean(s, true) }

func clean(s string, lines bool) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == esc || r == csi:
			i += sequence(s[i:])
			continue
		case r == '\n' || r == '\t':
			if !lines {
				r = ' '
			}
			b.WriteRune(r)
		case r == lineSeparator || r == paragraphSeparator:
			b.WriteByte(' ')
		case !unicode.IsControl(r) && !invisible(r):
			b.WriteRune(r) // utf8.RuneError for what is not UTF-8
		}
		i += size
	}
	return b.String()
}

const (
	esc                = 0x1b
	bell               = 0x07
	csi                = 0x9b // the one-character form of ESC [
	lineSeparator      = 0x2028
	paragraphSeparator = 0x2029
)

// plain tells whether text is printable ASCII, as nearly all of it is.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// invisible characters take no room but change what is seen or how far: marks
// that turn the direction of text, and the byte order mark. Joiners stay, they
// belong to emoji and to several scripts.
func invisible(r rune) bool {
	switch {
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c, r == 0xfeff:
		return true
	default:
		return false
	}
}

// sequence is how many bytes the escape sequence at the start of s takes.
func sequence(s string) int {
	if r, size := utf8.DecodeRuneInString(s); r == csi {
		return size + parameters(s[size:])
	}
	if len(s) == 1 {
		return 1
	}
	switch s[1] {
	case '[':
		return 2 + parameters(s[2:])
	case ']', 'P', 'X', '^', '_':
		return 2 + payload(s[2:])
	case '(', ')', '*', '+', '-', '.', '/', '#', '%', ' ':
		return min(len(s), 3)
	default:
		if s[1] >= 0x30 && s[1] <= 0x7e {
			return 2
		}
		return 1
	}
}

// parameters is the length of a control sequence after its introducer:
// parameter and intermediate bytes and one final byte.
func parameters(s string) int {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x20 && c <= 0x3f:
		case c >= 0x40 && c <= 0x7e:
			return i + 1
		default:
			return i
		}
	}
	return len(s)
}

// payload is the length of a string command's text with its end, a bell or
// ESC \. Without an end nothing is taken: it would hide all that follows.
func payload(s string) int {
	for i := range len(s) {
		if s[i] == bell {
			return i + 1
		}
		if s[i] == esc && i+1 < len(s) && s[i+1] == '\\' {
			return i + 2
		}
	}
	return 0
}

// text is a cleaned string of the SDK, "" for nil.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return Clean(*s)
}

// word is a cleaned value of one of the SDK's enumerations; new values that
// the SDK does not know yet come through as any text.
func word[S ~string](s S) string { return Clean(string(s)) }

// words are cleaned strings; none is nil.
func words(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	cleaned := make([]string, len(list))
	for i, s := range list {
		cleaned[i] = Clean(s)
	}
	return cleaned
}

// number is an integer of the SDK, 0 for nil.
func number[N int32 | int64](n *N) int {
	if n == nil {
		return 0
	}
	return int(*n)
}

// maybe is an integer of the SDK that may be left out.
func maybe(n *int32) *int {
	if n == nil {
		return nil
	}
	v := int(*n)
	return &v
}

// yes tells whether a flag of the SDK is set and true.
func yes(b *bool) bool { return b != nil && *b }

// moment is a time of the SDK, the zero time for nil.
func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// seconds is a duration that AWS gives in seconds, 0 for nil.
func seconds(n *int32) time.Duration {
	if n == nil {
		return 0
	}
	return time.Duration(*n) * time.Second
}

// mapped is a list mapped element by element; none is nil.
func mapped[A, B any](list []A, f func(A) B) []B {
	if len(list) == 0 {
		return nil
	}
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = f(a)
	}
	return out
}

// decoded is user data as text. AWS hands it out in base64; what is not
// base64 is taken as it stands.
func decoded(s *string) string {
	if s == nil {
		return ""
	}
	raw, err := base64.StdEncoding.DecodeString(*s)
	if err != nil {
		return CleanText(*s)
	}
	return CleanText(string(unzipped(raw)))
}
