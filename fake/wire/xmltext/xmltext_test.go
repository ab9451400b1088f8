package xmltext_test

import (
	"encoding/xml"
	"math"
	"reflect"
	"testing"
	"time"

	"fleetglass/fake/wire/xmltext"
)

// A parser reads back what was written, but for what XML cannot carry.
func TestTextIsReadBack(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"plain", "plain"}, {"<a href=\"x\">&amp;</a>", "<a href=\"x\">&amp;</a>"}, {"line\r\nbreaks\tand tabs\r", "line\r\nbreaks\tand tabs\r"},
		{"\u00e9\u4e16\U0001F600", "\u00e9\u4e16\U0001F600"}, {"bell\a, broken \xff\xc3", "bell\uFFFD, broken \uFFFD\uFFFD"}, {"\uFFFE]]>", "\uFFFD]]>"}, {"", ""},
	} {
		var got string
		doc := append(xmltext.Append([]byte("<t>"), c.text), "</t>"...)
		if err := xml.Unmarshal(doc, &got); err != nil || got != c.want {
			t.Errorf("%q: %q as %s, %v", c.text, got, doc, err)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{1, "1.0"}, {-0.5, "-0.5"}, {0, "0.0"}, {1e300, "1e+300"}, {0.1, "0.1"}, {math.NaN(), "NaN"}, {math.Inf(1), "Infinity"}, {math.Inf(-1), "-Infinity"},
	} {
		if got := string(xmltext.AppendFloat(nil, c.x, 64)); got != c.want {
			t.Errorf("%v: %s, want %s", c.x, got, c.want)
		}
	}
}

func TestTimes(t *testing.T) {
	for _, at := range []time.Time{
		{}, time.Date(2026, 3, 9, 7, 5, 3, 45_999_999, time.UTC), time.Date(987, 12, 31, 23, 59, 59, 0, time.FixedZone("", 3600)),
	} {
		want := at.UTC().Format("2006-01-02T15:04:05.000Z")
		if got := string(xmltext.AppendTime(nil, reflect.ValueOf(&at).Elem())); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if got := string(xmltext.AppendTime(nil, reflect.ValueOf(at))); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
