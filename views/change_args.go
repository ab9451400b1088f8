package views

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
)

// args are the words of an aws command in the making. What is not given is
// left out, as it is in the call.
type args []string

// aws begins a command: its service and its operation.
func aws(service, operation string) args { return args{"aws", service, operation} }

// opt adds an option with its values; none when the first is "".
func (a args) opt(flag string, values ...string) args {
	if len(values) == 0 || values[0] == "" {
		return a
	}
	return append(append(a, flag), values...)
}

// num adds an option with a number, unless it is nil.
func (a args) num(flag string, n *int) args {
	if n == nil {
		return a
	}
	return append(a, flag, strconv.Itoa(*n))
}

// secs adds an option with a duration in seconds, unless it is nil.
func (a args) secs(flag string, d *time.Duration) args {
	if d == nil {
		return a
	}
	return append(a, flag, strconv.Itoa(int(*d/time.Second)))
}

// turn adds one of two flags, or none when on is nil.
func (a args) turn(on *bool, yes, no string) args {
	switch {
	case on == nil:
		return a
	case *on:
		return append(a, yes)
	}
	return append(a, no)
}

// when adds a flag if it is so.
func (a args) when(so bool, flag string) args {
	if so {
		return append(a, flag)
	}
	return a
}

func (a args) String() string { return Command(a...) }

// object is a JSON object whose members keep their order. Members without a
// value ("", nil, an empty list, false) are left out, as optional parameters
// of AWS are; a number is never without one.
type object []member

type member struct {
	key   string
	value any
}

// given is a truth value that is said also when it is false: where AWS's default
// is true.
type given bool

// MarshalJSON implements json.Marshaler.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for _, m := range o {
		value, err := plainJSON(m.value)
		if err != nil {
			return nil, err
		}
		switch string(value) {
		case "false":
			if _, said := m.value.(given); !said {
				continue
			}
		case `""`, "null", "[]", "{}":
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(m.key) + ":")
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// plainJSON is JSON without the escapes that are for web pages.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// text is the object as an argument of a command, "" for one without members.
func (o object) text() string {
	raw, err := plainJSON(o)
	if err != nil || string(raw) == "{}" {
		return ""
	}
	return string(raw)
}

// tagObjects are tags as the API has them.
func tagObjects(tags []awsclient.Tag) []object {
	var all []object
	for _, t := range tags {
		all = append(all, object{{"Key", t.Key}, {"Value", &t.Value}})
	}
	return all
}

// tagWords are tags in the short form of the command line. A value with a
// comma or a quote wants the long one.
func tagWords(tags []awsclient.Tag) []string {
	var words []string
	for _, t := range tags {
		if strings.ContainsAny(t.Key+t.Value, ",='\" {}[]") {
			words = append(words, object{{"Key", t.Key}, {"Value", &t.Value}}.text())
		} else {
			words = append(words, "Key="+t.Key+",Value="+t.Value)
		}
	}
	return words
}

// tagsOn is a TagSpecification as the API has it.
func tagsOn(resource string, tags []awsclient.Tag) []object {
	if len(tags) == 0 {
		return nil
	}
	return []object{{{"ResourceType", resource}, {"Tags", tagObjects(tags)}}}
}
