package spot

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// The types of requests.
const (
	OneTime    = "one-time"
	Persistent = "persistent"
)

// Order is a launch of Spot Instances, all alike. The zero values of its own
// members mean what they mean in InstanceMarketOptions.
type Order struct {
	compute.Order
	MaxPrice     string // "": the settings' own, or the On-Demand price
	Type         string // OneTime (default) or Persistent
	Interruption string // spot.Terminate (default) or spot.Stop
	ValidUntil   time.Time
	Fleet        string // sfr-... when a fleet launches
	RequestTags  []world.Tag
}

// Launch launches Spot Instances now, or not at all: what RunInstances with
// market options does, Auto Scaling and fleets. Each instance gets a request
// of its own. It refuses what RunInstances refuses, and for a maximum price
// below the market's with SpotMaxPriceTooLow, for want of capacity with
// InsufficientInstanceCapacity.
func (r *Room) Launch(o Order) ([]*world.Instance, error) {
	o.Market = "spot"
	o = o.filledIn()
	if len(r.compute.LaunchedBy(o.ClientToken)) > 0 {
		return r.compute.Launch(o.Order)
	}
	maximum, err := r.check(&o)
	if err != nil {
		return nil, err
	}
	place, err := r.place(o, maximum)
	if err != nil {
		return nil, err
	}
	there := o.Order
	there.Settings.Zone = place.Zone // the request itself stays free to go elsewhere
	launched, err := r.compute.Launch(there)
	if err != nil {
		return nil, err
	}
	for _, in := range launched {
		q := r.newRequest(o, maximum)
		r.adopt(q, in)
		r.put(q, spot.Active, spot.Fulfilled)
	}
	return launched, nil
}

// Check is Launch without launching: its refusals for what the order says,
// but not for the market's price and capacity.
func (r *Room) Check(o Order) error {
	o.Market = "spot"
	o = o.filledIn()
	_, err := r.check(&o)
	return err
}

// RoomFor is how many instances of an order a zone would take at most, among
// those whose price it accepts.
func (r *Room) RoomFor(o Order) int {
	o = o.filledIn()
	maximum, err := r.maximum(o.MaxPrice, o.Settings.Type, spot.Linux)
	if err != nil {
		return 0
	}
	most := 0
	for _, offer := range r.offers(o.Settings.Type, spot.Linux, r.zones(o.Order.Subnet, o.Settings), maximum, 1) {
		if offer.OK {
			most = max(most, offer.capacity)
		}
	}
	return most
}

// filledIn takes what the order does not say from its settings.
func (o Order) filledIn() Order {
	o.MaxPrice = cmp.Or(o.MaxPrice, o.Settings.SpotPrice)
	o.Type = cmp.Or(o.Type, o.Settings.SpotType, OneTime)
	o.Interruption = cmp.Or(o.Interruption, o.Settings.SpotInterruption, spot.Terminate)
	if o.ValidUntil.IsZero() {
		o.ValidUntil = o.Settings.SpotValidUntil
	}
	return o
}

// check refuses an order whose terms are wrong, and tells what it pays at
// most.
func (r *Room) check(o *Order) (maximum float64, err error) {
	if _, err := r.compute.Check(o.Order); err != nil {
		return 0, err
	}
	if err := CheckTerms(o.Type, o.Interruption, o.ValidUntil, r.k.Now()); err != nil {
		return 0, err
	}
	return r.maximum(o.MaxPrice, o.Settings.Type, spot.Linux)
}

// maximum is the most that a price as it was asked for means.
func (r *Room) maximum(asked, typ, product string) (float64, error) {
	price := 0.0
	if asked != "" {
		var err error
		if price, err = spot.ParsePrice(asked); err != nil {
			return 0, awserr.From(err)
		}
	}
	most, err := r.rules.Maximum(price, r.OnDemand(typ, product))
	return most, awserr.From(err)
}

// CheckTerms refuses terms of a request that do not go together. The codes
// are AWS's, the texts a choice but for the last.
func CheckTerms(typ, interruption string, until, now time.Time) error {
	switch {
	case typ != OneTime && typ != Persistent:
		return awserr.New("InvalidParameterValue", "Invalid value '%s' for Spot instance type. Valid values: %s, %s", typ, OneTime, Persistent)
	case interruption == spot.Hibernate:
		return awserr.New("UnsupportedOperation", "Hibernation is not simulated by this engine; instances can be stopped or terminated when they are interrupted.")
	case interruption != spot.Terminate && interruption != spot.Stop:
		return awserr.New("InvalidParameterValue", "Value (%s) for parameter instanceInterruptionBehavior is invalid. Valid values: %s, %s, %s",
			interruption, spot.Hibernate, spot.Stop, spot.Terminate)
	case interruption == spot.Stop && typ != Persistent:
		return awserr.New("InvalidParameterCombination", "Instance interruption behavior of stop requires a persistent Spot Instance request.")
	case !until.IsZero() && !until.After(now):
		return awserr.New("InvalidParameterValue", "Value (%s) for parameter validUntil is invalid. Please specify a date and time in the future.",
			until.UTC().Format("2006-01-02T15:04:05Z"))
	}
	return nil
}

