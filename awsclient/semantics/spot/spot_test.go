package spot_test

import (
	"encoding/json"
	"math"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/spot"
)

func at(minutes float64) time.Time {
	return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(minutes * float64(time.Minute)))
}

// EC2/spot-request-status, the tables of every step.
func TestStatusesAreTheDocumentation(t *testing.T) {
	for _, row := range strings.Split(strings.TrimSpace(`
pending-evaluation                          open      open      -
bad-parameters                              closed    closed    -
bad-parameters                              failed    failed    -
capacity-not-available                      open      open      -
price-too-low                               open      open      -
not-scheduled-yet                           open      open      -
launch-group-constraint                     open      open      -
az-group-constraint                         open      open      -
placement-group-constraint                  open      open      -
constraint-not-fulfillable                  open      open      -
schedule-expired                            cancelled cancelled -
canceled-before-fulfillment                 cancelled cancelled -
system-error                                closed    closed    -
pending-fulfillment                         open      open      -
fulfilled                                   active    active    pending
fulfilled                                   active    active    running
fulfilled                                   active    active    stopped
marked-for-stop                             active    active    stopping
marked-for-stop                             active    active    running
marked-for-termination                      active    active    running
request-canceled-and-instance-running       cancelled cancelled running
instance-stopped-by-price                   disabled  disabled  stopped
instance-stopped-by-user                    disabled  disabled  stopped
instance-stopped-by-user                    cancelled cancelled stopped
instance-stopped-no-capacity                disabled  disabled  stopped
instance-terminated-by-price                closed    open      terminated
instance-terminated-by-service              cancelled cancelled terminated
instance-terminated-by-user                 closed    open      terminated
instance-terminated-by-user                 cancelled cancelled terminated
instance-terminated-no-capacity             closed    open      running
instance-terminated-no-capacity             closed    open      terminated
instance-terminated-launch-group-constraint closed    open      terminated`), "\n") {
		f := strings.Fields(row)
		s, ok := spot.Lookup(f[0])
		instance := strings.TrimPrefix(f[3], "-")
		if !ok || !s.Allows(f[1], instance, false) || !s.Allows(f[2], instance, true) {
			t.Errorf("%v is not allowed by %+v", f, s)
		}
	}
	if s, _ := spot.Lookup(spot.MarkedForTermination); s.Allows(spot.Active, "terminated", false) || s.Allows(spot.Closed, "running", false) {
		t.Error("marked-for-termination is of an active request and a running instance")
	}
	if _, ok := spot.Lookup("sold-out"); ok {
		t.Error("an unknown code was found")
	}
}

// Every status can be reached, has a message, and its edges keep to the edges
// of the request's states.
func TestEdgesHold(t *testing.T) {
	for _, persistent := range []bool{false, true} {
		reached := map[string]bool{}
		queue := []string{""}
		for len(queue) > 0 {
			from := queue[0]
			queue = queue[1:]
			for _, to := range spot.Next(from, persistent) {
				checkEdge(t, from, to, persistent)
				if !reached[to] {
					reached[to] = true
					queue = append(queue, to)
				}
			}
		}
		for _, s := range spot.Statuses() {
			if !reached[s.Code] || s.Message == "" || s.Phase == "" {
				t.Errorf("%+v, reached %v", s, reached[s.Code])
			}
		}
	}
}

func checkEdge(t *testing.T, from, to string, persistent bool) {
	t.Helper()
	target, ok := spot.Lookup(to)
	if !ok {
		t.Fatalf("%s leads to %q, which is no status", from, to)
	}
	befores := []string{""}
	if s, ok := spot.Lookup(from); ok {
		befores = s.States(persistent)
	}
	for _, before := range befores {
		for _, after := range target.States(persistent) {
			if before == after || slices.Contains(spot.NextStates(before, persistent), after) {
				return
			}
		}
	}
	t.Errorf("%s to %s: no edge between the states of the request (persistent %v)", from, to, persistent)
}

