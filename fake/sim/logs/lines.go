package logs

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// What requests look like (choices).
const (
	serviceTime = 0.004 // seconds besides the work itself
	busiest     = 0.985 // utilisation beyond which answers grow no slower
	quickest    = 0.35  // of the mean: the fastest answers
	pageBytes   = 7200
	errorBytes  = 299
)

// access writes the lines of an access log: one for every so many requests
// that the balancers send here, and one for each of their health checks. In
// the combined format, and the time that the answer took at the end:
// microseconds in Apache's, seconds in nginx's.
func (b *batch) access() {
	if !b.served() {
		return
	}
	b.visit(func(pool string, answers balancing.Answers, receives bool, arrivals []arrival) {
		if answers.Code <= 0 {
			return // nothing answers, and nothing is written
		}
		b.healthChecks(pool, answers)
		for _, a := range arrivals {
			n := int(a.rate*flushEvery.Seconds()/AccessSample + b.random.Float64())
			for range n {
				b.request(a, pool, answers)
			}
		}
	})
}

// status is what the server answers to a request for a page.
func (b *batch) status(a balancing.Answers, path string) int {
	if a.Code != compute.AnswersWell {
		return a.Code
	}
	return compute.Page(world.Server{Pages: b.shipper.Pages}, path)
}

func (b *batch) request(a arrival, pool string, answers balancing.Answers) {
	p := b.choose(b.r.pagesOf(a.feed, a.load, pool))
	status := b.status(answers, p.path)
	bytes := errorBytes
	took := serviceTime
	if status < 400 {
		bytes = int(pageBytes * (0.5 + b.random.Float64()))
		mean := (serviceTime + a.load.Cost) / (1 - min(b.busy, busiest))
		took = mean * (quickest - (1-quickest)*math.Log(1-b.random.Float64()))
	}
	at, who, browsers := b.second(), visitor(b.random.IntN(400)), agents()
	b.line(at, who, p.method+" "+p.path+" HTTP/1.1", status, bytes, browsers[b.random.IntN(len(browsers))], took)
}

func (b *batch) choose(pages []page) page {
	whole := 0.0
	for _, p := range pages {
		whole += p.share
	}
	at := b.random.Float64() * whole
	for _, p := range pages {
		if at -= p.share; at < 0 {
			return p
		}
	}
	return pages[len(pages)-1]
}

// second is some second of the batch.
func (b *batch) second() time.Time {
	return b.from.Add(time.Duration(b.random.IntN(int(flushEvery/time.Second))) * time.Second)
}

// healthChecks writes the checks that one node of a balancer makes.
func (b *batch) healthChecks(pool string, answers balancing.Answers) {
	tg := b.r.k.World.TargetGroups.Get(pool)
	if tg == nil || !tg.Check.Enabled || !strings.HasPrefix(tg.Check.Protocol, "HTTP") || tg.Check.Interval < time.Second {
		return
	}
	path := cmp.Or(tg.Check.Path, "/")
	every, status := int64(tg.Check.Interval/time.Second), b.status(answers, path)
	phase := int64(balancing.Hash(b.shipper.Instance+pool) % uint64(every))
	for s := range int64(flushEvery / time.Second) {
		if at := b.from.Unix() + s; at%every == phase {
			b.line(time.Unix(at, 0).UTC(), node(pool), "GET "+path+" HTTP/1.1", status, 3, "ELB-HealthChecker/2.0", 0.0004)
		}
	}
}

func (b *batch) line(at time.Time, from, request string, status, bytes int, agent string, took float64) {
	text := make([]byte, 0, 192)
	text = append(text, from...)
	text = append(text, " - - ["...)
	text = at.AppendFormat(text, "02/Jan/2006:15:04:05 -0700")
	text = append(text, `] "`...)
	text = append(text, request...)
	text = append(text, `" `...)
	text = strconv.AppendInt(text, int64(status), 10)
	text = append(text, ' ')
	text = strconv.AppendInt(text, int64(bytes), 10)
	text = append(text, ` "-" "`...)
	text = append(text, agent...)
	text = append(text, `" `...)
	if strings.Contains(b.shipper.File, "nginx") {
		text = strconv.AppendFloat(text, took, 'f', 3, 64)
	} else {
		text = strconv.AppendInt(text, int64(took*1e6), 10)
	}
	b.add(at, string(text))
}

