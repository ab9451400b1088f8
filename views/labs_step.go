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

// stepPage is one step of a lab: what to do, two ways to do it, what a check
// found, and the question.
type stepPage struct {
	labDoc
	c   *Console
	lab *labs.Lab
	at  int
}

// openStep opens a step and looks up this world's ids for its commands.
func (c *Console) openStep(l *labs.Lab, at int) tea.Cmd {
	p := &stepPage{c: c, lab: l, at: at}
	p.labDoc = newLabDoc("Step "+strconv.Itoa(at+1), p.document)
	c.labs.running = &labStep{l.ID, at}
	c.Push(p)
	return p.look("looking up the ids of this account", nil)
}

func (p *stepPage) step() *labs.Step    { return &p.lab.Steps[p.at] }
func (p *stepPage) name() labStep       { return labStep{p.lab.ID, p.at} }
func (p *stepPage) record() labs.Record { return p.c.labs.attempt(p.lab).Record(p.step().ID) }
func (p *stepPage) facts() ui.Line      { return ui.In(themes.Dim, p.c.labs.busy) }
func (p *stepPage) Click(x, y int)      { p.view.Click(x, y) }
func (p *stepPage) busyOr(s string) string {
	if p.c.labs.busy != "" {
		return p.c.labs.busy + "..."
	}
	return s
}

// look does something with the attempt, and fills in the commands.
func (p *stepPage) look(what string, work func(*labs.World, *labs.Attempt) func(*Console) tea.Cmd) tea.Cmd {
	return p.c.labWork(what, func(w *labs.World, progress *labs.Progress) func(*Console) tea.Cmd {
		a := progress.Begin(p.lab, w.Account(), w.Region(), w.Now)
		var then func(*Console) tea.Cmd
		if work != nil {
			then = work(w, a)
		}
		var commands labCommands
		for _, command := range p.step().CLI {
			filled, missing := p.lab.Command(w, command)
			commands.filled = append(commands.filled, filled)
			for _, m := range missing {
				if !slices.Contains(commands.missing, m) {
					commands.missing = append(commands.missing, m)
				}
			}
		}
		return func(c *Console) tea.Cmd {
			c.labs.commands[p.name()] = commands
			var cmd tea.Cmd
			if then != nil {
				cmd = then(c)
			}
			c.labsChanged()
			return cmd
		}
	})
}

func (p *stepPage) document() *ui.Document {
	d, s, r := &ui.Document{}, p.step(), p.record()
	d.Heading(strconv.Itoa(p.at+1) + " of " + strconv.Itoa(len(p.lab.Steps)) + "  " + s.Title)
	d.Paragraph(s.Do)
	p.found(d, r)
	for i, h := range []string{s.Hint, s.Stronger}[:r.Hints] {
		d.Row("hint "+strconv.Itoa(i+1), ui.Say(h))
	}
	p.question(d, r)
	d.Link("concept", ui.Say(s.Card), s.Card, func() tea.Cmd { p.c.openCard(s.Card, Ref{}); return nil })
	d.Heading("In the console")
	var ways []ui.Line
	for _, way := range s.Console {
		ways = append(ways, ui.Say(way))
	}
	d.List(ways...)
	for _, text := range s.Paste {
		d.Heading("To paste: " + text.Name)
		d.Code(text.Text)
	}
	p.commands(d)
	return d
}

func (p *stepPage) commands(d *ui.Document) {
	d.Heading("With aws")
	known, ok := p.c.labs.commands[p.name()]
	if !ok {
		known.filled = p.step().CLI
	}
	d.Code(strings.Join(known.filled, "\n"))
	for _, m := range known.missing {
		name, means, _ := strings.Cut(m, ": ")
		d.Row(name, ui.In(themes.Dim, means+", not there yet"))
	}
}

// found is what the last check said.
func (p *stepPage) found(d *ui.Document, r labs.Record) {
	o, checked := p.c.labs.outcomes[p.name()]
	switch {
	case !r.Passed.IsZero():
		d.Heading("Your work is done, as of " + r.Passed.UTC().Format("15:04:05"))
		for _, e := range r.Evidence {
			d.Row(e.Key, ui.Line{{Text: arnName(e.ID) + "  "}, {Text: e.Says, Role: themes.Dim}})
		}
	case !checked:
		d.Heading(p.busyOr("Not checked yet"))
		d.Row("v", ui.In(themes.Dim, "looks at the account and says what is missing"))
	default:
		d.Heading(p.busyOr("Not yet"))
		var lines []ui.Line
		for _, m := range o.Missing {
			lines = append(lines, ui.In(themes.Warn, m))
		}
		d.List(lines...)
	}
}

func (p *stepPage) question(d *ui.Document, r labs.Record) {
	q := p.step().Question
	if q == nil {
		return
	}
	d.Row("question", ui.Say(q.Ask))
	switch {
	case !r.Answered.IsZero():
		d.Row("answer", ui.Line{{Text: r.Answer, Role: themes.Good}, {Text: "  right", Role: themes.Dim}})
	case r.Passed.IsZero():
		d.Row("answer", ui.In(themes.Dim, "once your work is done"))
	default:
		d.Row("answer", ui.In(themes.Warn, "a answers it"))
	}
}

