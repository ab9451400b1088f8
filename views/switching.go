package views

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// askTheme is the menu of themes.
func (c *Console) askTheme() {
	var items []ui.Item
	for _, name := range c.themeNames() {
		item := ui.Item{Title: name, Do: func() tea.Cmd { return c.chooseTheme(name) }}
		if name == c.painter.Theme.Name {
			item.Detail = "in use"
		}
		items = append(items, item)
	}
	c.dialogs.Open(ui.NewMenu("Theme", items))
}

// themeNames are the built-in themes, and before them the user's own.
func (c *Console) themeNames() []string {
	if c.ownTheme == nil {
		return themes.Names()
	}
	return append([]string{c.ownTheme.Name}, themes.Names()...)
}

// chooseTheme uses a theme from now on, whatever the terminal's background.
func (c *Console) chooseTheme(name string) tea.Cmd {
	t := c.ownTheme
	if t == nil || t.Name != name {
		var err error
		if t, err = themes.ByName(name); err != nil {
			return c.Say(err.Error())
		}
	}
	c.opts.Theme = t
	c.setTheme(t)
	return nil
}

// freeMouse gives the mouse to the terminal, to select text with, or takes it
// back.
func (c *Console) freeMouse() tea.Cmd {
	if c.mouseFree = !c.mouseFree; c.mouseFree {
		return c.Say("the mouse is the terminal's: select text with it; ctrl+g takes it back")
	}
	return c.Say("the mouse is fleetglass's again")
}

func (c *Console) offProfile() string {
	if c.opts.Profiles == nil {
		return "there is one account here"
	}
	return ""
}

// askProfile asks which of the configured accounts to watch.
func (c *Console) askProfile() tea.Cmd {
	return c.later(func() func(*Console) tea.Cmd {
		names := c.opts.Profiles()
		return func(c *Console) tea.Cmd {
			if len(names) == 0 {
				return c.Say("the AWS configuration names no profile")
			}
			return c.dialogs.OpenUnasked(c.profileChoices(names), graceTime)
		}
	})
}

func (c *Console) profileChoices(names []string) *ui.Menu {
	var items []ui.Item
	for _, name := range names {
		item := ui.Item{Title: name, Do: func() tea.Cmd { return c.watchProfile(name) }}
		if name == c.opts.Backend {
			item.Detail = "in use"
		}
		items = append(items, item)
	}
	return ui.NewMenu("Profile", items)
}

// watchProfile goes to another account. Until that is open, and when it cannot
// be opened, everything stays as it is.
func (c *Console) watchProfile(name string) tea.Cmd {
	return c.later(func() func(*Console) tea.Cmd {
		ctx, cancel := c.calling()
		defer cancel()
		account, err := c.opts.InProfile(ctx, name)
		return func(c *Console) tea.Cmd {
			if err != nil {
				return c.dialogs.OpenUnasked(ui.NewMessage("The profile "+name+" could not be opened", failureLines(err)...), graceTime)
			}
			c.opts.Client, c.opts.InRegion, c.opts.Backend = account.Client, account.InRegion, name
			s := newSide(account.Client, c.glyphs)
			s.region = account.Client.Region()
			s.snap = c.nothing(s.region)
			c.sides, c.leading = []*side{s}, 0
			c.begin()
			return nil
		}
	})
}

func (c *Console) offRegion() string {
	if c.opts.InRegion == nil {
		return "there is one region here"
	}
	return ""
}

// homeRegion is asked for the list of regions while none is chosen: each
// region knows them all, and this one no account can switch off.
const homeRegion = "us-east-1"

// askRegion fetches the regions that the account has and asks for one or more.
func (c *Console) askRegion() tea.Cmd {
	c.Say("asking for the account's regions")
	client := c.opts.Client
	if client.Region() == "" {
		client = c.opts.InRegion(homeRegion)
	}
	return c.later(func() func(*Console) tea.Cmd {
		ctx, cancel := c.calling()
		defer cancel()
		regions, err := client.Regions(ctx)
		return func(c *Console) tea.Cmd {
			if err != nil {
				return c.dialogs.OpenUnasked(ui.NewMessage("The regions could not be listed", failureLines(err)...), graceTime)
			}
			c.news = note{}
			return c.dialogs.OpenUnasked(c.regionChoices(regions), graceTime)
		}
	})
}

// regionChoices are the account's regions with those that are watched on.
func (c *Console) regionChoices(regions []string) *ui.Toggles {
	var on []string
	for _, s := range c.sides {
		on = append(on, s.region)
	}
	t := ui.NewToggles("Regions", regions, on)
	t.Say = func(chosen []string) string {
		if len(chosen) == 1 && c.several() {
			return "watch " + chosen[0] + " only"
		}
		return "watch " + strings.Join(chosen, " and ")
	}
	t.Done = func(chosen []string) tea.Cmd { return c.watchRegions(chosen) }
	return t
}

// watchRegions watches these regions from now on. Every page starts anew; what
// was asked of a region that is left is dropped when it comes, and a region
// that stays among several keeps what is known of it.
func (c *Console) watchRegions(regions []string) tea.Cmd {
	if len(regions) == 0 {
		return nil
	}
	if len(regions) == 1 {
		c.watchAlone(regions[0])
	} else {
		c.watchSeveral(regions)
	}
	c.leading = 0
	c.begin()
	return nil
}

// watchAlone goes to one region, where everything is asked anew. What a
// session remembers by itself, such as favourites, goes along.
func (c *Console) watchAlone(region string) {
	s := c.lead()
	s.region, s.client, s.snap = region, c.opts.InRegion(region), c.nothing(region)
	c.sides = []*side{s}
}

// watchSeveral keeps the regions that are watched already, and the one that
// leads before the others.
func (c *Console) watchSeveral(regions []string) {
	var sides []*side
	for _, region := range regions {
		s := c.sideOf(region)
		if s == nil {
			s = newSide(c.opts.InRegion(region), c.glyphs)
			s.region, s.snap = region, c.nothing(region)
		}
		if s == c.lead() {
			sides = slices.Insert(sides, 0, s)
		} else {
			sides = append(sides, s)
		}
	}
	c.sides = sides
}

// nothing is what is known of a region before anything came: the time.
func (c *Console) nothing(region string) *watch.Snapshot {
	was := c.whole
	return &watch.Snapshot{Generation: was.Generation + 1, Region: region, Now: was.Now, Wall: was.Wall, Meter: was.Meter}
}

// begin shows the regions that are watched now from their first page.
func (c *Console) begin() {
	var clients []awsclient.Client
	var parts []*watch.Snapshot
	for _, s := range c.sides {
		clients, parts = append(clients, s.client), append(parts, s.snap)
	}
	whole := c.nothing(c.lead().region)
	if c.several() {
		whole.Regions = parts
	}
	c.opts.Watcher.Switch(clients...)
	c.dialogs.CloseAll()
	c.endTyping()
	c.held, c.present, c.past = false, nil, watch.Past{}
	for _, p := range c.places {
		p.pages = nil
	}
	c.stand(c.lead())
	c.take(whole)
	c.bringPanes()
	c.wanted, c.wantedFrom = "", identity{}
	c.look()
}