func TestEdgesOfNote(t *testing.T) {
	for _, c := range []struct {
		from, to   string
		persistent bool
		want       bool
	}{
		{spot.Fulfilled, spot.TerminatedNoCapacity, false, true},
		{spot.TerminatedByUser, spot.PendingEvaluation, true, true},
		{spot.TerminatedByUser, spot.PendingEvaluation, false, false},
		{spot.TerminatedByService, spot.PendingEvaluation, true, false},
		{spot.StoppedByUser, spot.PendingEvaluation, false, true},
		{spot.StoppedByUser, spot.Fulfilled, true, false},
		{spot.StoppedByPrice, spot.Fulfilled, true, true},
		{spot.PriceTooLow, spot.CapacityNotAvailable, false, true},
		{spot.PriceTooLow, spot.Fulfilled, false, false},
		{spot.ScheduleExpired, spot.PendingEvaluation, true, false},
		{"no-such-status", spot.Fulfilled, true, false},
	} {
		if got := spot.MayFollow(c.from, c.to, c.persistent); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	for _, final := range []string{spot.Failed, spot.Closed, spot.Cancelled} {
		if spot.NextStates(final, true) != nil {
			t.Errorf("%s is final", final)
		}
	}
}

func TestMaximum(t *testing.T) {
	for _, c := range []struct {
		rules           spot.Rules
		asked, onDemand float64
		want            float64
		refused         string
	}{
		{spot.Today(), 0, 0.1, 0.1, ""},
		{spot.Today(), 0.05, 0.1, 0.05, ""},
		{spot.Today(), 5, 0.1, 5, ""},
		{spot.Today(), -1, 0.1, 0, "InvalidParameterValue"},
		{spot.Auction(), 0, 0.1, 0, "MissingParameter"},
		{spot.Auction(), 1, 0.1, 1, ""},
		{spot.Auction(), 1.01, 0.1, 0, "MaxSpotPriceExceeded"},
	} {
		got, err := c.rules.Maximum(c.asked, c.onDemand)
		if got != c.want || (err != nil) != (c.refused != "") || err != nil && !strings.HasPrefix(err.Error(), c.refused) {
			t.Errorf("%+v: %v, %v", c, got, err)
		}
	}
}

func TestAdmit(t *testing.T) {
	for _, c := range []struct {
		maximum, price float64
		capacity       bool
		code           string
	}{
		{0.1, 0.09, true, spot.PendingFulfillment},
		{0.1, 0.1, true, spot.PendingFulfillment},
		{0.1, 0.11, true, spot.PriceTooLow},
		{0.1, 0.11, false, spot.PriceTooLow},
		{0.1, 0.09, false, spot.CapacityNotAvailable},
	} {
		got := spot.Admit(c.maximum, c.price, c.capacity)
		if got.Code != c.code || got.OK != (c.code == spot.PendingFulfillment) || got.Why == "" {
			t.Errorf("%+v: %+v", c, got)
		}
		if got.OK && spot.OutPriced(c.maximum, c.price) {
			t.Errorf("%+v is admitted and out-priced at once", c)
		}
	}
	// AS/ts-as-capacity, to the letter.
	want := "Your Spot request price of 0.001 is lower than the minimum required Spot request fulfillment price of 0.0031."
	if got := spot.PriceTooLowMessage(0.001, 0.0031); got != want {
		t.Error(got)
	}
}

func TestPrices(t *testing.T) {
	for text, want := range map[string]string{"0.0312": "0.031200", "1": "1.000000", "0.000001": "0.000001"} {
		p, err := spot.ParsePrice(text)
		if err != nil || spot.FormatPrice(p) != want {
			t.Errorf("%s: %v, %v", text, p, err)
		}
	}
	for _, bad := range []string{"", "x", "0", "-1", "NaN", "Inf"} {
		if _, err := spot.ParsePrice(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	if got := spot.Savings(0.03, 0.1); math.Abs(got-70) > 1e-9 {
		t.Error(got)
	}
	if spot.Savings(0.2, 0.1) >= 0 || spot.Savings(1, 0) != 0 {
		t.Error("savings at the edges")
	}
}

// EC2/interruption-reasons and the footnotes of EC2/spot-request-status.
func TestInterrupt(t *testing.T) {
	for _, c := range []struct {
		cause, behaviour, first, last, instance string
		notice                                  time.Duration
	}{
		{"capacity", "", spot.TerminatedNoCapacity, spot.TerminatedNoCapacity, "terminated", 2 * time.Minute},
		{"price", "terminate", spot.MarkedForTermination, spot.TerminatedByPrice, "terminated", 2 * time.Minute},
		{"constraint", "terminate", spot.MarkedForTermination, spot.TerminatedLaunchGroup, "terminated", 2 * time.Minute},
		{"capacity", "stop", spot.MarkedForStop, spot.StoppedNoCapacity, "stopped", 2 * time.Minute},
		{"price", "stop", spot.MarkedForStop, spot.StoppedByPrice, "stopped", 2 * time.Minute},
		{"price", "hibernate", spot.MarkedForStop, spot.StoppedByPrice, "stopped", 0},
	} {
		got, err := spot.Interrupt(c.cause, c.behaviour)
		if err != nil || got.First != c.first || got.Last != c.last || got.Instance != c.instance || got.Notice != c.notice || got.Why == "" {
			t.Errorf("%+v: %+v, %v", c, got, err)
		}
		if !spot.MayFollow(spot.Fulfilled, got.First, false) {
			t.Errorf("%s may not follow fulfilled", got.First)
		}
		if got.First != got.Last && !spot.MayFollow(got.First, got.Last, false) {
			t.Errorf("%s may not follow %s", got.Last, got.First)
		}
	}
	for _, bad := range [][2]string{{"boredom", "stop"}, {"price", "sleep"}} {
		if _, err := spot.Interrupt(bad[0], bad[1]); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}

func TestNoticeEnds(t *testing.T) {
	for _, s := range spot.Statuses() {
		_, got := spot.NoticeEnds(s.Code, at(0))
		want := s.Code == spot.MarkedForStop || s.Code == spot.MarkedForTermination || s.Code == spot.TerminatedNoCapacity
		if got != want {
			t.Errorf("%s: %v", s.Code, got)
		}
	}
	if ends, _ := spot.NoticeEnds(spot.MarkedForStop, at(0)); ends != at(2) {
		t.Error(ends)
	}
}

// What the same run would cost On-Demand, where nobody interrupts.
func TestOnDemandBill(t *testing.T) {
	run := spot.Run{Start: at(0), End: at(61), Interrupted: true}
	if got := spot.Today().OnDemand(run, 0.6).Dollars; math.Abs(got-0.61) > 1e-9 {
		t.Error(got)
	}
	if got := spot.Auction().OnDemand(run, 0.6).Dollars; math.Abs(got-1.2) > 1e-9 {
		t.Error(got)
	}
}

// EC2/spot-instance-termination-notices.
func TestDocuments(t *testing.T) {
	when := time.Date(2017, 9, 18, 8, 22, 0, 0, time.UTC)
	if got := spot.ActionDocument("terminate", when); got != `{"action": "terminate", "time": "2017-09-18T08:22:00Z"}` {
		t.Error(got)
	}
	if got, ok := spot.TerminationDocument("terminate", when); got != "2017-09-18T08:22:00Z" || !ok {
		t.Error(got)
	}
	if _, ok := spot.TerminationDocument("stop", when); ok {
		t.Error("a stop has no termination time")
	}
	for _, text := range []string{spot.RecommendationDocument(when), spot.InterruptionDetail("i-1", "stop")} {
		if !json.Valid([]byte(text)) {
			t.Error(text)
		}
	}
}

func TestBill(t *testing.T) {
	prices := []spot.Change{{At: at(61), Price: 0.12}, {At: at(-100), Price: 0.06}}
	for _, c := range []struct {
		name        string
		rules       spot.Rules
		minutes     float64
		interrupted bool
		billed      time.Duration
		dollars     float64
	}{
		{"by the second", spot.Today(), 30, false, 30 * time.Minute, 0.03},
		{"a minute at least", spot.Today(), 0.1, false, time.Minute, 0.001},
		{"interrupted in the first hour", spot.Today(), 59.9, true, 0, 0},
		{"interrupted after the first hour", spot.Today(), 60, true, time.Hour, 0.06},
		{"the price of an hour is that of its start", spot.Today(), 150, false, 150 * time.Minute, 0.06 + 0.06 + 0.06},
		{"auction: begun hours in full", spot.Auction(), 61, false, 2 * time.Hour, 0.12},
		{"auction: the interrupted hour is free", spot.Auction(), 61, true, time.Hour, 0.06},
		{"auction: the first hour too", spot.Auction(), 59, true, 0, 0},
		{"nothing", spot.Today(), 0, false, 0, 0},
	} {
		got := c.rules.Bill(spot.Run{Start: at(0), End: at(c.minutes), Interrupted: c.interrupted}, prices)
		if got.Billed != c.billed || math.Abs(got.Dollars-c.dollars) > 1e-9 || got.Why == "" {
			t.Errorf("%s: %+v, want %v and $%v", c.name, got, c.billed, c.dollars)
		}
	}
}

// An interruption never costs more than ending the same run oneself, and a
// longer run never costs less.
func TestBillHolds(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	for range 500 {
		var prices []spot.Change
		for range 1 + rnd.Intn(6) {
			prices = append(prices, spot.Change{At: at(float64(rnd.Intn(400) - 60)), Price: rnd.Float64()})
		}
		length := 300 * rnd.Float64()
		for _, r := range []spot.Rules{spot.Today(), spot.Auction()} {
			own := r.Bill(spot.Run{Start: at(0), End: at(length)}, prices)
			cut := r.Bill(spot.Run{Start: at(0), End: at(length), Interrupted: true}, prices)
			longer := r.Bill(spot.Run{Start: at(0), End: at(length + 10)}, prices)
			if cut.Dollars > own.Dollars || longer.Dollars < own.Dollars {
				t.Fatalf("%s, %v minutes: %v, interrupted %v, longer %v", r.Name, length, own, cut, longer)
			}
		}
	}
}

// BC:ec2.DescribeSpotPriceHistory.
func TestHistory(t *testing.T) {
	a := spot.Pool{Type: "m5.large", Zone: "us-east-1a", Product: spot.Linux}
	b := spot.Pool{Type: "m5.large", Zone: "us-east-1b", Product: spot.Linux}
	changes := []spot.Change{
		{a, at(0), 1}, {a, at(10), 2}, {a, at(20), 3}, {a, at(30), 4},
		{b, at(5), 5}, {b, at(40), 6},
	}
	for _, c := range []struct {
		start, end time.Time
		want       []float64
	}{
		{at(15), at(25), []float64{3, 2, 5}},
		{at(20), at(30), []float64{4, 3, 2, 5}},
		{at(100), at(200), []float64{6, 4}},
		{at(-10), at(-5), nil},
		{time.Time{}, time.Time{}, []float64{6, 4, 3, 2, 5, 1}},
	} {
		var got []float64
		for _, change := range spot.History(changes, c.start, c.end) {
			got = append(got, change.Price)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v to %v: %v, want %v", c.start, c.end, got, c.want)
		}
	}
	if got := spot.OldestStart(at(0), at(-200*24*60)); got != at(-90*24*60) {
		t.Error(got)
	}
	if got := spot.OldestStart(at(0), at(-5)); got != at(-5) {
		t.Error(got)
	}
}

func FuzzParsePrice(f *testing.F) {
	for _, seed := range []string{"0.05", "1e-3", "x", "-0", "9999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := spot.ParsePrice(text)
		if err == nil && (!(p > 0) || spot.FormatPrice(p) == "") {
			t.Errorf("%q: %v", text, p)
		}
	})
}