// Keys are those of the step before those of its document.
func (p *stepPage) Keys() []ui.Key {
	d := p.c.labs
	offAnswer := func() string {
		switch r := p.record(); {
		case p.step().Question == nil:
			return "this step asks nothing"
		case r.Passed.IsZero():
			return "the question is about your work: let it be checked first"
		case !r.Answered.IsZero():
			return "it is answered"
		}
		return d.offBusy()
	}
	offHint := func() string {
		if p.record().Hints == 2 {
			return "there is no stronger hint"
		}
		return d.offBusy()
	}
	turn := func(by int) func() string {
		return func() string {
			if at := p.at + by; at < 0 || at >= len(p.lab.Steps) {
				return "there is no step beyond"
			}
			return d.offBusy()
		}
	}
	return slices.Concat([]ui.Key{
		{Keys: []string{"v"}, Label: "check", Help: "look at the account and say what is missing", Group: groupRows, Hint: 1, Do: p.check, Off: d.offBusy},
		{Keys: []string{"h"}, Label: "hint", Help: "a hint; again, a stronger one", Group: groupRows, Hint: 2, Do: p.hint, Off: offHint},
		{Keys: []string{"a"}, Label: "answer", Help: "answer the question", Group: groupRows, Hint: 3, Do: p.answer, Off: offAnswer},
		{Keys: []string{"c"}, Label: "copy", Help: "copy one of the aws commands, or the text to paste", Group: groupRows, Hint: 4, Do: p.copy},
		{Keys: []string{"x"}, Label: "explain", Help: "the card of the concept behind the step", Group: groupRows, Hint: 6, Do: run(func() { p.c.openCard(p.step().Card, Ref{}) })},
		{Keys: []string{"]"}, Label: "next step", Group: groupRows, Hint: 7, Do: p.turn(1), Off: turn(1)},
		{Keys: []string{"["}, Label: "step before", Group: groupRows, Do: p.turn(-1), Off: turn(-1)},
	}, p.labDoc.Keys())
}

func (p *stepPage) turn(by int) func() tea.Cmd {
	return func() tea.Cmd {
		p.c.Back()
		return p.c.openStep(p.lab, p.at+by)
	}
}

func (p *stepPage) check() tea.Cmd {
	cmd := p.look("checking", func(w *labs.World, a *labs.Attempt) func(*Console) tea.Cmd {
		o := a.Check(w, p.lab, p.at)
		return func(c *Console) tea.Cmd {
			c.labs.outcomes[p.name()] = o
			return c.Say(p.said(o, a))
		}
	})
	p.renew()
	return cmd
}

// said is what came of a check, in a line.
func (p *stepPage) said(o labs.Outcome, a *labs.Attempt) string {
	switch {
	case !o.Passed && !a.Record(p.step().ID).Passed.IsZero():
		return "it was done before; by now " + o.Missing[0]
	case !o.Passed:
		return "not yet: " + o.Missing[0]
	case !o.Done:
		return "well done; now the question: a answers it"
	case a.Done(p.lab) == len(p.lab.Steps):
		return "well done: that was the last step. esc, then W writes the report"
	}
	return "well done; ] is the next step"
}

func (p *stepPage) hint() tea.Cmd {
	return p.look("opening a hint", func(_ *labs.World, a *labs.Attempt) func(*Console) tea.Cmd {
		a.Hint(p.step())
		return nil
	})
}

// answer asks for the answer and has it judged.
func (p *stepPage) answer() tea.Cmd {
	q := p.step().Question
	field := ui.Field{Name: "answer", Label: "answer", Needed: true}
	if len(q.Choices) > 0 {
		field.Kind, field.Choices, field.Value = ui.ChoiceField, q.Choices, q.Choices[0]
	}
	f := ui.NewForm("Question", field)
	f.Submit = "answer"
	f.Preview = func(ui.Values) []ui.Line { return []ui.Line{ui.Say(q.Ask)} }
	f.Done = func(v ui.Values) (ui.Dialog, tea.Cmd) { return nil, p.judge(v["answer"]) }
	p.c.dialogs.Open(f)
	return nil
}

func (p *stepPage) judge(answer string) tea.Cmd {
	return p.look("judging the answer", func(w *labs.World, a *labs.Attempt) func(*Console) tea.Cmd {
		o := a.Answer(w, p.lab, p.at, answer)
		return func(c *Console) tea.Cmd {
			if len(o.Missing) > 0 {
				c.news = note{o.Missing[0], themes.Warn}
				return nil
			}
			return c.Say("right. " + p.said(labs.Outcome{Passed: true, Done: o.Done}, a))
		}
	})
}

// copy offers the texts to paste and the commands, one by one.
func (p *stepPage) copy() tea.Cmd {
	var items []ui.Item
	for _, text := range p.step().Paste {
		items = append(items, ui.Item{Title: text.Name, Do: func() tea.Cmd { return p.c.copied(text.Text, "the "+text.Name) }})
	}
	for _, command := range p.c.labs.commands[p.name()].filled {
		items = append(items, ui.Item{Title: command, Do: func() tea.Cmd { return p.c.copied(command, "the command") }})
	}
	if len(items) == 0 {
		return p.c.Say(p.busyOr("there is no command"))
	}
	p.c.dialogs.Open(ui.NewMenu("Copy", items))
	return nil
}
