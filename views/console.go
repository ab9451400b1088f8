package views

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/labs"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// Watcher is where snapshots come from: *watch.Watcher, or a test's own.
type Watcher interface {
	Want([]watch.Want)
	Snapshots() <-chan *watch.Snapshot
	Poke(...watch.Kind)
	Refresh()
	Hold(bool)
	Switch(...awsclient.Client) // one for each region
}

// Options are what a console is made of.
type Options struct {
	Context context.Context // ends calls that are under way; nil: Background
	Watcher Watcher
	Client  awsclient.Client // for writes and for what is asked once
	// InRegion is the client for another region; nil: regions cannot be
	// changed.
	InRegion func(region string) awsclient.Client
	// Profiles are the accounts that may be changed to, by the names of the AWS
	// configuration; nil: the account cannot be changed. InProfile opens one.
	Profiles  func() []string
	InProfile func(ctx context.Context, profile string) (Account, error)
	Engine    Engine // nil on a real account
	Backend   string // "demo", or the profile's name
	// Recording is a word on the recording that is made of all this, and whether
	// all is well with it; nil: none is made.
	Recording func() (word string, well bool)
	Writes    bool // changes are allowed
	// Theme is used as it is; nil follows the terminal's background.
	Theme *themes.Theme
	ASCII bool
	// Labs keeps the progress of labs; nil forgets it at the end.
	Labs labs.Keeper
	// Favourites keeps graphs; nil forgets them at the end.
	Favourites FavouriteKeeper
	// Save writes an export under a name and says where; nil writes into the
	// working directory.
	Save func(name string, data []byte) (path string, err error)
}

// Account is what a console needs of another account than that it began with.
type Account struct {
	Client   awsclient.Client
	InRegion func(region string) awsclient.Client
}

// Console is the root of the program: it has the panes and their history, the
// dialogs above them and the frame around them, and hands each message to
// whom it concerns. Make one with New.
type Console struct {
	opts    Options
	glyphs  *themes.Glyphs
	painter *ui.Painter
	sides   []*side         // the regions that are watched, at least one
	leading int             // which of them pages show that show one
	whole   *watch.Snapshot // of all of them

	// Of the region stood in: see stand.
	here    *side
	kinds   map[string]AnyKind
	entries []Entry
	ties    *Ties
	snap    *watch.Snapshot

	places []*place // the panes on digits, in order
	at     int      // which of them is in sight

	dialogs    ui.Dialogs
	typing     *filterLine // the filter being typed, nil when none is
	news       note
	running    map[placedRef]string // what is being done to rows
	runner     Runner               // the page in sight that runs something, nil when none does
	labs       *labDesk
	favourites *favourites
	busyCount  uint64
	journal    []journalLine
	leftOut    map[string][]string // fields of columns that a kind's lists do without
	clock      engineClock
	held       bool
	past       watch.Past      // what was seen, to look back
	present    *watch.Snapshot // what there is now, while the screen shows the past; nil otherwise
	wanted     string          // what the watcher was asked for last
	wantedFrom identity

	size      ui.Rect
	drawing   drawing
	clicked   Ref           // the row that the last click selected
	mouseFree bool          // the terminal has the mouse, to select text with
	ownTheme  *themes.Theme // a user's own, beside the built-in ones; nil for none
}

// New makes a console. It starts nothing: run it as a tea.Program.
func New(opts Options) *Console {
	if opts.Context == nil {
		opts.Context = context.Background()
	}
	theme := opts.Theme
	if theme == nil {
		theme = themes.Dark()
	}
	c := &Console{opts: opts, painter: ui.NewPainter(theme, opts.ASCII), running: map[placedRef]string{}, labs: newLabDesk(opts.Labs), favourites: newFavourites(opts.Favourites), whole: &watch.Snapshot{}, drawing: drawing{rest: rest}}
	c.glyphs = c.painter.Glyphs
	if opts.Theme != nil && !slices.Contains(themes.Names(), opts.Theme.Name) {
		c.ownTheme = opts.Theme
	}
	c.sides = []*side{newSide(opts.Client, c.glyphs)}
	c.stand(c.lead())
	c.bringPanes()
	c.goTo(0)
	return c
}

// The root's own messages.
type (
	// snapshotMsg brings a snapshot, and the engine's clock as it was then.
	snapshotMsg struct {
		snap  *watch.Snapshot
		clock engineClock
	}
	// doneMsg brings the end of something that ran outside Update.
	doneMsg struct{ do func(*Console) tea.Cmd }
)

// Init asks for the first snapshot and for the terminal's background.
func (c *Console) Init() tea.Cmd {
	if c.opts.Theme != nil {
		return c.nextSnapshot()
	}
	return tea.Batch(c.nextSnapshot(), tea.RequestBackgroundColor)
}

