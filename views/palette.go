package views

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"fleetglass/ui"
)

// openPalette finds anything by name: panes, kinds, actions, themes, cards, and every
// resource that is loaded.
func (c *Console) openPalette() tea.Cmd {
	var items []ui.Item
	items = append(items, c.paneItems()...)
	items = append(items, c.kindItems()...)
	items = append(items, c.actionItems()...)
	items = append(items, c.themeItems()...)
	items = append(items, c.resourceItems()...)
	items = append(items, c.cardItems()...)
	c.dialogs.Open(ui.NewPalette("Go to", items))
	return nil
}

func (c *Console) paneItems() []ui.Item {
	var items []ui.Item
	for i, p := range c.places {
		item := ui.Item{Title: p.entry.Title, Detail: "pane " + p.entry.Digit, Do: run(func() { c.goTo(i) })}
		if p.entry.Kind != nil {
			item.Names = p.entry.Kind.kindAliases()
		}
		items = append(items, item)
	}
	return items
}

// kindItems are the kinds that have no place in the bar.
func (c *Console) kindItems() []ui.Item {
	var items []ui.Item
	for _, e := range c.entries {
		if e.Digit == "" && e.Kind != nil && len(e.Kind.kindAliases()) > 0 {
			items = append(items, ui.Item{Title: e.Kind.kindTitle(), Names: e.Kind.kindAliases(), Group: "list", Do: run(func() { c.Push(e.open(c)) })})
		}
	}
	return items
}

// actionItems are what can be done with the selection, and the console's own
// deeds.
func (c *Console) actionItems() []ui.Item {
	var items []ui.Item
	possible, _ := c.possible()
	for _, a := range withMenus(possible) {
		items = append(items, ui.Item{Title: a.Label, Names: []string{a.Name}, Group: "action", Off: c.offAction(a), Do: c.begins(a)})
	}
	if !slices.ContainsFunc(possible, func(a Action) bool { return a.Name == recipesName }) {
		items = append(items, c.recipesItem())
	}
	if c.offRegion() == "" {
		items = append(items, ui.Item{Title: "Change region", Names: []string{"region"}, Group: "screen", Do: c.askRegion})
	}
	return append(items,
		ui.Item{Title: "Labs", Names: []string{"lab", "homework"}, Group: "screen", Do: c.openLabs},
		ui.Item{Title: "Errors", Group: "screen", Do: run(c.showErrors)},
		ui.Item{Title: "Ledger of API calls", Names: []string{"journal", "calls"}, Group: "screen", Do: run(c.showLedger)},
		ui.Item{Title: "Keys", Names: []string{"help"}, Group: "screen", Do: run(c.showHelp)},
		ui.Item{Title: "Quit", Group: "screen", Do: c.quit})
}

func (c *Console) themeItems() []ui.Item {
	var items []ui.Item
	for _, name := range c.themeNames() {
		items = append(items, ui.Item{Title: "Theme " + name, Names: []string{name}, Group: "theme", Do: func() tea.Cmd { return c.chooseTheme(name) }})
	}
	return items
}

func (c *Console) resourceItems() []ui.Item {
	var items []ui.Item
	for _, s := range c.sides {
		items = append(items, c.resourcesIn(s)...)
	}
	return items
}

// resourcesIn are the resources of one region.
func (c *Console) resourcesIn(s *side) []ui.Item {
	var items []ui.Item
	for _, e := range s.entries {
		if e.Kind == nil {
			continue
		}
		kind := e.Kind.kindName()
		group := kind
		if c.several() {
			group += " in " + s.region
		}
		for _, r := range e.Kind.entries(s.snap) {
			item := ui.Item{Title: r.label, Group: group, Do: func() tea.Cmd {
				c.stand(s)
				return c.Open(Ref{kind, r.id})
			}}
			if r.id != r.label {
				item.Names = []string{r.id}
			}
			items = append(items, item)
		}
	}
	return items
}
