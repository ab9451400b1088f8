package awsjson_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/awsjson"
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

func codec() *awsjson.Codec {
	s := &names.Service{Facts: names.Facts{Style: names.Plain}}
	return awsjson.New(shape.New(s, shape.Request, nil), shape.New(s, shape.Answer, nil))
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

func TestDecode(t *testing.T) {
	for _, c := range []struct {
		body string
		want thing
		code string
	}{
		{"", thing{}, ""}, {" {} ", thing{}, ""}, {`{"Name":null,"Other":[1]}`, thing{}, ""},
		{`{"Count":7.0,"At":1773174604.5}`, thing{Count: of(int32(7)), At: of(time.UnixMilli(1_773_174_604_500).UTC())}, ""},
		{`{"At":"2026-03-10T20:30:00Z"}`, thing{At: of(time.Date(2026, 3, 10, 20, 30, 0, 0, time.UTC))}, ""},
		{`{"Count":7.5}`, thing{}, "SerializationException"}, {`{"Count":3000000000}`, thing{}, "SerializationException"}, {`{"Count":"7"}`, thing{}, "SerializationException"},
		{`{"At":1e300}`, thing{}, "SerializationException"}, {`{"Words":"a"}`, thing{}, "SerializationException"}, {`{"Inner":[]}`, thing{}, "SerializationException"},
		{`[]`, thing{}, "SerializationException"}, {`{`, thing{}, "SerializationException"}, {`{} {}`, thing{}, "SerializationException"},
	} {
		var got thing
		err := codec().Decode([]byte(c.body), &got)
		if refusedAs(err) != c.code || c.code == "" && (err != nil || !reflect.DeepEqual(got, c.want)) {
			t.Errorf("%s: %+v, %v", c.body, got, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"Name":"a","Count":60,"Ratio":1e400,"Parts":[{"Name":"n"},null],"Inner":{}}`, `[`, `{}{}`, `{"Words":{}}`, strings.Repeat("[", 20000)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got thing
		if codec().Decode(body, &got) == nil {
			codec().Append(nil, &got)
		}
	})
}
