package views

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
	"fleetglass/ui"
)

// engineClock is the engine's clock as it was at the last snapshot.
type engineClock struct {
	speed  float64
	paused bool
}

func readClock(e Engine) engineClock {
	if e == nil {
		return engineClock{}
	}
	return engineClock{e.Speed(), e.Paused()}
}

// speeds are those that + and - go through.
func speeds() []float64 { return []float64{1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600} }

// faster is the next speed above one, or the last.
func faster(speed float64) float64 {
	all := speeds()
	for _, s := range all {
		if s > speed {
			return s
		}
	}
	return all[len(all)-1]
}

// slower is the next speed below one, or the first.
func slower(speed float64) float64 {
	all := speeds()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i] < speed {
			return all[i]
		}
	}
	return all[0]
}

// engineKeys are offered only where there is an engine.
func (c *Console) engineKeys() []ui.Key {
	keys := []ui.Key{
		{Keys: []string{"p"}, Label: "pause", Help: "stop the engine's clock, or let it go on", Group: groupEngine, Do: c.pause},
		{Keys: []string{"+", "="}, Label: "faster", Group: groupEngine, Do: func() tea.Cmd { return c.setSpeed(faster(c.clock.speed)) }},
		{Keys: []string{"-"}, Label: "slower", Group: groupEngine, Do: func() tea.Cmd { return c.setSpeed(slower(c.clock.speed)) }},
		{Keys: []string{"n"}, Label: "next event", Help: "move the clock to the next event", Group: groupEngine, Do: c.step},
	}
	if e := c.opts.Engine; e != nil && len(e.Faults()) == 0 {
		return keys // a recording: nothing can happen to it
	}
	return append(keys, ui.Key{Keys: []string{"i"}, Label: "inject", Help: "inject a fault, into this row if it fits", Group: groupEngine, Hint: 7, Do: run(c.askFault)})
}

func (c *Console) pause() tea.Cmd {
	paused := !c.clock.paused
	c.clock.paused = paused // the screen need not wait for the engine
	return c.onEngine(func(e Engine) { e.Pause(paused) })
}

func (c *Console) setSpeed(speed float64) tea.Cmd {
	c.clock.speed, c.clock.paused = speed, false
	return c.onEngine(func(e Engine) { e.SetSpeed(speed); e.Pause(false) })
}

func (c *Console) step() tea.Cmd { return c.onEngine(Engine.StepEvent) }

// onEngine does something to the engine outside Update, then looks at once at
// what became of it.
func (c *Console) onEngine(do func(Engine)) tea.Cmd {
	return c.later(func() func(*Console) tea.Cmd {
		do(c.opts.Engine)
		clock := readClock(c.opts.Engine)
		return func(c *Console) tea.Cmd {
			c.clock = clock
			c.opts.Watcher.Refresh()
			return nil
		}
	})
}

// askFault is the menu of faults. One that fits the selected row happens to
// it at once; for others the subject is chosen.
func (c *Console) askFault() {
	var items []ui.Item
	ref, _, selected := c.selected()
	for _, f := range c.opts.Engine.Faults() {
		item := ui.Item{Title: f.Label, Detail: f.Help, Do: func() tea.Cmd { return c.chooseSubject(f) }}
		switch {
		case f.Subject == "":
			item.Do = func() tea.Cmd { return c.inject(f, "") }
		case selected && ref.Kind == f.Subject:
			item.Title += ": " + c.kinds[ref.Kind].label(c.snap, ref.ID)
			item.Do = func() tea.Cmd { return c.inject(f, ref.ID) }
		}
		items = append(items, item)
	}
	c.dialogs.Open(ui.NewMenu("Inject a fault", items, ui.In(themes.Dim, "The engine does it now; AWS's rules take it from there.")))
}

// chooseSubject asks what a fault happens to.
func (c *Console) chooseSubject(f FaultChoice) tea.Cmd {
	kind, ok := c.kinds[f.Subject]
	if !ok {
		return c.Say("there is nothing here that this could happen to")
	}
	var items []ui.Item
	for _, e := range kind.entries(c.snap) {
		items = append(items, ui.Item{Title: e.label, Names: []string{e.id}, Group: f.Subject, Do: func() tea.Cmd { return c.inject(f, e.id) }})
	}
	c.dialogs.Open(ui.NewPalette(f.Label, items))
	return nil
}

func (c *Console) inject(f FaultChoice, subject string) tea.Cmd {
	return c.later(func() func(*Console) tea.Cmd {
		err := c.opts.Engine.Inject(f.Fault, subject)
		return func(c *Console) tea.Cmd {
			if err != nil {
				c.news = note{f.Label + ": " + err.Error(), themes.Bad}
				return nil
			}
			c.opts.Watcher.Refresh()
			return c.Say("done: " + strings.TrimSpace(f.Label+" "+subject))
		}
	})
}
