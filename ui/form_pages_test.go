package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// A form of pages asks one after the other, and only what is to be asked.
func TestAFormOfPages(t *testing.T) {
	var got Values
	f := NewForm("Launch",
		Field{Name: "name", Label: "name", Page: "what", Needed: true},
		Field{Name: "market", Label: "market", Page: "what", Kind: ChoiceField, Choices: []string{"on-demand", "spot"}, Say: strings.ToUpper},
		Field{Name: "price", Label: "price", Page: "price", Value: "0.1", When: func(v Values) bool { return v["market"] == "spot" }},
		Field{Name: "script", Label: "script", Page: "software", Kind: AreaField},
	)
	f.Done = func(v Values) (Dialog, tea.Cmd) { got = v; return nil, nil }
	key := func(code rune, text string) { f.Update(tea.KeyPressMsg{Code: code, Text: text}) }

	if f.Title() != "Launch · 1 of 2: what" {
		t.Errorf("the title is %q", f.Title())
	}
	key(tea.KeyEnter, "")
	if !strings.HasSuffix(f.Title(), "what") || f.Wrong() == "" {
		t.Errorf("it went on without a name: %q", f.Title())
	}
	key('x', "x")
	key(tea.KeyTab, "")
	key(tea.KeyRight, "")
	if f.Title() != "Launch · 1 of 3: what" || f.Values()["market"] != "spot" {
		t.Errorf("the title is %q, the values %v", f.Title(), f.Values())
	}
	key(tea.KeyEnter, "")
	if f.Title() != "Launch · 2 of 3: price" {
		t.Errorf("the title is %q", f.Title())
	}
	key(tea.KeyEscape, "") // the page before, not away
	key(tea.KeyTab, "")
	key(tea.KeyLeft, "")
	if f.Values()["price"] != "" {
		t.Errorf("a field that is not asked for holds %q", f.Values()["price"])
	}
	key(tea.KeyEnter, "")
	f.Update(tea.PasteMsg{Content: "#!/bin/sh\r\ntrue"})
	f.Update(tea.KeyPressMsg{Code: 'j', Mod: tea.ModCtrl})
	key(tea.KeyEnter, "")
	if want := "#!/bin/sh\ntrue\n"; got["script"] != want || got["name"] != "x" {
		t.Errorf("the values are %q, want the script %q", got, want)
	}
}
