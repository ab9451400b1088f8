package logs

import (
	"math/rand/v2"
	"strings"
	"time"

	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

const (
	// flushEvery is how long an agent gathers lines before it ships them: its
	// own default.
	flushEvery = 5 * time.Second
	// AccessSample is how many requests stand behind a line of an access log.
	// Choice: a server that answers fifty requests a second would write more
	// than anybody reads, so its log is taken to be sampled.
	AccessSample = 60
	// shippedKept is how far back shipped lines can be worked out: as far as
	// the histories that they are worked out of.
	shippedKept = balancing.Retention
)

// batch is what an agent ships at once: the lines of five seconds. The state
// of things at its beginning counts for all of it.
type batch struct {
	r       *Room
	shipper *world.LogShipper
	run     world.LogRun
	from    time.Time
	random  *rand.Rand
	busy    float64 // utilisation of the instance's CPU, 0 to 1
	out     *[]Record
	shipped time.Time
	stream  string
	lines   uint64 // of this batch so far
}

// writer writes the lines of a batch of one sort of file.
type writer func(*batch)

// writerOf is the writer of a file, nil for one that the simulation does not
// know.
func writerOf(file string) writer {
	switch file {
	case "/var/log/httpd/access_log", "/var/log/apache2/access.log", "/var/log/nginx/access.log":
		return (*batch).access
	case "/var/log/httpd/error_log", "/var/log/apache2/error.log", "/var/log/nginx/error.log":
		return (*batch).errors
	case "/var/log/messages", "/var/log/syslog":
		return (*batch).system
	}
	return nil
}

// Record is an event as it is read.
type Record struct {
	Stream       string
	At, Ingested time.Time
	Seq          uint64 // tells events of a stream apart that have the same time
	Message      string
}

// shipped adds the lines that an agent has shipped by a time, and that are
// from a stretch of time. They are in the order of batches.
func (r *Room) shipped(out []Record, s *world.LogStream, from, to, by time.Time) []Record {
	if oldest := r.k.Now().Add(-shippedKept); from.Before(oldest) {
		from = oldest
	}
	write := writerOf(s.Shipper.File)
	seed := balancing.Hash(s.Shipper.Instance+s.Shipper.File) ^ r.k.World.Seed
	source := rand.NewPCG(0, 0)
	b := &batch{r: r, shipper: s.Shipper, random: rand.New(source), out: &out, stream: s.Name}
	var minute int64
	for _, run := range s.Shipper.Runs {
		if !run.To.IsZero() && !run.To.After(from) || !run.Booted.Before(to) {
			continue
		}
		b.run = run
		first := run.Booted.Truncate(flushEvery)
		if first.Before(from) {
			first = from.Truncate(flushEvery)
		}
		for at := first; at.Before(to) && (run.To.IsZero() || at.Before(run.To)); at = at.Add(flushEvery) {
			b.from, b.shipped, b.lines = at, at.Add(flushEvery), 0
			if b.shipped.Before(run.From) {
				b.shipped = run.From
			}
			if b.shipped.After(by) {
				break
			}
			if m := at.Unix() / 60; m != minute {
				minute, b.busy = m, r.busy(s.Shipper.Instance, at)
			}
			source.Seed(seed, uint64(at.Unix()))
			write(b)
		}
	}
	return within(out, from, to)
}

// within drops the records outside of a stretch: batches are cut at its ends.
func within(list []Record, from, to time.Time) []Record {
	kept := list[:0]
	for _, l := range list {
		if !l.At.Before(from) && l.At.Before(to) {
			kept = append(kept, l)
		}
	}
	return kept
}

// busy is how busy an instance was in the minute before a time.
func (r *Room) busy(instance string, at time.Time) float64 {
	if r.telemetry == nil {
		return 0
	}
	percent, _ := r.telemetry.CPU(instance, at.Add(-time.Minute))
	return percent / 100
}

// add writes a line at a time within the batch.
func (b *batch) add(at time.Time, message string) {
	b.lines++
	*b.out = append(*b.out, Record{Stream: b.stream, At: at, Ingested: b.shipped, Seq: uint64(b.from.Unix())<<20 | b.lines, Message: message})
}

// served tells whether the server runs in this batch: before the agent does,
// it only boots.
func (b *batch) served() bool { return !b.from.Before(b.run.From) }

// feed is a workload and the share of it that goes to a pool.
type feed struct {
	workload string
	share    *world.StepHistory
	pages    []page // nil until they are asked for
}

// arrival is what comes to the server from one workload through one pool.
type arrival struct {
	rate float64 // requests a second
	feed *feed
	load *world.Workload
}

// workers begins the names of pools that take jobs, not requests.
const workers = "group/"

// visit tells, for each pool that the server is in, what it answers there and
// what comes to it.
func (b *batch) visit(each func(pool string, a balancing.Answers, receives bool, arrivals []arrival)) {
	for _, c := range b.r.balancing.Carried(b.shipper.Instance) {
		v := balancing.At(c.History, b.from)
		if v == nil || strings.HasPrefix(c.Pool, workers) || balancing.Standing(v[0]) == balancing.Gone {
			continue
		}
		serving := balancing.ServingFrom(balancing.At(b.r.k.World.Metrics.Serving.Get(c.Pool), b.from))
		receives := serving.Receiving > 0 && balancing.Standing(v[0]).Receives(serving.FailOpen)
		var arrivals []arrival
		if receives {
			arrivals = b.r.arrivals(c.Pool, b.from, serving.Receiving)
		}
		each(c.Pool, balancing.AnswersFrom(v), receives, arrivals)
	}
}

func (r *Room) arrivals(pool string, at time.Time, receiving int) []arrival {
	var list []arrival
	feeds := r.feedsOf(pool)
	for i := range feeds {
		f := &feeds[i]
		w := r.k.World.Workloads.Get(f.workload)
		share := balancing.At(f.share, at)
		if w == nil || share == nil || share[0] == 0 {
			continue
		}
		list = append(list, arrival{rate: share[0] * r.balancing.Demand(w, at) / float64(receiving), feed: f, load: w})
	}
	return list
}
