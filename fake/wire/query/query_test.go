package query_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/names"
	"fleetglass/fake/wire/query"
	"fleetglass/fake/wire/shape"
)

// thing is made as the SDK's structs are.
type thing struct {
	Name    *string
	Kind    kind
	Count   *int32
	Ratio   *float64
	On      *bool
	At      *time.Time
	Raw     []byte
	Words   []string
	Parts   []thing
	Inner   *thing
	Entries map[string]string
}

type kind string

func codec(style names.Style) *query.Codec {
	s := &names.Service{Facts: names.Facts{Style: style, Namespace: "urn:x"}}
	return query.New(s, shape.New(s, shape.Request, nil), shape.New(s, shape.Answer, nil))
}

func decode(style names.Style, form string) (got thing, err error) {
	values, err := query.Parse(form)
	if err != nil {
		return got, err
	}
	return got, codec(style).Decode(values, &got)
}

func text(s string) *string { return &s }
func count(n int32) *int32  { return &n }

// Lists and maps are told by the parts of names, and differ between EC2's kind
// of Query and the others'.
func TestDecode(t *testing.T) {
	at := time.Date(2026, 3, 10, 20, 30, 0, 0, time.UTC)
	on := true
	for _, c := range []struct {
		name  string
		style names.Style
		form  string
		want  thing
	}{
		{"plain values", names.EC2, "Name=a+b%26&Kind=k&Count=-7&On=true&At=2026-03-10T20:30:00Z&Raw=aGk%3D", thing{Name: text("a b&"), Kind: "k", Count: count(-7), On: &on, At: &at, Raw: []byte("hi")}},
		{"a short time", names.EC2, "At=2026-03-10T20:30Z", thing{At: &at}},
		{"a flat list, in the order of its numbers", names.EC2, "Word.10=c&Word.2=b&Word.1=a", thing{Words: []string{"a", "b", "c"}}},
		{"a list of members", names.Wrapped, "Words.member.1=a&Words.member.2=b", thing{Words: []string{"a", "b"}}},
		{"an empty list", names.Wrapped, "Words=", thing{Words: []string{}}},
		{"lists in lists", names.EC2, "Part.1.Name=x&Part.1.Word.1=y&Part.2.Count=2", thing{Parts: []thing{{Name: text("x"), Words: []string{"y"}}, {Count: count(2)}}}},
		{"a map", names.Wrapped, "Entries.entry.1.key=k&Entries.entry.1.value=v", thing{Entries: map[string]string{"k": "v"}}},
		{"structures", names.Wrapped, "Inner.Inner.Name=deep", thing{Inner: &thing{Inner: &thing{Name: text("deep")}}}},
		{"what only EC2 refuses", names.Wrapped, "Colour=red&Name=a", thing{Name: text("a")}},
		{"signatures are none of it", names.EC2, "Action=A&Version=V&Signature=S&AWSAccessKeyId=K&X-Amz-Date=D&Name=a", thing{Name: text("a")}},
	} {
		if got, err := decode(c.style, c.form); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ form, code string }{
		{"Colour=red", "UnknownParameter"}, {"Count=x", "InvalidParameterValue"}, {"Count=99999999999", "InvalidParameterValue"}, {"On=maybe", "InvalidParameterValue"},
		{"At=soon", "InvalidParameterValue"}, {"Raw=!", "InvalidParameterValue"}, {"Word.x=1", "InvalidParameterValue"}, {"Entries.1.value=v", "MissingParameter"},
		{"%zz", "MalformedQueryString"}, {strings.Repeat("Inner.", 30) + "Name=a", "MalformedQueryString"},
	} {
		_, err := decode(names.EC2, c.form)
		var refused *awserr.Error
		if !errors.As(err, &refused) || refused.Code != c.code {
			t.Errorf("%.40s: %v, want %s", c.form, err, c.code)
		}
	}
}

// Lists of the top are there though they are empty, others only when they were
// made; what is not set is not written.
func TestEncode(t *testing.T) {
	out := &thing{Name: text("<a>"), Parts: []thing{{Words: []string{}, Count: count(0)}}, Entries: map[string]string{"b": "2", "a": "1"}}
	for style, want := range map[names.Style]string{
		names.EC2: `<AskResponse xmlns="urn:x"><requestId>id</requestId><name>&lt;a&gt;</name><wordSet></wordSet>` +
			`<partSet><item><count>0</count><wordSet></wordSet></item></partSet>` +
			`<entries><entry><key>a</key><value>1</value></entry><entry><key>b</key><value>2</value></entry></entries></AskResponse>`,
		names.Wrapped: `<AskResponse xmlns="urn:x"><AskResult><Name>&lt;a&gt;</Name><Words></Words>` +
			`<Parts><member><Count>0</Count><Words></Words></member></Parts>` +
			`<Entries><entry><key>a</key><value>1</value></entry><entry><key>b</key><value>2</value></entry></Entries></AskResult>` +
			`<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></AskResponse>`,
	} {
		got := string(codec(style).Append(nil, "Ask", "id", out))
		if _, body, _ := strings.Cut(got, "\n"); body != want {
			t.Errorf("%s\nwant\n%s", body, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"Part.1.Word.2=x&Inner.Name=a", "Word.1.2=x&Word=&Count=", "%", "=&=", "Word.99999999999999999999=a", "Entries.entry.1.key=k", "a.b.c.d.e.f=."} {
		f.Add(seed)
	}
	ec2, other := codec(names.EC2), codec(names.Wrapped)
	f.Fuzz(func(t *testing.T, form string) {
		values, err := query.Parse(form)
		if err != nil {
			return
		}
		var got thing
		if ec2.Decode(values, &got) == nil {
			ec2.Append(nil, "Ask", "id", &got)
		}
		if got = (thing{}); other.Decode(values, &got) == nil {
			other.Append(nil, "Ask", "id", &got)
		}
	})
}
