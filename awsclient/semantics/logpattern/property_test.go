package logpattern_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/awsclient/semantics/recipes"
)

func TestString(t *testing.T) {
	for text, want := range map[string]string{
		` ERROR  ?"b c" - "d" `:             `ERROR ?"b c" -d`,
		`"say \"hi\""`:                      `"say \"hi\""`,
		`{(($.a="b")&&($.c=1||$.d=2))}`:     `{ $.a = b && ($.c = 1 || $.d = 2) }`,
		`{($.a=1&&$.b=2)||$.c NOT  EXISTS}`: `{ $.a = 1 && $.b = 2 || $.c NOT EXISTS }`,
		`{ $.a[*].b-c[0] != "1" }`:          `{ $.a[*].b-c[0] != "1" }`,
		`[ a,b=4*&&B!="x y" , ... ,]`:       `[a, b = 4* && b != "x y", ..., ]`,
		`%a\.b%`:                            `%a\.b%`,
	} {
		if got := parse(t, text).String(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// A log group may have five filters with regular expressions (CWL23).
func TestRegexes(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, `"%a%"`: 0, "%a%": 1, "{ $.a = %a% && $.b != x }": 1, "[a = %a% || a = %b%, c = 4, ...]": 2,
	} {
		if got := parse(t, text).Regexes(); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

// Patterns made of random pieces: half of them are wrong, which is as well.
func TestStringParsesToAnEqual(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 1))
	pieces := strings.Fields(`{ } [ ] ( ) && || $.a $.b[0].c $.d[*] = != < >= 400 -1e3 foo *.html* "x" "1" "a\"b" %a+% IS NULL NOT EXISTS w1 w2 , , ... ?a -b`)
	good := 0
	for range 200_000 {
		var b strings.Builder
		for range 1 + rng.IntN(9) {
			b.WriteString(pieces[rng.IntN(len(pieces))] + " ")
		}
		open, close := "", ""
		switch rng.IntN(3) {
		case 0:
			open, close = "{ $.a = 1 && ", "}"
		case 1:
			open, close = "[w0, ", "]"
		}
		if checkPattern(t, open+b.String()+close, "foo 400 x") {
			good++
		}
	}
	if good < 1000 {
		t.Errorf("only %d of the patterns were good", good)
	}
}

// Excluding and requiring the same term are each other's opposite, and so are
// = and != on a value that is there.
func TestOpposites(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 2))
	for range 2000 {
		word := func() string { return strings.Repeat("a", rng.IntN(3)) + strings.Repeat("b", 1+rng.IntN(2)) }
		wanted, message := word(), word()+" "+word()
		if parse(t, wanted).Match(message).Matched == parse(t, "-"+wanted).Match(message).Matched {
			t.Fatalf("%s and -%s agree on %s", wanted, wanted, message)
		}
		object := fmt.Sprintf(`{"a":%q}`, word())
		is, not := parse(t, "{ $.a = *"+wanted+" }").Match(object), parse(t, "{ $.a != *"+wanted+" }").Match(object)
		if is.Matched == not.Matched {
			t.Fatalf("= and != agree on %s in %s", wanted, object)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, r := range recipes.All() {
		f.Add(r.Pattern, `{"eventName":"PutBucketAcl","errorCode":"AccessDenied","requestParameters":{"instanceType":"c5.4xlarge"}}`)
	}
	f.Add(`[a, ..., b = 4* || B > 1e3, %x%]`, index404)
	f.Add(`ERROR ?"a b" - "c"`, "ERROR")
	f.Add(`%\d{1,3}\x2e[^a-z]%`, "1.2")
	f.Fuzz(func(t *testing.T, text, message string) { checkPattern(t, text, message) })
}

// checkPattern reports whether the pattern is a good one, after checking what
// holds for good ones and for bad.
func checkPattern(t *testing.T, text, message string) bool {
	t.Helper()
	p, err := logpattern.Parse(text)
	var m *logpattern.Mistake
	if err != nil {
		if !errors.As(err, &m) || m.Offset < 0 || m.Offset > len(text) || m.Why == "" {
			t.Fatalf("%q: %#v", text, err)
		}
		return false
	}
	r := p.Match(message)
	if !r.Matched && r.Extracted != nil {
		t.Fatalf("%q extracts from %q, which it does not match", text, message)
	}
	if len(p.String()) > logpattern.MaxLength { // writing it well made it longer
		return true
	}
	again, err := logpattern.Parse(p.String())
	if err != nil || !reflect.DeepEqual(p, again) {
		t.Fatalf("%q: written as %q it reads %v, %v", text, p, again, err)
	}
	return true
}
