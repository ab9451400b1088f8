package views

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/awsclient/watch"
)

// logTail is a page of log lines: those of a group, or of one of its streams.
// It follows what is written, or stands at a time in the past.
type logTail struct {
	c      *Console
	group  string
	stream string // "" for all
	parts  *logParts

	lines    logLines
	waiting  []awsclient.LogEvent // came while paused
	missed   int                  // came while paused and are no longer kept
	paused   bool
	follow   bool // the cursor stays on the newest line
	paid     bool // wants a live session, for which AWS charges by the minute, instead of asking again and again
	live     bool // the last lines came from a live session
	around   int  // context lines on each side of a match
	open     map[int64]bool
	allOpen  bool
	cursor   int64 // number of the line under it
	top      int64 // number of the first line drawn
	inner    int   // lines of the first one that are scrolled out
	shown    []int // as drawn last
	height   int
	pattern  string // as typed, and good
	mistake  *logpattern.Mistake
	wrongBy  string // the text with the mistake
	seen     *watch.Snapshot
	past     *pastLines // nil while it follows the present
	work     *tailWork
	loading  string // what is being loaded, "" when nothing is
	loaded   bool
	at       time.Time // wall time of the last answer
	err      *awsclient.Error
	failedAt time.Time
	over     bool // the tail ended by itself
}

// tailWork is a tail that runs. Its goroutine ends with the context.
type tailWork struct {
	cancel context.CancelFunc
	done   <-chan struct{}
	looks  chan tailLook
}

// tailLook is what one look brought.
type tailLook struct {
	events []awsclient.LogEvent
	err    error
}

const (
	tailHistory  = 200              // lines from before the page was opened
	tailRetry    = 10 * time.Second // how long after a failure the tail begins anew
	tailSilence  = 20 * time.Second // without an answer for so long, what is shown is stale
	waitingLines = linesKept
)

// historySpans are how far back it looks for lines to begin with: not farther
// than needed, since CloudWatch Logs reads everything in between.
func historySpans() []time.Duration { return []time.Duration{10 * time.Minute, 24 * time.Hour} }

func newLogTail(c *Console, parts *logParts, group, stream string) *logTail {
	return &logTail{c: c, parts: parts, group: group, stream: stream, follow: true, open: map[int64]bool{}}
}

func (p *logTail) Title() string       { return p.group }
func (p *logTail) Wants() []watch.Want { return wantAll(watch.LogGroups) }
func (p *logTail) Trouble() int        { return 0 }
func (p *logTail) See(s *watch.Snapshot) {
	p.seen = s
}

// Run begins the tail, again some time after it failed.
func (p *logTail) Run() tea.Cmd {
	if p.past != nil {
		return p.past.more(p)
	}
	waiting := p.err != nil && p.c.snap.Wall.Sub(p.failedAt) < tailRetry
	if p.work != nil || p.over || waiting {
		return nil
	}
	return p.begin()
}

// Stop ends the tail; what was read stays.
func (p *logTail) Stop() {
	if p.work != nil {
		p.work.cancel()
		p.work = nil
	}
}

func (p *logTail) streams() []string {
	if p.stream == "" {
		return nil
	}
	return []string{p.stream}
}

// begin starts a tail in a goroutine of its own: with the lines from just
// before, if there are none yet.
func (p *logTail) begin() tea.Cmd {
	ctx, cancel := context.WithCancel(p.c.opts.Context)
	work := &tailWork{cancel: cancel, done: ctx.Done(), looks: make(chan tailLook)}
	p.work, p.over = work, false
	query := awsclient.TailQuery{Groups: []string{p.group}, Streams: p.streams(), Since: p.lines.newest()}
	if arn := p.parts.arnOf(p.c.snap, p.group); arn != "" && p.paid {
		query.Groups, query.Live = []string{arn}, true
	}
	client, now := p.c.opts.Client, p.c.snap.Now
	go work.tail(ctx, client, p.group, query, now)
	return p.pull(work)
}

// tail sends what comes until the context ends.
func (w *tailWork) tail(ctx context.Context, client awsclient.Client, group string, query awsclient.TailQuery, now time.Time) {
	defer close(w.looks)
	send := func(events []awsclient.LogEvent, err error) bool {
		select {
		case w.looks <- tailLook{events, err}:
			return err == nil
		case <-ctx.Done():
			return false
		}
	}
	if query.Since.IsZero() {
		before, err := historyOf(ctx, client, awsclient.LogQuery{Group: group, Streams: query.Streams}, now)
		if !send(before, err) {
			return
		}
		query.Since = now.Add(-historySpans()[0])
		if n := len(before); n > 0 {
			query.Since = before[n-1].At
		}
	}
	for events, err := range client.Tail(ctx, query) {
		if !send(events, err) {
			return
		}
	}
}

