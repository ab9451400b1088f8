package views

import (
	"encoding/json"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
	"fleetglass/ui"
)

// showRelated is the menu of what a resource is tied to, with counts.
func (c *Console) showRelated(ref Ref, kind AnyKind) tea.Cmd {
	name := kind.label(c.snap, ref.ID)
	var items []ui.Item
	for _, l := range kind.links(c.snap, ref.ID) {
		if _, known := c.kinds[l.Kind]; !known {
			continue
		}
		item := ui.Item{Title: l.Label, Detail: c.linkDetail(l), Do: func() tea.Cmd { return c.OpenAll(l.Kind, l.Label+" of "+name, l.IDs) }}
		if len(l.IDs) == 0 {
			item.Off = c.noneOf(l)
		}
		items = append(items, item)
	}
	items = append(items, ui.Item{Title: "trail events", Detail: "from CloudTrail", Do: func() tea.Cmd { return c.showTrail(ref, kind) }})
	c.dialogs.Open(ui.NewMenu("Related to "+name, items))
	return nil
}

// noneOf is why a link leads nowhere: a list that was never fetched is not
// empty.
func (c *Console) noneOf(l Link) string {
	if src := c.kinds[l.Kind].source(c.snap); src.Err != nil && !src.Loaded {
		return src.Err.Kind.String()
	}
	return "0"
}

// linkDetail is how many a link leads to; a single one by name.
func (c *Console) linkDetail(l Link) string {
	if len(l.IDs) == 1 {
		return c.kinds[l.Kind].label(c.snap, l.IDs[0])
	}
	return strconv.Itoa(len(l.IDs))
}

func (c *Console) showJSON(ref Ref, kind AnyKind) tea.Cmd {
	value, ok := kind.json(c.snap, ref.ID)
	if !ok {
		return c.Say("the record is not loaded")
	}
	record, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return c.Say("this record cannot be shown as JSON: " + err.Error())
	}
	c.dialogs.Open(ui.NewJSONView(kind.label(c.snap, ref.ID), record))
	return nil
}

// showCommand shows the aws command for a resource and offers to copy it.
func (c *Console) showCommand(ref Ref, kind AnyKind) tea.Cmd {
	command := c.inRegion(kind.cli(c.snap, ref.ID))
	if command == "" {
		return c.Say("there is no single aws command for this")
	}
	items := []ui.Item{{Title: "copy to the clipboard", Key: "y", Do: func() tea.Cmd { return c.copied(command, "the command") }}}
	c.dialogs.Open(ui.NewMenu("The same with aws", items, ui.In(themes.Code, command)))
	return nil
}

func (c *Console) copyID(ref Ref, _ AnyKind) tea.Cmd { return c.copied(ref.ID, ref.ID) }

func (c *Console) copyARN(ref Ref, kind AnyKind) tea.Cmd {
	arn := kind.arn(c.snap, ref.ID)
	if arn == "" {
		return c.Say("a " + kind.kindName() + " has no ARN")
	}
	return c.copied(arn, arn)
}

// copied puts text into the terminal's clipboard. Terminals do not tell
// whether they took it.
func (c *Console) copied(text, what string) tea.Cmd {
	c.Say("copied " + what)
	return tea.SetClipboard(text)
}
