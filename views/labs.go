package views

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient/labs"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// labDesk is what the console knows of the labs: the progress, and what came
// of the last check of each step. Pages draw from it; it changes in Update
// only.
type labDesk struct {
	keeper   labs.Keeper
	progress *labs.Progress // nil until it is loaded
	account  string         // and region, in which the attempts are
	region   string
	busy     string // what is under way: "checking"

	outcomes map[labStep]labs.Outcome
	commands map[labStep]labCommands
	running  *labStep // the step that was opened last, nil when no lab runs
	hidden   bool     // the strip is not shown
}

// labStep names a step.
type labStep struct {
	lab  string
	step int
}

// labCommands are a step's commands with this world's ids, and what of them is
// not known yet.
type labCommands struct {
	filled  []string
	missing []string
}

func newLabDesk(keeper labs.Keeper) *labDesk {
	if keeper == nil {
		keeper = labs.Memory()
	}
	return &labDesk{keeper: keeper, outcomes: map[labStep]labs.Outcome{}, commands: map[labStep]labCommands{}}
}

func (d *labDesk) attempt(l *labs.Lab) *labs.Attempt {
	if d.progress == nil {
		return nil
	}
	return d.progress.Attempt(l, d.account, d.region)
}

// offBusy is why nothing can be begun now.
func (d *labDesk) offBusy() string {
	if d.busy != "" {
		return "one moment: " + d.busy
	}
	return ""
}

// openLabs opens the list of labs above what is in sight; the lab that runs,
// at its step.
func (c *Console) openLabs() tea.Cmd {
	if c.here.client == nil {
		return c.Say("there is no account to look at")
	}
	if slices.ContainsFunc(c.places[c.at].pages, func(p page) bool { _, ok := p.Pane.(*labsPage); return ok }) {
		return c.Say("the labs are open here; esc goes back to their list")
	}
	c.Push(newLabsPage(c))
	if at := c.labs.running; at != nil {
		if l, ok := labs.Find(at.lab); ok {
			c.Push(newLabPage(c, l))
			return c.openStep(l, at.step)
		}
	}
	return c.labWork("opening the labs", nil)
}

// labWork lets something read the account, and change the progress, outside
// Update. What it returns happens to the console in the end; the progress is
// then the changed one, and kept. Without work it is only loaded.
func (c *Console) labWork(what string, work func(*labs.World, *labs.Progress) func(*Console) tea.Cmd) tea.Cmd {
	d := c.labs
	if why := d.offBusy(); why != "" {
		return c.Say(why)
	}
	d.busy = what
	client, now, engine := c.here.client, c.snap.Now, c.opts.Engine
	had := d.progress
	return c.later(func() func(*Console) tea.Cmd {
		ctx, cancel := c.calling()
		defer cancel()
		if engine != nil {
			now = engine.Now()
		}
		w := labs.NewWorld(ctx, client, now)
		account := w.Account()
		progress, err := cloneProgress(d.keeper, had)
		var then func(*Console) tea.Cmd
		if err == nil && w.Err() == nil && work != nil {
			then = work(w, progress)
			err = d.keeper.Save(progress)
		}
		return func(c *Console) tea.Cmd {
			d.busy = ""
			if w.Err() != nil || err != nil {
				return c.labFailed(w.Err(), err)
			}
			d.progress, d.account, d.region = progress, account, w.Region()
			c.labsChanged()
			if then == nil {
				return nil
			}
			return then(c)
		}
	})
}

// cloneProgress is a progress to change, loaded the first time.
func cloneProgress(keeper labs.Keeper, had *labs.Progress) (*labs.Progress, error) {
	if had == nil {
		return keeper.Load()
	}
	data, err := had.Encode()
	if err != nil {
		return nil, err
	}
	return labs.DecodeProgress(data)
}

// labFailed says that the account or the file did not answer.
func (c *Console) labFailed(account, file error) tea.Cmd {
	c.labsChanged()
	if account == nil {
		c.news = note{file.Error(), themes.Bad}
		return nil
	}
	c.news = note{failureWords(account), themes.Bad}
	return c.dialogs.OpenUnasked(ui.NewMessage("The account did not answer", failureLines(account)...), graceTime)
}

// labsChanged lets the pages of labs be drawn anew.
func (c *Console) labsChanged() {
	for _, p := range c.places[c.at].pages {
		if of, ok := p.Pane.(interface{ renew() }); ok {
			of.renew()
		}
	}
}

// labStrip is the line that reminds of the step that is being done, on pages
// that are not the lab's.
func (c *Console) labStrip() ui.Line {
	at := c.labs.running
	if at == nil || c.labs.hidden {
		return nil
	}
	l, ok := labs.Find(at.lab)
	if _, onLab := c.top().(interface{ renew() }); !ok || onLab || c.labs.attempt(l).Next(l) == len(l.Steps) {
		return nil
	}
	s := &l.Steps[at.step]
	line := ui.Line{{Text: "L ", Role: themes.Key}, {Text: "lab " + l.ID + " " + strconv.Itoa(at.step+1) + "/" + strconv.Itoa(len(l.Steps)) + "  ", Role: themes.Dim}, {Text: s.Title, Role: themes.Accent}}
	if o, ok := c.labs.outcomes[*at]; ok && !o.Passed && len(o.Missing) > 0 {
		line = append(line, ui.Span{Text: "  not yet: " + o.Missing[0], Role: themes.Dim})
	}
	return line
}

// labDoc is a page of the labs: a document that is made anew when the progress
// changes.
type labDoc struct {
	docPage
}

func newLabDoc(title string, make func() *ui.Document) labDoc {
	p := labDoc{docPage{title: title}}
	p.document = func(*watch.Snapshot) *ui.Document { return make() }
	return p
}

// renew makes the document anew.
func (p *labDoc) renew() { p.view.SetDocument(p.document(nil)) }

// labsPage is the list of labs.
type labsPage struct{ labDoc }

func newLabsPage(c *Console) *labsPage {
	return &labsPage{newLabDoc("Labs", func() *ui.Document { return labsDocument(c) })}
}

func labsDocument(c *Console) *ui.Document {
	d := &ui.Document{}
	d.Heading("Labs")
	for i, l := range labs.All() {
		a := c.labs.attempt(l)
		d.Link(strconv.Itoa(i+1), ui.Line{{Text: ui.Pad(l.Title, 44)}, {Text: labDone(c, l, a), Role: labRole(l, a)}}, l.ID, func() tea.Cmd {
			c.Push(newLabPage(c, l))
			return nil
		})
	}
	d.Paragraph("A lab is work to be done in an account, step by step. Each step can be done here or with aws; either way it is the account itself that is looked at. Nothing is passed by going on.")
	d.Paragraph("Labs begin in the scenario homework (fleetglass demo --scenario homework), Free flight in intruder; the others also in an account of your own: there, what you make costs money until you take it away.")
	return d
}

func labDone(c *Console, l *labs.Lab, a *labs.Attempt) string {
	if c.labs.progress == nil {
		return ""
	}
	if a == nil {
		return strconv.Itoa(len(l.Steps)) + " steps"
	}
	return strconv.Itoa(a.Done(l)) + " of " + strconv.Itoa(len(l.Steps)) + " done"
}

func labRole(l *labs.Lab, a *labs.Attempt) themes.Role {
	if a != nil && a.Done(l) == len(l.Steps) {
		return themes.Good
	}
	return themes.Dim
}
