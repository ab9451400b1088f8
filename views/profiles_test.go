package views

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/themes"
)

// withProfiles gives a console three accounts, of which one cannot be opened.
func withProfiles(opened *[]string) func(*Options) {
	return func(o *Options) {
		o.Engine, o.Backend = nil, "ops"
		o.Profiles = func() []string { return []string{"broken", "ops", "staging"} }
		o.InProfile = func(_ context.Context, name string) (Account, error) {
			if name == "broken" {
				return Account{}, errors.New("the profile has no region")
			}
			*opened = append(*opened, name)
			return Account{Client: &testClient{region: "eu-central-1"}, InRegion: func(region string) awsclient.Client { return &testClient{region: region} }}, nil
		}
	}
}

func TestAnotherProfileIsAnotherAccountFromItsFirstPage(t *testing.T) {
	var opened []string
	d := newDesk(t, 120, 36, withProfiles(&opened))
	d.press("5", "P").sees("Profile", "broken", "ops", "in use", "staging")
	d.press("down", "down", "enter")
	if len(opened) != 1 || opened[0] != "staging" {
		t.Fatalf("opened %v", opened)
	}
	if d.c.opts.Client.Region() != "eu-central-1" {
		t.Error("calls still go to the old account")
	}
	d.sees("staging", "eu-central-1").doesNotSee("i-0")
}

func TestAProfileThatCannotBeOpenedChangesNothing(t *testing.T) {
	var opened []string
	d := newDesk(t, 120, 36, withProfiles(&opened))
	client := d.c.opts.Client
	d.press("P", "enter").sees("The profile broken could not be opened", "the profile has no region")
	if d.c.opts.Client != client || d.c.opts.Backend != "ops" || len(opened) != 0 {
		t.Error("the account has changed")
	}
}

func TestTheEngineHasOneAccount(t *testing.T) {
	newDesk(t, 120, 36).press("P").sees("there is one account here")
}

func TestAThemeOfTheUsersOwnIsAmongTheThemes(t *testing.T) {
	own, err := themes.Read(strings.NewReader(`{"name": "harbour", "roles": {"accent": "#88ccee"}}`))
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, 120, 36, func(o *Options) { o.Theme = own })
	d.press("T").sees("harbour", "in use", "dark", "plain")
	d.press("down", "enter")
	if d.c.painter.Theme.Name != "dark" {
		t.Fatalf("the theme is %s", d.c.painter.Theme.Name)
	}
	d.press("T", "enter")
	if d.c.painter.Theme != own {
		t.Errorf("the theme is %s", d.c.painter.Theme.Name)
	}
}

func TestTheMouseCanBeGivenToTheTerminal(t *testing.T) {
	d := newDesk(t, 120, 36)
	free := tea.KeyPressMsg{Code: 'g', Mod: tea.ModCtrl}
	d.send(free)
	if d.c.View().MouseMode != tea.MouseModeNone {
		t.Error("the mouse is still taken")
	}
	d.sees("ctrl+g takes it back").send(free)
	if d.c.View().MouseMode != tea.MouseModeCellMotion {
		t.Error("the mouse is not taken back")
	}
}
