package views

import (
	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// askTheme is the menu of themes.
func (c *Console) askTheme() {
	var items []ui.Item
	for _, name := range themes.Names() {
		item := ui.Item{Title: name, Do: func() tea.Cmd { return c.chooseTheme(name) }}
		if name == c.painter.Theme.Name {
			item.Detail = "in use"
		}
		items = append(items, item)
	}
	c.dialogs.Open(ui.NewMenu("Theme", items))
}

// chooseTheme uses a theme from now on, whatever the terminal's background.
func (c *Console) chooseTheme(name string) tea.Cmd {
	t, err := themes.ByName(name)
	if err != nil {
		return c.Say(err.Error())
	}
	c.opts.Theme = t
	c.setTheme(t)
	return nil
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

// askRegion fetches the regions that the account has and asks for one.
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
			return c.dialogs.OpenUnasked(ui.NewPalette("Region", c.regionItems(regions)), graceTime)
		}
	})
}

func (c *Console) regionItems(regions []string) []ui.Item {
	var items []ui.Item
	for _, r := range regions {
		item := ui.Item{Title: r, Do: run(func() { c.switchTo(r) })}
		if r == c.region() {
			item.Detail = "in sight"
		}
		items = append(items, item)
	}
	return items
}

// switchTo watches another region: every page starts anew, and what was asked
// of the old region is dropped when it comes.
func (c *Console) switchTo(region string) {
	client := c.opts.InRegion(region)
	c.opts.Client = client
	c.opts.Watcher.Switch(client)
	c.dialogs.CloseAll()
	c.endTyping()
	c.held = false
	c.snap = &watch.Snapshot{Generation: c.snap.Generation + 1, Region: region, Now: c.snap.Now, Wall: c.snap.Wall, Meter: c.snap.Meter}
	for _, p := range c.places {
		p.pages = nil
	}
	c.wanted, c.wantedFrom = "", identity{}
	c.top()
}
