package insights

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fields that every event has (CWL/CWL_AnalyzeLogData-discoverable-fields).
const (
	timestampField     = "@timestamp"
	messageField       = "@message"
	logStreamField     = "@logStream"
	logField           = "@log"
	ingestionTimeField = "@ingestionTime"
	pointerField       = "@ptr"
)

// maxDiscovered is how many fields of a JSON event are found.
const maxDiscovered = 1000

// Event is a log event.
type Event struct {
	At         time.Time
	Message    string
	LogStream  string
	Log        string    // account-id:log-group-name
	IngestedAt time.Time // zero if it is not known
	Ptr        string    // @ptr, by which the event can be asked for; "" for none
}

// row is an event, or what stats makes of a group of events.
type row struct {
	event   *Event // nil after stats
	columns []column
	found   map[string]value // of a JSON event; nil until it is asked for
}

// column is a value that the query has made.
type column struct {
	name  string
	value value
}

// scope is what an expression is evaluated in.
type scope struct {
	row   *row
	group []*row // of stats
}

func (r *row) set(name string, v value) {
	for i := range r.columns {
		if r.columns[i].name == name {
			r.columns[i].value = v
			return
		}
	}
	r.columns = append(r.columns, column{name, v})
}

func (r *row) column(name string) (value, bool) {
	for _, c := range r.columns {
		if c.name == name {
			return c.value, true
		}
	}
	return value{}, false
}

// get is the value of a name: a column of the query's own, else a field that
// every event has, else one of a JSON event.
func (r *row) get(name string) value {
	if v, ok := r.column(name); ok || r.event == nil {
		return v
	}
	switch name {
	case timestampField:
		return momentValue(r.event.At)
	case messageField:
		return textValue(r.event.Message)
	case logStreamField:
		return optional(r.event.LogStream)
	case logField:
		return optional(r.event.Log)
	case ingestionTimeField:
		if r.event.IngestedAt.IsZero() {
			return value{}
		}
		return momentValue(r.event.IngestedAt)
	case pointerField:
		return optional(r.event.Ptr)
	}
	if r.found == nil {
		r.found = discover(r.event.Message)
	}
	return r.found[name]
}

func optional(s string) value {
	if s == "" {
		return value{}
	}
	return textValue(s)
}

// discover finds the fields of an event that is a JSON object: a.b for
// nested ones, items.0.id for arrays, @@name for a name that begins with @.
// Of too many, those that sort first are found (choice).
func discover(message string) map[string]value {
	found := map[string]value{}
	d := json.NewDecoder(strings.NewReader(message))
	d.UseNumber()
	var object map[string]any
	if d.Decode(&object) != nil {
		return found
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		prefix := ""
		if strings.HasPrefix(key, "@") {
			prefix = "@"
		}
		flatten(found, prefix+key, object[key])
	}
	return found
}

func flatten(found map[string]value, name string, node any) {
	if len(found) >= maxDiscovered {
		return
	}
	switch v := node.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			flatten(found, name+"."+key, v[key])
		}
	case []any:
		for i, element := range v {
			flatten(found, name+"."+strconv.Itoa(i), element)
		}
	case string:
		found[name] = textValue(v)
	case json.Number:
		found[name] = textValue(v.String()) // shown as it was written
	case bool:
		found[name] = textValue(strconv.FormatBool(v))
	}
}

// Discovered is the fields that are found in an event that is a JSON object,
// by name; none in any other.
func Discovered(message string) []Field {
	found := discover(message)
	var fields []Field
	for _, name := range slices.Sorted(maps.Keys(found)) {
		fields = append(fields, Field{name, found[name].String()})
	}
	return fields
}
