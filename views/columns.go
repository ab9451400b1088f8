package views

import "fleetglass/ui"

// askColumns lets people choose the columns of a kind's lists. The choice holds
// for all of them until the console ends; what is exported follows it.
func (p *list) askColumns() {
	choices := p.of.plain().ColumnChoices()
	checks := make([]ui.Check, len(choices))
	for i, choice := range choices {
		checks[i] = ui.Check{Title: choice.Title, Detail: choice.Field, On: choice.Shown}
	}
	p.c.dialogs.Open(&ui.Checklist{Heading: "Columns of " + p.title, Checks: checks, Changed: func(checks []ui.Check) {
		var out []string
		for i, check := range checks {
			if !check.On {
				out = append(out, choices[i].Field)
			}
		}
		p.c.leaveOut(p.name, out)
		p.of.plain().LeaveOut(out)
	}})
}

// leaveOut takes columns, by their fields, out of the lists of a kind.
func (c *Console) leaveOut(kind string, fields []string) {
	if c.leftOut == nil {
		c.leftOut = map[string][]string{}
	}
	c.leftOut[kind] = fields
}
