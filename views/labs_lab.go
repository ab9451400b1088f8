package views

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient/labs"
	"fleetglass/themes"
	"fleetglass/ui"
)

// labPage is one lab: what is learned, and its steps.
type labPage struct {
	labDoc
	c   *Console
	lab *labs.Lab
}

func newLabPage(c *Console, l *labs.Lab) *labPage {
	p := &labPage{c: c, lab: l}
	p.labDoc = newLabDoc(l.Title, p.document)
	return p
}

func (p *labPage) document() *ui.Document {
	d, a := &ui.Document{}, p.c.labs.attempt(p.lab)
	d.Heading(p.lab.Title)
	var learn []ui.Line
	for _, l := range p.lab.Learn {
		learn = append(learn, ui.Say(l))
	}
	d.List(learn...)
	d.Heading("Steps, " + strconv.Itoa(a.Done(p.lab)) + " of " + strconv.Itoa(len(p.lab.Steps)) + " done")
	for i := range p.lab.Steps {
		s := &p.lab.Steps[i]
		sign, role := p.c.stepSign(a.Record(s.ID), s)
		value := ui.Line{{Text: sign + " ", Role: role}, {Text: ui.Pad(s.Title, 46)}, {Text: a.Record(s.ID).State(s), Role: role}}
		d.Link(strconv.Itoa(i+1), value, s.ID, func() tea.Cmd { return p.c.openStep(p.lab, i) })
	}
	if len(p.lab.Cleanup) > 0 {
		d.Heading("In the end, take away what was made")
		d.Code(strings.Join(p.lab.Cleanup, "\n"))
	}
	return d
}

// stepSign is how far a step is, without words.
func (c *Console) stepSign(r labs.Record, s *labs.Step) (string, themes.Role) {
	switch {
	case r.Done(s):
		return c.glyphs.Check, themes.Good
	case !r.Passed.IsZero():
		return c.glyphs.Starting, themes.Warn
	case r.Tries > 0:
		return c.glyphs.Starting, themes.Dim
	}
	return c.glyphs.Quiet, themes.Faint
}

// Keys are those of the lab before those of its document.
func (p *labPage) Keys() []ui.Key {
	off := func() string {
		if p.c.labs.attempt(p.lab) == nil {
			return "this lab was not begun"
		}
		return p.c.labs.offBusy()
	}
	return slices.Concat([]ui.Key{
		{Keys: []string{"W"}, Label: "report", Help: "write the report of this lab that can be handed in", Group: groupScreen, Hint: 2, Do: p.report, Off: off},
		{Keys: []string{"u"}, Label: "undo", Help: "take back the step that was passed last; the account is not touched", Group: groupScreen, Hint: 4, Do: p.undo, Off: off},
		{Keys: []string{"U"}, Label: "start over", Help: "set this attempt aside and begin anew; the account is not touched", Group: groupScreen, Hint: 5, Do: p.startOver, Off: off},
		{Keys: []string{"s"}, Label: "strip", Help: "show the step in a line on other panes, or not", Group: groupScreen, Do: p.strip},
		{Keys: []string{"o"}, Label: "resume", Help: "bring back the attempt that was set aside", Group: groupScreen, Do: p.resume, Off: p.c.labs.offBusy},
	}, p.labDoc.Keys())
}

// report asks for the form of the report and writes it.
func (p *labPage) report() tea.Cmd {
	name := fileName("lab", p.lab.ID, p.c.snap.Now.UTC().Format("20060102-150405"))
	write := func(ext string, encode func(*labs.Report) ([]byte, error)) func() tea.Cmd {
		return func() tea.Cmd {
			return p.c.labWork("writing the report", func(w *labs.World, progress *labs.Progress) func(*Console) tea.Cmd {
				data, err := encode(progress.Begin(p.lab, w.Account(), w.Region(), w.Now).Report(w, p.lab))
				return func(c *Console) tea.Cmd {
					if err != nil {
						return c.Say("no report was written: " + err.Error())
					}
					return c.save(name+ext, data)
				}
			})
		}
	}
	items := []ui.Item{
		{Title: "Markdown", Key: "m", Detail: name + ".md", Do: write(".md", func(r *labs.Report) ([]byte, error) { text, err := r.Markdown(); return []byte(text), err })},
		{Title: "JSON", Key: "j", Detail: name + ".json", Do: write(".json", (*labs.Report).JSON)},
	}
	p.c.dialogs.Open(ui.NewMenu("Report of "+p.lab.Title, items, ui.In(themes.Dim, "fleetglass lab check --report FILE compares it with this account")))
	return nil
}

// strip shows the line that reminds of the step, or hides it.
func (p *labPage) strip() tea.Cmd {
	d := p.c.labs
	if d.hidden = !d.hidden; d.hidden {
		return p.c.Say("other panes no longer show the step")
	}
	return p.c.Say("other panes show the step in a line")
}

func (p *labPage) undo() tea.Cmd {
	return p.c.labWork("taking back a step", func(w *labs.World, progress *labs.Progress) func(*Console) tea.Cmd {
		step, ok := progress.Begin(p.lab, w.Account(), w.Region(), w.Now).Undo()
		return func(c *Console) tea.Cmd {
			if !ok {
				return c.Say("no step is passed")
			}
			return c.Say("step " + step + " is to do again; nothing in the account was touched")
		}
	})
}

func (p *labPage) startOver() tea.Cmd {
	begin := func() tea.Cmd {
		return p.c.labWork("starting over", func(w *labs.World, progress *labs.Progress) func(*Console) tea.Cmd {
			err := progress.StartOver(p.lab, w.Account(), w.Region())
			return p.changed(err, "the attempt is set aside; o brings it back")
		})
	}
	p.c.dialogs.Open(&ui.Confirm{
		Heading: "Start " + p.lab.Title + " over?", Yes: "start over", Do: begin,
		Lines: []ui.Line{ui.Say("The attempt is set aside whole, and can be brought back."), ui.Say("Nothing in the account is touched: what you made is still there.")},
	})
	return nil
}

func (p *labPage) resume() tea.Cmd {
	return p.c.labWork("bringing the attempt back", func(w *labs.World, progress *labs.Progress) func(*Console) tea.Cmd {
		err := progress.Resume(p.lab, w.Account(), w.Region())
		return p.changed(err, "the attempt that was set aside is back")
	})
}

// changed forgets what checks said of the attempt before.
func (p *labPage) changed(err error, said string) func(*Console) tea.Cmd {
	return func(c *Console) tea.Cmd {
		if err != nil {
			return c.Say(err.Error())
		}
		for i := range p.lab.Steps {
			delete(c.labs.outcomes, labStep{p.lab.ID, i})
		}
		c.labs.running = nil
		c.labsChanged()
		return c.Say(said)
	}
}
