package logpattern_test

import (
	"errors"
	"strings"
	"testing"

	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/awsclient/semantics/refusal"
)

// The mark ^ in a case's place stands under the offending character.
func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ pattern, place, why string }{
		{`foo.bar`, `   ^`, "'.' is neither letter, digit nor underscore"},
		{`ok -a:b`, `     ^`, "':' is neither"},
		{`a "b`, `  ^`, "never closed"},
		{`"a"b`, `   ^`, "a space is missing after the double quote"},
		{`a ?`, `   ^`, "a term is missing"},
		{`? a`, ` ^`, "a term is missing"},
		{`-" "`, `^`, "would leave none"},
		{`é`, `^`, "'é' is neither"},
		{`%a`, `^`, "never closed with %"},
		{`%%`, ` ^`, "is empty"},
		{`%something!%`, `          ^`, "'!' is not supported"}, // CWL23
		{`%(a)%`, ` ^`, "parentheses are not supported"},
		{`%é%`, ` ^`, "'é' is not supported"},
		{`%a b%`, `  ^`, "' ' is not supported"},
		{`%a\q%`, `  ^`, "a backslash before 'q'"},
		{`%a\%`, `  ^`, "a backslash must stand before something"},
		{`%\x4%`, ` ^`, "two hexadecimal digits"},
		{`%a**%`, `  ^`, "invalid nested repetition operator: **"},
		{`%x[b-a]%`, `   ^`, "invalid character class range: b-a"},
		{`%a% b`, `    ^`, "nothing may follow the closing %"},
		{`{ $.a = 1`, `^`, "the { is never closed"},
		{`{ $.a = 1 } x`, `            ^`, "nothing may follow the closing }"},
		{`{ }`, `  ^`, "expected a selector such as $.eventName, and found '}'"},
		{`{ a = 1 }`, `  ^`, "expected a selector"},
		{`{ $a = 1 }`, `   ^`, "a selector begins with $. and a property"},
		{`{ $[0] = 1 }`, `   ^`, "a selector begins with $."},
		{`{ $.a. = 1 }`, `      ^`, "expected a property"},
		{`{ $.a[x] = 1 }`, `      ^`, "an index is a number from 0 on, or *"},
		{`{ $.a[-1] = 1 }`, `      ^`, "an index is a number from 0 on, or *"},
		{`{ $.a[9999999999] = 1 }`, `      ^`, "an index is a number"},
		{`{ $.a[1 = 1 }`, `       ^`, "expected ] after the index"},
		{`{ $.a }`, `      ^`, "expected an operator (= != < <= > >=), and found '}'"},
		{`{ $.a == 1 }`, `       ^`, "there is no operator ==; equality is a single ="},
		{`{ $.a = }`, `        ^`, "expected a value, and found '}'"},
		{`{ $.a = a@b }`, `         ^`, "'@' in a value needs double quotes"},
		{`{ $.a = é }`, `        ^`, "expected a value, and found 'é'"}, // CWL21: unicode needs quotes
		{`{ $.a = "b }`, `        ^`, "the double quote is never closed"},
		{`{ $.a < b }`, `        ^`, "< compares numbers only"},
		{`{ $.a >= "5" }`, `         ^`, ">= compares numbers only"},
		{`{ $.a > %5% }`, `        ^`, "> compares numbers only"},
		{`{ $.a = 1e999 }`, `        ^`, "the number is too large"},
		{`{ $.a IS NOT NULL }`, `      ^`, "IS TRUE, IS FALSE or NOT EXISTS, and found IS NOT"}, // CWL: not supported
		{`{ $.a EXISTS }`, `      ^`, "and found EXISTS"},
		{`{ $.a is null }`, `      ^`, "and found is null"},
		{`{ $.a = 1 & $.b = 2 }`, `          ^`, "expected &&, || or }, and found '&'"},
		{`{ $.a = 1 && }`, `             ^`, "expected a selector"},
		{`{ ($.a = 1 }`, `           ^`, "expected &&, || or ), and found '}'"},
		{`{ ($.a = 1`, `  ^`, "the parenthesis is never closed"},
		{`{ $.a = %a% || $.a = %b% || $.a = %c% }`, `                                  ^`, "no more than 2 regular expressions"},
		{`{ $.eventName = RunInstances) }`, `                            ^`, "expected &&, || or }, and found ')'"},
		{`[a, b`, `^`, "the [ is never closed"},
		{`[]`, ` ^`, "there is no field"},
		{`[a] b`, `    ^`, "nothing may follow the closing ]"},
		{`[..., a, ...]`, `         ^`, "there is an ellipsis already"},
		{`[a, a]`, `    ^`, "another field has the name a already"},
		{`[a = 1, b = 2 && a = 1]`, `                 ^`, "a condition on a does not belong into the field b"},
		// An example of CWL21, which the later page has dropped.
		{`[ip, request, status_code = 4* && bytes > 1000]`, `                                  ^`, "a condition on bytes does not belong into the field status_code"},
		{`[7]`, ` ^`, "expected the name of a field, and found '7'"},
		{`[= 4*]`, ` ^`, "expected the name of a field, and found '='"},
		{`[a b]`, `   ^`, "expected an operator"},
		{`[a = x y]`, `       ^`, "expected a comma"},
		{`[a = "x y" z]`, `           ^`, "expected a comma"},
		{`[a > *x]`, `     ^`, "> compares numbers only"},
		{strings.Repeat("x", 1025), `^`, "the pattern has 1025 characters; the limit is 1024"},
	} {
		_, err := logpattern.Parse(c.pattern)
		var m *logpattern.Mistake
		if !errors.As(err, &m) {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		if !strings.Contains(m.Why, c.why) {
			t.Errorf("%s: %q, want %q", c.pattern, m.Why, c.why)
		}
		if got := m.Column() - 1; got != strings.Index(c.place, "^") {
			t.Errorf("%s\n%s^ here, want\n%s", c.pattern, strings.Repeat(" ", got), c.place)
		}
	}
}

// The service's own answers name no place (memory).
func TestMistakeIsARefusal(t *testing.T) {
	for pattern, want := range map[string]string{
		"ok foo.bar":   "InvalidParameterException: Invalid character(s) in term 'foo.bar'",
		"{ $.a == 1 }": "InvalidParameterException: Invalid metric filter pattern.",
	} {
		_, err := logpattern.Parse(pattern)
		var r *refusal.Refusal
		if !errors.As(err, &r) || r.Error() != want {
			t.Errorf("%s: %v, want %s", pattern, r, want)
		}
		if !strings.HasPrefix(err.Error(), want+" At character ") {
			t.Error(err)
		}
	}
}
