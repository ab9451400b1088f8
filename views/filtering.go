package views

import (
	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
	"fleetglass/ui"
)

// filterLine is a filter being typed into the footer. It belongs to the page
// that it was begun on, and no refresh touches it.
type filterLine struct {
	page   Filterer
	input  *ui.Input
	before string // the filter to go back to on esc
	wrong  string // what is wrong with the text
}

func (c *Console) offFilter() string {
	if _, ok := c.page().(Filterer); !ok {
		return "there are no rows to filter here"
	}
	return ""
}

func (c *Console) startTyping() {
	page := c.page().(Filterer) // offFilter checks
	c.typing = &filterLine{page: page, input: ui.NewInput(page.Filter()), before: page.Filter()}
}

func (c *Console) endTyping() { c.typing = nil }

// typeFilter edits the filter; rows follow with each key. Arrows and pages
// move in the rows meanwhile.
func (c *Console) typeFilter(msg tea.Msg) tea.Cmd {
	t := c.typing
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "enter":
			c.endTyping()
			return nil
		case "esc":
			c.setFilter("")
			c.endTyping()
			return nil
		case "up", "down", "pgup", "pgdown":
			cmd, _, _ := ui.Dispatch(key, c.top().Keys())
			return cmd
		}
	}
	if t.input.Update(msg) {
		c.setFilter(t.input.Value())
	}
	return nil
}

func (c *Console) setFilter(text string) {
	c.typing.wrong = ""
	if err := c.typing.page.SetFilter(text); err != nil {
		c.typing.wrong = err.Error()
	}
}

// line is the footer while typing.
func (t *filterLine) line(width int) ui.Line {
	const beside = 36 // room for what is said beside the text
	line := append(ui.In(themes.Key, "/"), t.input.Line(max(10, width-beside), true)...)
	line = append(line, ui.Span{Text: "   "})
	if t.wrong != "" {
		return append(line, ui.Span{Text: t.wrong, Role: themes.Warn})
	}
	return append(line, ui.Span{Text: "enter keeps it, esc clears it", Role: themes.Faint})
}
