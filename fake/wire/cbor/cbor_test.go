package cbor_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/cbor"
	"fleetglass/fake/wire/names"
	"fleetglass/fake/wire/shape"
)

// thing is made as the SDK's structs are.
type thing struct {
	Name    *string
	Count   *int32
	Long    *int64
	Ratio   *float64
	On      *bool
	At      *time.Time
	Raw     []byte
	Words   []string
	Parts   []thing
	Inner   *thing
	Entries map[string]string
}

func codec() *cbor.Codec {
	s := &names.Service{Facts: names.Facts{Style: names.Plain}}
	return cbor.New(shape.New(s, shape.Request, nil), shape.New(s, shape.Answer, nil))
}

func of[T any](v T) *T { return &v }

// What is written is read back.
func TestThereAndBack(t *testing.T) {
	for _, want := range []thing{
		{}, {Name: of("a \"b\" \\ \u00e9 \x01\n"), Count: of(int32(-7)), Long: of(int64(1) << 60), Ratio: of(-0.25), On: of(false)},
		{Ratio: of(3.0), At: of(time.UnixMilli(1_773_174_604_844).UTC())}, {At: of(time.Unix(-5, 0).UTC()), Raw: []byte{0, 255}},
		{Words: []string{"", "b"}, Parts: []thing{{Count: of(int32(300))}, {}}, Inner: &thing{Inner: &thing{Name: of(strings.Repeat("x", 70_000))}}},
		{Entries: map[string]string{"b": "2", "a": "1"}},
	} {
		var got thing
		body := codec().Append(nil, &want)
		if err := codec().Decode(body, &got); err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		for _, empty := range []*thing{&got, &want} { // lists of the top are written though they are empty
			if len(empty.Words) == 0 {
				empty.Words = nil
			}
			if len(empty.Parts) == 0 {
				empty.Parts = nil
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

func refusedAs(err error) string {
	var refused *awserr.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

// RFC 8949, appendix A.
func TestParse(t *testing.T) {
	for _, c := range []struct {
		body string
		want any
	}{
		{"\x00", int64(0)}, {"\x17", int64(23)}, {"\x18\x64", int64(100)}, {"\x1a\x00\x0f\x42\x40", int64(1_000_000)}, {"\x20", int64(-1)}, {"\x39\x03\xe7", int64(-1000)},
		{"\xf9\x3c\x00", 1.0}, {"\xf9\x7b\xff", 65504.0}, {"\xf9\x00\x01", 5.960464477539063e-08}, {"\xf9\xc4\x00", -4.0}, {"\xfa\x47\xc3\x50\x00", 100000.0}, {"\xfb\x3f\xf1\x99\x99\x99\x99\x99\x9a", 1.1},
		{"\xf4", false}, {"\xf5", true}, {"\xf6", nil}, {"\xf7", nil}, {"\x43\x01\x02\x03", []byte{1, 2, 3}}, {"\x64IETF", "IETF"}, {"\x7f\x65strea\x64ming\xff", "streaming"},
		{"\x83\x01\x02\x03", []any{int64(1), int64(2), int64(3)}}, {"\x9f\xff", []any{}}, {"\xa1\x61a\x01", map[string]any{"a": int64(1)}}, {"\xbf\x61a\x01\xff", map[string]any{"a": int64(1)}},
		{"\xc1\x1a\x51\x4b\x67\xb0", time.Unix(1363896240, 0).UTC()}, {"\xc1\xfb\x41\xd4\x52\xd9\xec\x20\x00\x00", time.UnixMilli(1363896240500).UTC()},
	} {
		got, err := cbor.Parse([]byte(c.body))
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%x: %#v, %v, want %#v", c.body, got, err, c.want)
		}
	}
	for _, bad := range []string{"", "\x18", "\x61", "\x9b\xff\xff\xff\xff\xff\xff\xff\xff", "\xa1\x01\x02", "\xff", "\x1c", "\x61\xff", "\x00\x00", "\xc1\x61a", "\xc1\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00", strings.Repeat("\x81", 100) + "\x00", "\x9f", "\x7f\x41a\xff"} {
		if got, err := cbor.Parse([]byte(bad)); refusedAs(err) != "SerializationException" {
			t.Errorf("%x: %v, %v", bad, got, err)
		}
	}
}

func TestDecode(t *testing.T) {
	for _, c := range []struct{ body, code string }{
		{"", ""}, {"\xa0", ""}, {"\xbf\xff", ""}, {"\x80", "SerializationException"}, {"\xa1\x64Name\x01", "SerializationException"}, {"\xa1\x65Count\x1a\xff\xff\xff\xff", "SerializationException"},
	} {
		var got thing
		if err := codec().Decode([]byte(c.body), &got); refusedAs(err) != c.code {
			t.Errorf("%x: %v", c.body, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"\xa0", "\xbf\xff", "\xa1\x64Name\x61a", "\xa1\x65Count\x18\x3c", "\xa1\x65Ratio\xf9\x3c\x00", "\xbf\x64Name\x7f\x61a\x61b\xff\xff", "\xa1\x65Words\x9b\xff\xff\xff\xff\xff\xff\xff\xff", strings.Repeat("\x9f", 5000)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got thing
		if codec().Decode(body, &got) == nil {
			codec().Append(nil, &got)
		}
	})
}
