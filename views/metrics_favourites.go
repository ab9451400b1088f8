package views

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"fleetglass/ui"
)

// favourites are graphs that were kept: of the session, or longer where there
// is a keeper. All regions and accounts share them.
type favourites struct {
	kept   []metricSheet
	keeper FavouriteKeeper // nil: they are forgotten at the end
	broken error           // why what was kept could not be read
	saving bool            // a save is under way
	again  bool            // something changed meanwhile
}

func (f *favourites) find(s metricSheet) int {
	key := s.key()
	return slices.IndexFunc(f.kept, func(k metricSheet) bool { return k.key() == key })
}

// toggle keeps a graph, or forgets it when it is kept already.
func (f *favourites) toggle(s metricSheet) (kept bool) {
	if i := f.find(s); i >= 0 {
		f.kept = slices.Delete(f.kept, i, i+1)
		return false
	}
	f.kept = append(f.kept, s.clone())
	return true
}

// none is why there are no favourites.
func (f *favourites) none() string {
	switch {
	case f.broken != nil:
		return "no favourites: " + f.broken.Error()
	case f.keeper == nil:
		return "no favourites yet: f on a graph keeps it for this session"
	}
	return "no favourites yet: f on a graph keeps it"
}

func (m *metricParts) favouritesKey(c *Console) ui.Key {
	return ui.Key{Keys: []string{"F"}, Label: "favourites", Help: "graphs that were kept with f", Group: groupGraph, Do: run(func() { m.showFavourites(c) }),
		Off: func() string {
			if len(c.favourites.kept) == 0 {
				return c.favourites.none()
			}
			return ""
		}}
}

func (m *metricParts) showFavourites(c *Console) {
	var items []ui.Item
	for _, s := range c.favourites.kept {
		items = append(items, ui.Item{Title: s.title(), Detail: s.settings(), Do: func() tea.Cmd {
			g := newMetricGraph(c, m, nil)
			g.sheet = s.clone()
			c.Push(g)
			return nil
		}})
	}
	c.dialogs.Open(ui.NewMenu("Favourite graphs", items))
}
