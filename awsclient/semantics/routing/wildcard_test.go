package routing_test

import (
	"math/rand"
	"strings"
	"testing"

	"fleetglass/awsclient/semantics/routing"
)

func TestWildcard(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		// ALB/load-balancer-listeners, path conditions.
		{"/img/*", "/img/a.png", true},
		{"/img/*", "/img/", true},
		{"/img/*", "/img", false},
		{"/img/*/pics", "/img/a/b/pics", true}, // * crosses slashes
		{"/img/*/pics", "/img/pics", false},
		{"/a?c", "/abc", true},
		{"/a?c", "/ac", false},
		{"/a?c", "/abbc", false},
		{"*", "", true},
		{"**", "x", true},
		{"?", "", false},
		{"/api", "/api/v1", false}, // anchored at both ends
		{"api", "/api", false},
		{"/API", "/api", false}, // case counts
		{"*a*b*", "xxaxxbxx", true},
		{"*a*b", "aab", true},
		{"*ab", "aab", true},
		{"a*b?", "axbxb", false},
	} {
		if got := routing.Wildcard(c.pattern, c.text); got != c.want {
			t.Errorf("Wildcard(%q, %q) = %v, want %v", c.pattern, c.text, got, c.want)
		}
	}
}

// naive is the definition of a wildcard, with no regard to time.
func naive(pattern, text string) bool {
	if pattern == "" {
		return text == ""
	}
	switch pattern[0] {
	case '*':
		return naive(pattern[1:], text) || text != "" && naive(pattern, text[1:])
	case '?':
		return text != "" && naive(pattern[1:], text[1:])
	}
	return text != "" && text[0] == pattern[0] && naive(pattern[1:], text[1:])
}

func TestWildcardIsTheNaiveOne(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	word := func(letters string, most int) string {
		var b strings.Builder
		for range rnd.Intn(most + 1) {
			b.WriteByte(letters[rnd.Intn(len(letters))])
		}
		return b.String()
	}
	for range 20000 {
		pattern, text := word("ab*?", 7), word("ab", 9)
		if got, want := routing.Wildcard(pattern, text), naive(pattern, text); got != want {
			t.Fatalf("Wildcard(%q, %q) = %v, want %v", pattern, text, got, want)
		}
	}
}

func TestWildcardIsFastOnHostilePatterns(t *testing.T) {
	pattern := strings.Repeat("a*", 60) + "b"
	if routing.Wildcard(pattern, strings.Repeat("a", 20000)) {
		t.Error("a pattern that ends in b matched a text without b")
	}
}

func FuzzWildcard(f *testing.F) {
	f.Add("*.example.com", "www.example.com")
	f.Add("a?*", "ab")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 8 || len(text) > 12 {
			return // the naive matcher is exponential
		}
		if got, want := routing.Wildcard(pattern, text), naive(pattern, text); got != want {
			t.Errorf("Wildcard(%q, %q) = %v, want %v", pattern, text, got, want)
		}
	})
}
