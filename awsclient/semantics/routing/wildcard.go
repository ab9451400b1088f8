package routing

// Wildcard reports whether the whole text matches the pattern: * stands for
// any run of characters, also none and also slashes, ? for exactly one.
// Characters are bytes: a request line is ASCII on the wire.
func Wildcard(pattern, text string) bool {
	return matchTokens(tokenize(pattern, false), text)
}

// WildcardFold is Wildcard without regard to the case of ASCII letters, as
// host names and header values are compared.
func WildcardFold(pattern, text string) bool {
	return matchTokens(tokenize(foldASCII(pattern), false), foldASCII(text))
}

// wildcardQuery is WildcardFold where \* and \? stand for the characters
// themselves; AWS documents that for query strings alone.
func wildcardQuery(pattern, text string) bool {
	return matchTokens(tokenize(foldASCII(pattern), true), foldASCII(text))
}

type tokenKind int

const (
	literal tokenKind = iota
	anyOne
	anyRun
)

type token struct {
	kind tokenKind
	char byte // of a literal
}

func tokenize(pattern string, escapes bool) []token {
	tokens := make([]token, 0, len(pattern))
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case escapes && c == '\\' && i+1 < len(pattern) && (pattern[i+1] == '*' || pattern[i+1] == '?'):
			i++
			tokens = append(tokens, token{literal, pattern[i]})
		case c == '*':
			tokens = append(tokens, token{kind: anyRun})
		case c == '?':
			tokens = append(tokens, token{kind: anyOne})
		default:
			tokens = append(tokens, token{literal, c})
		}
	}
	return tokens
}

// matchTokens walks both at once. On a mismatch it goes back to the last run
// and lets it eat one more character; earlier runs need no second thought, so
// the time is at most len(tokens)*len(text) even for hostile patterns.
func matchTokens(tokens []token, text string) bool {
	at, lastRun, runEnd := 0, -1, 0
	for i := 0; i < len(text); {
		switch {
		case at < len(tokens) && tokens[at].kind == anyRun:
			lastRun, runEnd = at, i
			at++
		case at < len(tokens) && (tokens[at].kind == anyOne || tokens[at].char == text[i]):
			at++
			i++
		case lastRun >= 0:
			runEnd++
			at, i = lastRun+1, runEnd
		default:
			return false
		}
	}
	for at < len(tokens) && tokens[at].kind == anyRun {
		at++
	}
	return at == len(tokens)
}

func foldASCII(s string) string {
	folded := []byte(s)
	for i, c := range folded {
		if 'A' <= c && c <= 'Z' {
			folded[i] = c + ('a' - 'A')
		}
	}
	return string(folded)
}

// countWildcards is how many of the rule's wildcards a pattern uses.
func countWildcards(pattern string, escapes bool) int {
	n := 0
	for _, t := range tokenize(pattern, escapes) {
		if t.kind != literal {
			n++
		}
	}
	return n
}
