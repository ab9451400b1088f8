package fake

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// parametersLimit is how much JSON of one side of a call the trail keeps.
// CloudTrail leaves out what makes an event larger than 256 KB; the limit here
// is lower because the trail is kept in memory (choice).
const parametersLimit = 32 << 10

// hidden is what CloudTrail writes instead of a secret.
const hidden = `"<sensitiveDataRemoved>"`

// parametersJSON is an input or output of the SDK as CloudTrail writes it:
// names begin in lower case, what is not set is left out, secrets are hidden.
// "" when nothing is set, or too much.
func parametersJSON(service string, v any) string {
	p := parameters{service: service}
	if !p.value(reflect.ValueOf(v)) || p.out.Len() > parametersLimit || p.out.String() == "{}" {
		return ""
	}
	return p.out.String()
}

type parameters struct {
	service   string
	asTheyAre bool // names keep their case, as those of S3's documents do
	out       bytes.Buffer
}

// value writes a value and tells whether there was one to write.
func (p *parameters) value(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return false
	case reflect.Pointer, reflect.Interface:
		return !v.IsNil() && p.value(v.Elem())
	case reflect.Struct:
		return p.structure(v)
	case reflect.Slice:
		return p.list(v)
	case reflect.Map:
		return p.table(v)
	default:
		return p.plain(v.Interface())
	}
}

func (p *parameters) plain(v any) bool {
	text, err := json.Marshal(v)
	if err != nil {
		return false
	}
	p.out.Write(text)
	return true
}

func (p *parameters) structure(v reflect.Value) bool {
	if t, ok := v.Interface().(time.Time); ok {
		return p.plain(t.UTC().Format(time.RFC3339))
	}
	p.out.WriteByte('{')
	first := true
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() || field.Name == "ResultMetadata" || unset(v.Field(i)) {
			continue
		}
		p.comma(&first)
		p.field(field.Name, v.Field(i))
	}
	p.out.WriteByte('}')
	return true
}

// comma writes the comma before every entry but the first.
func (p *parameters) comma(first *bool) {
	if !*first {
		p.out.WriteByte(',')
	}
	*first = false
}

// field writes one member of a structure. EC2's lists of instances have their
// own form.
func (p *parameters) field(name string, v reflect.Value) {
	if p.service == "ec2" && slices.Contains(instanceLists(), name) {
		p.out.WriteString(`"instancesSet":{"items":`)
		p.instances(v)
		p.out.WriteByte('}')
		return
	}
	if p.asTheyAre {
		p.name(name)
	} else {
		p.name(lowerFirst(name))
	}
	if slices.Contains(secrets(), name) {
		p.out.WriteString(hidden)
		return
	}
	start := p.out.Len()
	if !p.value(v) {
		p.out.Truncate(start)
		p.out.WriteString("null")
	}
}

func (p *parameters) name(name string) {
	p.plain(name)
	p.out.WriteByte(':')
}

func instanceLists() []string {
	return []string{"InstanceIds", "Instances", "TerminatingInstances", "StartingInstances", "StoppingInstances"}
}

func secrets() []string {
	return []string{"UserData", "KeyMaterial", "PublicKeyMaterial", "Password", "OldPassword", "NewPassword", "SecretAccessKey", "SessionToken"}
}

// instances writes a list of instances, or of their ids, as EC2 does.
func (p *parameters) instances(v reflect.Value) {
	if v.Kind() != reflect.Slice || v.Type().Elem().Kind() != reflect.String {
		p.value(v)
		return
	}
	p.out.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			p.out.WriteByte(',')
		}
		p.out.WriteString(`{"instanceId":`)
		p.value(v.Index(i))
		p.out.WriteByte('}')
	}
	p.out.WriteByte(']')
}

func (p *parameters) list(v reflect.Value) bool {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return p.plain(v.Interface()) // base64
	}
	p.out.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			p.out.WriteByte(',')
		}
		if !p.value(v.Index(i)) {
			p.out.WriteString("null")
		}
	}
	p.out.WriteByte(']')
	return true
}

// table writes a map, in the order of its keys.
func (p *parameters) table(v reflect.Value) bool {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	p.out.WriteByte('{')
	for i, key := range keys {
		if i > 0 {
			p.out.WriteByte(',')
		}
		p.name(key.String())
		if !p.value(v.MapIndex(key)) {
			p.out.WriteString("null")
		}
	}
	p.out.WriteByte('}')
	return true
}

func unset(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	}
	return v.IsZero()
}

func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}