// Update hands a message to whom it concerns.
func (c *Console) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		c.size = ui.Rect{W: msg.Width, H: msg.Height}
	case tea.KeyPressMsg:
		cmd = c.press(msg)
	case tea.PasteMsg:
		cmd = c.paste(msg)
	case tea.MouseClickMsg:
		cmd = c.click(msg)
	case tea.MouseWheelMsg:
		cmd = c.wheel(msg)
	case tea.BackgroundColorMsg:
		c.background(msg.IsDark())
	case snapshotMsg:
		cmd = c.see(msg)
	case doneMsg:
		cmd = msg.do(c)
	case restedMsg:
		return c, c.drawing.rested()
	default:
		return c, c.toDialogs(msg)
	}
	c.settle()
	c.ask()
	return c, tea.Batch(cmd, c.attend(), c.drawing.changed())
}

// toDialogs gives a dialog the messages that only it knows.
func (c *Console) toDialogs(msg tea.Msg) tea.Cmd {
	cmd, handled := c.dialogs.Update(msg)
	if !handled {
		return cmd
	}
	return tea.Batch(cmd, c.drawing.changed())
}

// View is the screen, as it was drawn last.
func (c *Console) View() tea.View {
	v := tea.NewView(c.drawing.show(c.draw))
	v.AltScreen = true
	if !c.mouseFree {
		v.MouseMode = tea.MouseModeCellMotion
	}
	v.WindowTitle = "fleetglass " + c.opts.Backend
	return v
}

// nextSnapshot waits for the watcher's next snapshot. The engine's clock is
// read here, outside Update, because its lock may be held for a while.
func (c *Console) nextSnapshot() tea.Cmd {
	return func() tea.Msg {
		select {
		case s, ok := <-c.opts.Watcher.Snapshots():
			if !ok {
				return nil
			}
			return snapshotMsg{s, readClock(c.opts.Engine)}
		case <-c.opts.Context.Done():
			return nil
		}
	}
}

// see takes a snapshot, unless the screen is held or it is of a region that
// was left.
func (c *Console) see(msg snapshotMsg) tea.Cmd {
	c.clock = msg.clock
	if c.remember(msg.snap) {
		return c.nextSnapshot()
	}
	if c.held || msg.snap.Generation < c.whole.Generation {
		return c.nextSnapshot()
	}
	c.take(msg.snap)
	c.refresh()
	return c.nextSnapshot()
}

// refresh shows the snapshot to the pages that can be seen or that watch for
// changes.
func (c *Console) refresh() {
	first := c.places[0].root(c)
	c.within(c.lead(), func() { first.See(c.shown(first)) })
	top := c.sight()
	c.within(c.sideInSight(), func() { top.See(c.shown(top)) })
}

// background follows the terminal, unless a theme was chosen.
func (c *Console) background(dark bool) {
	if c.opts.Theme != nil {
		return
	}
	if dark {
		c.setTheme(themes.Dark())
	} else {
		c.setTheme(themes.Light())
	}
}

func (c *Console) setTheme(t *themes.Theme) {
	c.painter = ui.NewPainter(t, c.opts.ASCII)
}

// ask tells the watcher what is wanted, when that changed.
func (c *Console) ask() {
	wants := c.top().Wants()
	is := identify(wants)
	if is == c.wantedFrom && is.n > 0 {
		return // a page gives the same slice while it wants the same
	}
	c.wantedFrom = is
	id := wantsID(wants)
	if id == c.wanted {
		return
	}
	c.wanted = id
	c.opts.Watcher.Want(c.tagged(wants))
}

// Snapshot is what the screen shows. It is never nil.
func (c *Console) Snapshot() *watch.Snapshot { return c.snap }

// Glyphs are the signs to draw with.
func (c *Console) Glyphs() *themes.Glyphs { return c.glyphs }

// Ties are the snapshot's ties between resources.
func (c *Console) Ties() *Ties { return c.ties.At(c.snap) }

// region is the region in sight.
func (c *Console) region() string {
	if c.snap.Region != "" {
		return c.snap.Region
	}
	if c.opts.Client != nil {
		return c.opts.Client.Region()
	}
	return "this region"
}

// later runs something that may take time, outside Update; what it returns
// happens to the console when it is done, in the region where it was begun.
func (c *Console) later(work func() func(*Console) tea.Cmd) tea.Cmd {
	begun := c.here
	return func() tea.Msg {
		done := work()
		return doneMsg{func(c *Console) (cmd tea.Cmd) {
			c.within(begun, func() { cmd = done(c) })
			return cmd
		}}
	}
}

// callTimeout bounds one call that a person waits for.
const callTimeout = 30 * time.Second

// calling is the context of one such call.
func (c *Console) calling() (context.Context, context.CancelFunc) {
	return context.WithTimeout(c.opts.Context, callTimeout)
}