// offer is a place in which a request could be fulfilled, or why it cannot.
type offer struct {
	spot.Pool
	price    float64
	capacity int
	spot.Admission
}

// place is the cheapest place in which an order can go now, or the refusal of
// the launch.
func (r *Room) place(o Order, maximum float64) (offer, error) {
	offers := r.offers(o.Settings.Type, spot.Linux, r.zones(o.Order.Subnet, o.Settings), maximum, o.Count)
	if len(offers) == 0 {
		return offer{}, awserr.New("InsufficientInstanceCapacity", "There is no Spot capacity available that matches your request.").WithStatus(500)
	}
	best := offers[0]
	switch best.Code {
	case spot.PriceTooLow:
		return best, awserr.New("SpotMaxPriceTooLow", "%s", spot.PriceTooLowMessage(maximum, best.price))
	case spot.CapacityNotAvailable:
		return best, awserr.New("InsufficientInstanceCapacity", "There is no Spot capacity available that matches your request.").WithStatus(500)
	}
	return best, nil
}

// offers are the places in these zones, the best first: those that admit the
// request before those that do not, then the cheapest.
func (r *Room) offers(typ, product string, zones []string, maximum float64, count int) []offer {
	var list []offer
	for _, zone := range zones {
		o := offer{Pool: spot.Pool{Type: typ, Zone: zone, Product: product}}
		o.price = r.Price(typ, zone, product)
		o.capacity = r.Capacity(typ, zone, product)
		o.Admission = spot.Admit(maximum, o.price, o.capacity >= count)
		list = append(list, o)
	}
	sort.SliceStable(list, func(i, j int) bool {
		a, b := &list[i], &list[j]
		return cmp.Or(cmp.Compare(rank(a.Code), rank(b.Code)), cmp.Compare(a.price, b.price)) < 0
	})
	return list
}

// rank orders what may be wrong with a place. Where one zone lacks capacity
// and another is too dear, the price is what the request can do something
// about.
func rank(code string) int {
	return slices.Index([]string{spot.PendingFulfillment, spot.PriceTooLow, spot.CapacityNotAvailable}, code)
}

// zones is where an order may go: to its subnet's zone, to its zone, or to
// any that has a default subnet.
func (r *Room) zones(subnet string, settings world.LaunchSettings) []string {
	if s := r.k.World.Subnets.Get(cmp.Or(subnet, settings.Subnet)); s != nil {
		return []string{s.Zone}
	}
	if settings.Zone != "" {
		return []string{settings.Zone}
	}
	var zones []string
	for _, s := range r.k.World.Subnets.All() {
		if s.Default && !slices.Contains(zones, s.Zone) {
			zones = append(zones, s.Zone)
		}
	}
	return zones
}

// newRequest is the request of an order, before its first status.
func (r *Room) newRequest(o Order, maximum float64) *world.SpotRequest {
	now := r.k.Now()
	q := &world.SpotRequest{
		ID: r.k.ID("sir-", 8), Type: o.Type, Created: now, AskedPrice: o.MaxPrice, MaxPrice: maximum,
		Interruption: o.Interruption, ValidUntil: o.ValidUntil, Product: spot.Linux, Settings: o.Settings,
		Subnet: cmp.Or(o.Order.Subnet, o.Settings.Subnet), PublicIP: o.PublicIP, Fleet: o.Fleet,
		Tags: o.RequestTags, InstanceTags: o.Order.Tags,
	}
	q.Settings.SecurityGroups = slices.Clone(o.Settings.SecurityGroups)
	r.k.World.SpotRequests.Put(q.ID, q)
	if q.Type == Persistent && !q.ValidUntil.IsZero() {
		r.k.WakeAt(q.ValidUntil, KindRequest, q.ID)
	}
	return q
}

// adopt makes a Spot Instance of an instance that has just been launched.
func (r *Room) adopt(q *world.SpotRequest, in *world.Instance) {
	in.SpotRequest, in.SpotType = q.ID, q.Type
	q.Instance, q.Zone = in.ID, in.Zone
	r.k.World.SpotInstances.Put(in.ID, &world.SpotInstance{
		Instance: in.ID, Request: q.ID, Type: in.Type, Zone: in.Zone, Product: q.Product, MaxPrice: q.MaxPrice, Action: q.Interruption,
	})
	r.occupy(q)
	r.event(spot.EventFulfillment, in.ID, q.ID, `{"spot-instance-request-id":`+strconv.Quote(q.ID)+`,"instance-id":`+strconv.Quote(in.ID)+`}`)
}
