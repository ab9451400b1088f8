package themes

// Glyphs are the single-cell signs that go with colours, so that nothing is
// told by colour alone. Each field is one cell wide however it is measured.
type Glyphs struct {
	Trouble   string // something is wrong here
	Healthy   string // in service, healthy, running
	Unhealthy string // failing, stopped by a check
	Starting  string // pending, initial, being launched
	Draining  string // draining, terminating
	Quiet     string // nothing there, unused
	Marked    string // a marked row
	Changed   string // a row that differs from the last refresh
	Cursor    string // left edge of the selected row
	Left      string // more columns to the left
	Right     string // more columns to the right
	Up        string // sorted ascending
	Down      string // sorted descending
	More      string // text was cut
	Dot       string // between words
	Crumb     string // between breadcrumbs
	Arrow     string // leads to
	Play      string // the clock runs
	Pause     string // the clock stands
	Check     string // done, on
	Cross     string // off, not done
	Bullet    string // item of a list
	Line      string // horizontal line
	Bar       string // vertical line
}

// Unicode is the ordinary set.
func Unicode() *Glyphs {
	return &Glyphs{
		Trouble: "▲", Healthy: "●", Unhealthy: "○", Starting: "◐", Draining: "◌", Quiet: "·",
		Marked: "◆", Changed: "∙", Cursor: "▌", Left: "‹", Right: "›", Up: "↑", Down: "↓",
		More: "…", Dot: "·", Crumb: "›", Arrow: "→", Play: "►", Pause: "‖", Check: "✓", Cross: "✗",
		Bullet: "•", Line: "─", Bar: "│",
	}
}

// ASCII is the set for terminals and fonts without Unicode.
func ASCII() *Glyphs {
	return &Glyphs{
		Trouble: "!", Healthy: "*", Unhealthy: "o", Starting: "+", Draining: "~", Quiet: ".",
		Marked: "#", Changed: "'", Cursor: ">", Left: "<", Right: ">", Up: "^", Down: "v",
		More: "~", Dot: "-", Crumb: ">", Arrow: ">", Play: ">", Pause: "=", Check: "x", Cross: "-",
		Bullet: "*", Line: "-", Bar: "|",
	}
}
