package ui

import (
	"slices"
	"testing"
)

func TestWrapBreaksAtSpacesAndKeepsThem(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"it fits", "one two", []string{"one two"}},
		{"at a space", "one two three", []string{"one two ", "three"}},
		{"a word that is longer than a line is cut", "0123456789abc", []string{"0123456789", "abc"}},
		{"and what follows it is still a word of its own", "--arn 0123456789abc --x y", []string{"--arn ", "0123456789", "abc --x y"}},
		{"a cut word that ends with the line", "0123456789ABCDEFGHIJ next", []string{"0123456789", "ABCDEFGHIJ", "next"}},
	} {
		var got []string
		for _, l := range wrapLine(Say(c.text), 10) {
			got = append(got, l.Text())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