// historyOf are the last lines before now, oldest first.
func historyOf(ctx context.Context, client awsclient.Client, q awsclient.LogQuery, now time.Time) ([]awsclient.LogEvent, error) {
	q.Newest, q.Limit = true, tailHistory
	for _, span := range historySpans() {
		q.Start = now.Add(-span)
		page, err := client.LogEvents(ctx, q)
		if err != nil {
			return nil, err
		}
		if len(page.Events) > 0 {
			return oldestFirst(page.Events), nil
		}
	}
	return nil, nil
}

func oldestFirst(events []awsclient.LogEvent) []awsclient.LogEvent {
	slices.Reverse(events)
	sort.SliceStable(events, func(i, j int) bool { return events[i].At.Before(events[j].At) })
	return events
}

// pull waits for the next look.
func (p *logTail) pull(work *tailWork) tea.Cmd {
	return p.c.later(func() func(*Console) tea.Cmd {
		look, open := <-work.looks // the goroutine closes it when its context ends
		return func(*Console) tea.Cmd {
			switch {
			case p.work != work:
				return nil // it was stopped meanwhile
			case !open:
				p.work, p.over = nil, true
				work.cancel()
				return nil
			case look.err != nil:
				p.Stop()
				p.fail(look.err)
				return nil
			}
			p.take(look.events)
			return p.pull(work)
		}
	})
}

// fail notes why there are no lines.
func (p *logTail) fail(err error) {
	p.err, p.failedAt = logsError(err), p.c.snap.Wall
}

// logsError is the client's error in an error.
func logsError(err error) *awsclient.Error {
	var known *awsclient.Error
	if errors.As(err, &known) {
		return known
	}
	return &awsclient.Error{Kind: awsclient.KindOf(err), Service: "CloudWatch Logs", Message: err.Error()}
}

// take adds new lines, or keeps them for later while paused.
func (p *logTail) take(events []awsclient.LogEvent) {
	p.loaded, p.err, p.at = true, nil, p.c.snap.Wall
	if len(events) > 0 {
		p.live = events[0].ID == ""
	}
	if p.paused {
		p.waiting = append(p.waiting, events...)
		if over := len(p.waiting) - waitingLines; over > 0 {
			p.waiting, p.missed = slices.Clone(p.waiting[over:]), p.missed+over
		}
		return
	}
	p.lines.push(events)
	for n := range p.open {
		if n < p.lines.first {
			delete(p.open, n)
		}
	}
}

// togglePause holds the lines still, or lets those in that came meanwhile.
func (p *logTail) togglePause() {
	p.paused = !p.paused
	if p.paused {
		return
	}
	p.lines.push(p.waiting)
	p.waiting, p.missed = nil, 0
}

// toggleFollow goes to the newest line and stays there, or stays here.
func (p *logTail) toggleFollow() {
	if p.past != nil {
		p.present()
		return
	}
	p.follow = !p.follow
	if p.follow && p.paused {
		p.togglePause()
	}
}

// present goes back from the past.
func (p *logTail) present() {
	p.past, p.loading, p.err, p.over = nil, "", nil, false
	p.paused, p.waiting, p.missed = false, nil, 0
	p.lines.reset()
	clear(p.open)
	p.follow = true
}

// toggleLive asks for lines in the other way. Asking again and again costs
// nothing, so that is how it begins.
func (p *logTail) toggleLive() tea.Cmd {
	p.paid, p.live = !p.paid, false
	p.Stop()
	p.over, p.err = false, nil
	if p.paid {
		return p.c.Say("asks for a live tail session, for which AWS charges by the minute")
	}
	return p.c.Say("new lines are asked for every two seconds")
}

// Source tells how old the lines are and what went wrong.
func (p *logTail) Source() Source {
	s := Source{Loaded: p.loaded, At: p.at, Every: tailSilence, Err: p.err}
	s.Stale = p.loaded && p.past == nil && p.seen != nil && p.seen.Wall.Sub(p.at) > tailSilence
	if p.past != nil {
		s.At = p.c.snap.Wall // the past does not age
	}
	return s
}

// SetFilter shows only what a filter pattern matches. While it is being typed
// the page points at what is wrong with it.
func (p *logTail) SetFilter(text string) error {
	pattern, err := logpattern.Parse(text)
	if err != nil {
		p.wrongBy = text
		if !errors.As(err, &p.mistake) {
			p.mistake = nil
		}
		return errors.New("not a filter pattern yet")
	}
	p.pattern, p.mistake, p.wrongBy = text, nil, ""
	p.lines.match(pattern)
	return nil
}

func (p *logTail) Filter() string { return p.pattern }

// Status counts lines.
func (p *logTail) Status() string {
	total := strconv.Itoa(len(p.lines.all))
	if p.pattern == "" {
		return total
	}
	return strconv.Itoa(p.lines.matches) + " of " + total
}
