package logpattern_test

import (
	"fmt"
	"testing"
)

// trail and people are the page's events; trail has the flag of CWL21.
const (
	trail = `{"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111","arrayKey":["value","another value"],` +
		`"objectList":[{"name":"a","id":1},{"name":"b","id":2}],"SomeObject":null,"ThisFlag":true}`
	people = `{"user":{"id":1,"email":"John.Stiles@example.com"},"users":[{"id":2,"email":"John.Doe@example.com"},` +
		`{"id":3,"email":"Jane.Doe@example.com"}],"actions":["GET","PUT","DELETE"],"coordinates":[[0,1,2],[4,5,6],[7,8,9]]}`
)

func TestJSON(t *testing.T) {
	only := func(messages ...string) []string { return messages }
	const page = "CWL/FilterAndPatternSyntax"
	testMatches(t, []matchCase{
		{page, `{ $.eventType = "UpdateTrail" }`, only(trail), only(people, "UpdateTrail", "", "[1]", "null", trail+" x")},
		{page, `{ $.sourceIPAddress != 123.123.* }`, only(trail, `{"sourceIPAddress":"123.12.3"}`), only(`{"sourceIPAddress":"123.123.1.1"}`)},
		{page, `{ $.arrayKey[0] = "value" }`, only(trail), only(`{"arrayKey":"value"}`, `{"arrayKey":[]}`)},
		{page, `{ $.objectList[1].id = 2 }`, only(trail), only(`{"objectList":{"id":2}}`, `{"objectList":[1,2]}`, `{"objectList":[{},{}]}`)},
		{page, `{ $.SomeObject IS NULL }`, only(trail), only(`{}`, `{"SomeObject":0}`)},
		{page, `{ $.SomeOtherObject NOT EXISTS }`, only(trail, `{}`), only(`{"SomeOtherObject":null}`, "not JSON")},
		{"CWL21", `{ $.ThisFlag IS TRUE }`, only(trail), only(`{"ThisFlag":"true"}`, `{"ThisFlag":false}`)},
		{"CWL21", `{ $.ThisFlag IS FALSE }`, only(`{"ThisFlag":false}`), only(trail, `{}`)},
		{page, `{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }`, only(people), only(trail)},
		{page, `{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }`, only(people), nil},
		{page, `{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }`, nil, only(people)},
		{page, `{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }`, nil, only(people)},
		{"CWL21 unquoted", `{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }`, only(people), nil},
		{page, `{ $.eventType = "*" && $.sourceIPAddress != 123.123.* }`, only(trail), only(people)},
		{"CWL21 arrays", `{$.users = 1}`, nil, only(`{"users":[1,2,3]}`, people)},
		{"CWL21 arrays", `{$.users != 1}`, nil, only(`{"users":[1,2,3]}`, `{"users":{}}`)},
		{"missing (memory)", `{$.nobody != 1}`, nil, only(people)},
		{"null and truth values (choice)", `{$.a != x}`, only(`{"a":"y"}`), only(`{"a":null}`, `{"a":true}`)},
		{"CWL21 OR", `{$.foo = bar}`, only(`{"foo": "bar"}`), only(`{"foo": "baz"}`)},
		{"CWL21 OR", `{$.foo = baz }`, only(`{"foo": "baz"}`), only(`{"foo": "bar"}`)},
		{"CWL21 OR", `{$.foo = bar || $.foo = baz }`, only(`{"foo": "bar"}`, `{"foo": "baz"}`), only(`{"foo": "b"}`)},
		{"CWL21 wildcard before", `{ $.e = *Event }`, only(`{"e":"PutEvent"}`, `{"e":"GetEvent"}`), only(`{"e":"EventId"}`)},
		{"CWL21 wildcard after", `{ $.e = Event* }`, only(`{"e":"EventId"}`, `{"e":"EventName"}`), only(`{"e":"PutEvent"}`)},
		{"CWL21 no wildcard within", `{ $.e = Ev*ent }`, only(`{"e":"Ev*ent"}`), only(`{"e":"Evaluent"}`)},
		{"a wildcard on both sides", `{ $.e = "*user: 12*" }`, only(`{"e":"the user: 123"}`, `{"e":"user: 12"}`), only(`{"e":"user 12"}`)},
		{"no whitespace", `{($.a=1)&&($.b=2)}`, only(`{"a":1,"b":2}`), only(`{"a":1}`)},
		{page + ", values", `{ $.latency = * }`, only(`{"latency":50}`, `{"latency":""}`), only(`{"latency":[]}`, `{}`)},
		{"BC: an account is a string", `{ $.recipientAccountId = 123456789012 }`, only(`{"recipientAccountId":"123456789012"}`, `{"recipientAccountId":123456789012}`), nil},
		{"a prefix of a number", `{ $.status = 4* }`, only(`{"status":404}`, `{"status":"410"}`), only(`{"status":504}`)},
		{"a quoted number is a text", `{ $.n = "400" }`, only(`{"n":400}`, `{"n":"400"}`), only(`{"n":400.0}`)},
		{"CWL23 regex", `{ $.eventType = %Trail% }`, only(trail), only(people)},
		{"CWL23 regex", `{ $.sourceIPAddress != %123\.123.*% && $.eventType = %^Upd% }`, only(trail), only(people)},
		{"CWL23 every element", `{ $.objectList[*].name = b }`, only(trail), only(`{"objectList":[{"name":"c"}]}`)},
		{"CWL23 every element", `{ $.arrayKey[*] = %^another% }`, only(trail), only(people)},
		{"no element", `{ $.objectList[*].flag NOT EXISTS }`, only(trail, people), only(`{"objectList":[{},{"flag":1}]}`)},
	})
}