// visitor is the address of a visitor, from the blocks that are set aside for
// documentation (RFC 5737).
func visitor(n int) string {
	if n < 200 {
		return "203.0.113." + strconv.Itoa(n+1)
	}
	return "198.51.100." + strconv.Itoa(n-199)
}

// node is the address of a node of a balancer.
func node(pool string) string {
	n := balancing.Hash(pool)
	return fmt.Sprintf("172.31.%d.%d", n%48, 4+n>>8%250)
}

func agents() [4]string {
	return [4]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
		"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
	}
}

// errors writes a server's error log: that it has started, and a line every
// five seconds while it answers with an error.
func (b *batch) errors() {
	if b.starts() {
		b.fault(b.run.From.Truncate(time.Second), "mpm_event:notice", "AH00489: Apache configured -- resuming normal operations", "using the \"epoll\" event method")
	}
	if !b.served() {
		return
	}
	b.visit(func(_ string, answers balancing.Answers, _ bool, _ []arrival) {
		if answer := b.failure(answers); answer != 0 {
			b.fault(b.second(), "proxy:error", "AH00957: http: attempt to connect to 127.0.0.1:9000 failed: status "+strconv.Itoa(answer),
				"connect() failed (111: Connection refused) while connecting to upstream: status "+strconv.Itoa(answer))
		}
	})
}

// failure is a server's error with which the server answers: all requests, or
// some of them by one of its pages; 0 for none.
func (b *batch) failure(a balancing.Answers) int {
	switch {
	case a.Code >= 500:
		return a.Code
	case a.Of5xx == 0:
		return 0
	}
	for _, p := range b.shipper.Pages {
		if p.Code >= 500 {
			return p.Code
		}
	}
	return 0
}

// fault is a line of an error log, in Apache's words or in nginx's.
func (b *batch) fault(at time.Time, module, apache, nginx string) {
	if strings.Contains(b.shipper.File, "nginx") {
		_, level, _ := strings.Cut(module, ":")
		b.add(at, fmt.Sprintf("%s [%s] 812#812: %s", at.Format("2006/01/02 15:04:05"), level, nginx))
		return
	}
	b.add(at, fmt.Sprintf("[%s] [%s] [pid 812:tid 829] %s", at.Format("Mon Jan 02 15:04:05.000000 2006"), module, apache))
}

// starts tells whether the agent starts in this batch.
func (b *batch) starts() bool {
	return !b.run.From.Before(b.from) && b.run.From.Before(b.from.Add(flushEvery))
}

// booting is what a system writes while it boots, by seconds since.
func booting() []struct {
	after int
	text  string
} {
	return []struct {
		after int
		text  string
	}{
		{0, "kernel: Linux version 6.1.150-174.273.amzn2023.x86_64"},
		{1, "systemd[1]: Reached target network-online.target - Network is Online."},
		{3, "cloud-init[1012]: Cloud-init v. 22.2.2 running 'init'"},
		{7, "cloud-init[1288]: Cloud-init v. 22.2.2 running 'modules:final'"},
	}
}

// system writes the system's log: how it boots, that the server and the agent
// start, and when the server's answers turn bad or good.
func (b *batch) system() {
	for _, l := range booting() {
		at := b.run.Booted.Truncate(time.Second).Add(time.Duration(l.after) * time.Second)
		if !at.Before(b.from) && at.Before(b.from.Add(flushEvery)) {
			b.message(at, l.text)
		}
	}
	if b.starts() {
		at := b.run.From.Truncate(time.Second)
		b.message(at, "systemd[1]: Started amazon-cloudwatch-agent.service - Amazon CloudWatch Agent.")
		b.message(at, "amazon-cloudwatch-agent[1490]: I! Starting AmazonCloudWatchAgent")
	}
	if !b.served() {
		return
	}
	for _, c := range b.r.balancing.Carried(b.shipper.Instance) {
		before, now := balancing.At(c.History, b.from.Add(-flushEvery)), balancing.At(c.History, b.from)
		if before == nil || now == nil || balancing.Standing(now[0]) == balancing.Gone || before[1] == now[1] {
			continue
		}
		switch answer := int(now[1]); {
		case answer >= 400:
			b.message(b.second(), fmt.Sprintf("healthd[655]: ERROR local health check failed: status %d", answer))
		case answer > 0 && before[1] >= 400:
			b.message(b.second(), "healthd[655]: INFO local health check passes again: status 200")
		}
	}
}

func (b *batch) message(at time.Time, text string) {
	b.add(at, at.Format("Jan _2 15:04:05 ")+b.shipper.Host+" "+text)
}
