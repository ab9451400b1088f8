package dataplane

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"

	"fleetglass/fake"
	"fleetglass/fake/sim/balancing"
)

// Account is an account whose balancers serve.
type Account struct {
	Number string
	Engine *fake.Engine // the present one: a reset puts another in its place
}

// Plane is the open ports of all accounts of a server. It is safe for
// concurrent use.
type Plane struct {
	accounts func() []Account
	report   func(string)
	poked    chan struct{}

	mu     sync.Mutex
	open   map[string]*port
	failed map[string]bool // that could not be opened, and were told of
	closed bool
	ending sync.WaitGroup // ports that are closing
}

// New is a plane for these accounts, without open ports until the first Sync.
// Report is told, a line each, what opens, closes and fails.
func New(accounts func() []Account, report func(string)) *Plane {
	return &Plane{accounts: accounts, report: report, poked: make(chan struct{}, 1), open: map[string]*port{}, failed: map[string]bool{}}
}

// Poke says that listeners may have changed. It never waits, so that an engine
// may call it while it is busy.
func (p *Plane) Poke() {
	select {
	case p.poked <- struct{}{}:
	default: // somebody has said so already
	}
}

// Run keeps the open ports in step with the listeners until the context ends,
// then closes them all, and returns when requests under way have ended.
func (p *Plane) Run(ctx context.Context) {
	for {
		p.Sync()
		select {
		case <-p.poked:
		case <-ctx.Done():
			p.Close()
			return
		}
	}
}

// Sync opens the ports of new listeners, and closes those of listeners that
// are gone or that speak another protocol now.
func (p *Plane) Sync() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	wanted := map[string]bool{}
	for _, a := range p.accounts() {
		a.Engine.OnDoors(p.Poke)
		for _, d := range a.Engine.Doors() {
			key := keyOf(a.Number, d)
			wanted[key] = true
			p.ensure(key, a, d)
		}
	}
	p.closeOthers(wanted)
}

// keyOf names what a port is open for.
func keyOf(account string, d fake.Door) string {
	return strings.Join([]string{account, d.ID, d.Protocol, strconv.Itoa(d.Port)}, " ")
}

func (p *Plane) ensure(key string, a Account, d fake.Door) {
	if o := p.open[key]; o != nil {
		o.setDoor(d)
		return
	}
	if !listens(d) {
		return
	}
	l, err := listen(a.Number, d)
	if err != nil {
		if !p.failed[key] {
			p.failed[key] = true
			p.report(fmt.Sprintf("data plane: %s:%d of %s cannot listen: %v", d.Balancer, d.Port, d.Region, err))
		}
		return
	}
	delete(p.failed, key)
	o := newPort(l, a.Number, d, p.visits(a.Number))
	p.open[key] = o
	o.serve()
	p.report(fmt.Sprintf("data plane: %s:%d of %s (%s, %s) is at %s", d.Balancer, d.Port, d.Region, d.Type, d.Protocol, o.address()))
}

// listens tells whether a listener can be a port here.
func listens(d fake.Door) bool { return speaksHTTP(d) || speaksStream(d) }

func speaksHTTP(d fake.Door) bool { return d.Protocol == "HTTP" || d.Protocol == "HTTPS" }

func speaksStream(d fake.Door) bool {
	return slices.Contains([]string{"TCP", "TLS", "SSL", "TCP_UDP"}, d.Protocol)
}

// The range of a listener's own port. Choice: above what services use, below
// what systems give to clients.
const (
	firstPort = 20_000
	manyPorts = 12_000
)

// listen opens a listener's own port, or any where that one is taken.
func listen(account string, d fake.Door) (net.Listener, error) {
	own := firstPort + balancing.Hash(strings.Join([]string{account, d.Region, d.Type, d.Balancer, strconv.Itoa(d.Port)}, " "))%manyPorts
	l, err := net.Listen("tcp", net.JoinHostPort(loopback, strconv.FormatUint(own, 10)))
	if err == nil {
		return l, nil
	}
	return net.Listen("tcp", net.JoinHostPort(loopback, "0"))
}

const loopback = "127.0.0.1"

func (p *Plane) closeOthers(wanted map[string]bool) {
	for key, o := range p.open {
		if !wanted[key] {
			delete(p.open, key)
			d := o.currentDoor()
			p.report(fmt.Sprintf("data plane: %s:%d of %s is closed", d.Balancer, d.Port, d.Region))
			o.listener.Close()
			p.ending.Go(o.close) // requests under way may take a while to end
		}
	}
}

// Close closes all ports, and returns when requests under way have ended, or
// have had their time.
func (p *Plane) Close() {
	p.mu.Lock()
	ports := p.open
	p.open, p.closed = map[string]*port{}, true
	p.mu.Unlock()
	for _, o := range ports {
		p.ending.Go(o.close)
	}
	p.ending.Wait()
}

// errGone is of a listener or an account that has gone meanwhile.
var errGone = errors.New("the listener is gone")

// visits takes visits to the account's present engine.
func (p *Plane) visits(account string) engineOf {
	return func() (*fake.Engine, error) {
		for _, a := range p.accounts() {
			if a.Number == account {
				return a.Engine, nil
			}
		}
		return nil, errGone
	}
}

// Listing is a listener as GET dataplane tells it.
type Listing struct {
	Account      string   `json:"account"`
	Region       string   `json:"region"`
	Balancer     string   `json:"balancer"`
	Type         string   `json:"type"`
	Protocol     string   `json:"protocol"`
	Port         int      `json:"port"`
	Address      string   `json:"address"` // "" where it cannot be reached here
	TargetGroups []string `json:"target_groups"`
	Listener     string   `json:"listener"` // ARN, or the name of a Classic balancer's
}

// List is every listener of every account, brought up to date, in the order of
// accounts, regions, balancers and ports.
func (p *Plane) List() []Listing {
	p.Sync()
	p.mu.Lock()
	defer p.mu.Unlock()
	list := []Listing{}
	for _, a := range p.accounts() {
		for _, d := range a.Engine.Doors() {
			entry := Listing{
				Account: a.Number, Region: d.Region, Balancer: d.Balancer, Type: d.Type, Protocol: d.Protocol, Port: d.Port,
				TargetGroups: append([]string{}, d.Groups...), Listener: d.ID,
			}
			if o := p.open[keyOf(a.Number, d)]; o != nil {
				entry.Address = o.address()
			}
			list = append(list, entry)
		}
	}
	slices.SortStableFunc(list, func(a, b Listing) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Balancer, b.Balancer), cmp.Compare(a.Port, b.Port))
	})
	return list
}