// The numeric conditions of CWL21 and of the page, each with a number that
// holds and one that does not.
func TestJSONNumbers(t *testing.T) {
	for _, c := range []struct{ condition, field, holds, fails string }{
		{"$.latency >= 500", "latency", "500", "499.9"},
		{"$.numbers[0] < 10e3", "numbers", "[9999]", "[10000]"},
		{"$.numbers[0] < 10e-3", "numbers", "[0.009]", "[0.01]"},
		{"$.processes[4].averageRuntime <= 55.5", "processes", `[0,0,0,0,{"averageRuntime":55.5}]`, `[{"averageRuntime":1}]`},
		{"$.errorCode = 400", "errorCode", "4e2", "401"},
		{"$.errorCode != 500", "errorCode", "400", "500.0"},
		{"$.latency > +1000", "latency", "1001", "1000"},
		{"$.bandwidth > 75", "bandwidth", "75.1", `"76"`}, // a string is no number (choice)
		{"$.latency < 50", "latency", "-1", "50"},
		{"$.refreshRate >= 60", "refreshRate", "60", "59"},
		{"$.responseTime <= 5", "responseTime", "5", "5.1"},
		{"$.number[0] = 1e-3", "number", "[0.001]", "[0.01]"},
		{"$.number[0] != 1e+3", "number", "[1]", "[1000]"},
		{"$.t > -5.5", "t", "-5", "-6"},
		{"$.t > .5", "t", "0.6", "null"},
	} {
		p := parse(t, "{ "+c.condition+" }")
		for number, want := range map[string]bool{c.holds: true, c.fails: false} {
			if message := fmt.Sprintf(`{"%s":%s}`, c.field, number); p.Match(message).Matched != want {
				t.Errorf("%s of %s is not %v", c.condition, message, want)
			}
		}
	}
}

func TestJSONExtracts(t *testing.T) {
	for _, c := range []struct{ pattern, message, want string }{
		{"{ $.latency = * }", `{"latency": 50,"requestType": "GET"}`, "[{$.latency 50}]"},
		{`{ $.b = 1.0 && ($.a.c[1] = x || $.b = 1) && $.z NOT EXISTS }`, `{"a":{"c":[0,"x"]},"b":1.0}`, "[{$.b 1.0} {$.a.c[1] x}]"},
		{`{ $.t IS TRUE && $.n IS NULL && $.l[*] = 1 }`, `{"t":true,"n":null,"l":[1]}`, "[{$.t true}]"},
		{`{ $.a = 2 }`, `{"a":1}`, "[]"},
	} {
		if got := fmt.Sprint(parse(t, c.pattern).Match(c.message).Extracted); got != c.want {
			t.Errorf("%s: %s, want %s", c.pattern, got, c.want)
		}
	}
}
