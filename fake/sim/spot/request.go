package spot

import (
	"errors"
	"slices"
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// How long things take. Choice: AWS does not publish these.
const (
	evaluateMin, evaluateMax = 1 * time.Second, 3 * time.Second // pending-evaluation
	prepareMin, prepareMax   = 2 * time.Second, 6 * time.Second // pending-fulfillment
)

// remembered is for how long a request that is over is still described after
// its instance has ended (BC:ec2.DescribeSpotInstanceRequests).
const remembered = 4 * time.Hour

// maxRequests is how many requests may be open or active (choice: grown
// accounts have far more than the 20 of a new one).
const maxRequests = 20_000

// Wish is a call of RequestSpotInstances.
type Wish struct {
	Order
	ValidFrom              time.Time
	LaunchGroup, ZoneGroup string
}

// Request makes requests that are fulfilled when price and capacity allow:
// one for each instance of the order's count. It refuses what is wrong with
// the terms; a launch specification that turns out bad fails the request
// later, as on AWS.
func (r *Room) Request(wish Wish) ([]*world.SpotRequest, error) {
	o := wish.Order.filledIn()
	maximum, err := r.checkWish(wish, o)
	if err != nil {
		return nil, err
	}
	if o.ValidUntil.IsZero() {
		o.ValidUntil = later(r.k.Now(), wish.ValidFrom).Add(spot.DefaultValidity)
	}
	var made []*world.SpotRequest
	for range o.Count {
		q := r.newRequest(o, maximum)
		q.ValidFrom, q.LaunchGroup, q.ZoneGroup = wish.ValidFrom, wish.LaunchGroup, wish.ZoneGroup
		q.ClientToken = o.ClientToken
		r.evaluateSoon(q)
		r.k.WakeAt(q.ValidUntil, KindRequest, q.ID)
		made = append(made, q)
	}
	return made, nil
}

// CheckWish is Request without making anything: its refusal, or nil.
func (r *Room) CheckWish(wish Wish) error {
	_, err := r.checkWish(wish, wish.Order.filledIn())
	return err
}

// checkWish refuses terms that are wrong, and tells what is paid at most.
func (r *Room) checkWish(wish Wish, o Order) (maximum float64, err error) {
	if err := CheckTerms(o.Type, o.Interruption, o.ValidUntil, r.k.Now()); err != nil {
		return 0, err
	}
	if !o.ValidUntil.IsZero() && !wish.ValidFrom.Before(o.ValidUntil) {
		return 0, awserr.New("InvalidParameterValue", "Value (%s) for parameter validFrom is invalid. It must be before validUntil.",
			wish.ValidFrom.UTC().Format("2006-01-02T15:04:05Z"))
	}
	if r.unfinished()+o.Count > maxRequests {
		return 0, awserr.New("MaxSpotInstanceCountExceeded", "Max spot instance count exceeded")
	}
	return r.maximum(o.MaxPrice, o.Settings.Type, spot.Linux)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// unfinished is how many requests are open or active.
func (r *Room) unfinished() int {
	n := 0
	for _, q := range r.k.World.SpotRequests.All() {
		if q.State == spot.Open || q.State == spot.Active {
			n++
		}
	}
	return n
}

// put gives a request a status.
func (r *Room) put(q *world.SpotRequest, state, code string) {
	s, _ := spot.Lookup(code)
	r.tell(q, state, code, s.Message)
}

func (r *Room) tell(q *world.SpotRequest, state, code, message string) {
	if q.State == state && q.Code == code && q.Message == message {
		return
	}
	q.State, q.Code, q.Message, q.Updated = state, code, message, r.k.Now()
	r.rest(q)
	r.k.Changed(KindRequest, q.ID)
}

// rest lets a request that is over be forgotten, once its instance has ended.
func (r *Room) rest(q *world.SpotRequest) {
	if !over(q) || !q.ForgottenAt.IsZero() {
		return
	}
	if in := r.k.World.Instances.Get(q.Instance); in != nil && in.State != world.Terminated {
		return
	}
	q.ForgottenAt = r.k.Now().Add(remembered)
	r.k.WakeAt(q.ForgottenAt, KindRequest, q.ID)
}

// over tells whether a request will not be fulfilled any more.
func over(q *world.SpotRequest) bool {
	return q.State == spot.Closed || q.State == spot.Failed || q.State == spot.Cancelled
}

// look is the controller: one step of one request.
func (r *Room) look(id string) {
	q := r.k.World.SpotRequests.Get(id)
	if q == nil {
		return
	}
	now := r.k.Now()
	switch {
	case r.endNotice(q):
	case over(q):
		if !q.ForgottenAt.IsZero() && !now.Before(q.ForgottenAt) {
			r.k.World.SpotRequests.Delete(id)
		}
	case q.State == spot.Open:
		r.wait(q)
	case q.State == spot.Disabled:
		r.revive(q)
	}
}

// expired tells whether a request may not be fulfilled any more.
func (r *Room) expired(q *world.SpotRequest) bool {
	return !q.ValidUntil.IsZero() && !r.k.Now().Before(q.ValidUntil)
}

// wait takes an open request a step closer to its instance.
func (r *Room) wait(q *world.SpotRequest) {
	s, _ := spot.Lookup(q.Code)
	now := r.k.Now()
	switch {
	case s.Phase == spot.Ended:
		r.reopen(q)
	case r.expired(q):
		r.put(q, spot.Cancelled, spot.ScheduleExpired)
	case now.Before(q.Due):
	case now.Before(q.ValidFrom):
		r.put(q, spot.Open, spot.NotScheduledYet)
		r.k.WakeAt(q.ValidFrom, KindRequest, q.ID)
	case q.Code == spot.NotScheduledYet:
		r.evaluateSoon(q)
	case s.Phase == spot.Fulfilling:
		r.fulfil(q)
	default:
		r.evaluate(q)
	}
}

// evaluateSoon puts a request to evaluation.
func (r *Room) evaluateSoon(q *world.SpotRequest) {
	r.put(q, spot.Open, spot.PendingEvaluation)
	r.dueIn(q, r.k.Between(evaluateMin, evaluateMax))
}

func (r *Room) dueIn(q *world.SpotRequest, d time.Duration) {
	q.Due = r.k.Now().Add(d)
	r.k.WakeAt(q.Due, KindRequest, q.ID)
}

// reopen evaluates a persistent request anew, once its instance is gone.
func (r *Room) reopen(q *world.SpotRequest) {
	if in := r.k.World.Instances.Get(q.Instance); in != nil && in.State != world.Terminated {
		return
	}
	q.Instance, q.Zone = "", ""
	r.evaluateSoon(q)
}

// evaluate holds a request against the market.
func (r *Room) evaluate(q *world.SpotRequest) {
	best, code := r.bestFor(q)
	if code != "" {
		r.hold(q, code, best.price)
		return
	}
	q.Zone = best.Zone
	r.put(q, spot.Open, spot.PendingFulfillment)
	r.dueIn(q, r.k.Between(prepareMin, prepareMax))
}

// bestFor is the best place for a request, or the code that holds it.
func (r *Room) bestFor(q *world.SpotRequest) (best offer, code string) {
	zones := r.placesFor(q)
	within, code := r.grouped(q, zones)
	if code != "" {
		return offer{}, code
	}
	offers := r.offers(q.Settings.Type, q.Product, within, q.MaxPrice, 1)
	if len(offers) == 0 {
		return offer{}, spot.ConstraintNotFulfillable
	}
	best = offers[0]
	if !best.OK {
		code = best.Code
		if len(within) < len(zones) && r.offers(q.Settings.Type, q.Product, zones, q.MaxPrice, 1)[0].OK {
			code = spot.AZGroupConstraint // it could go elsewhere, but not with its group
		}
	}
	return best, code
}

// hold keeps a request waiting, and has it looked at when the market moves
// anywhere it could go.
func (r *Room) hold(q *world.SpotRequest, code string, price float64) {
	q.Zone, q.Due = "", time.Time{}
	s, _ := spot.Lookup(code)
	if code == spot.PriceTooLow {
		s.Message = spot.PriceTooLowMessage(q.MaxPrice, price)
	}
	if q.Code == code {
		q.Message = s.Message // the same news with another number
	} else {
		r.tell(q, spot.Open, code, s.Message)
	}
	for _, zone := range r.placesFor(q) {
		r.attend(spot.Pool{Type: q.Settings.Type, Zone: zone, Product: q.Product})
	}
}

// fulfil launches a request's instance.
func (r *Room) fulfil(q *world.SpotRequest) {
	best, code := r.bestFor(q)
	if code != "" {
		r.hold(q, code, best.price)
		return
	}
	settings := q.Settings
	settings.Zone = best.Zone
	order := compute.Order{Settings: settings, Subnet: q.Subnet, Count: 1, Tags: q.InstanceTags, Market: "spot", PublicIP: q.PublicIP}
	launched, err := r.compute.Launch(order)
	r.recordLaunch(q, launched, err)
	if err != nil {
		r.refused(q, err)
		return
	}
	q.Due = time.Time{}
	r.adopt(q, launched[0])
	r.put(q, spot.Active, spot.Fulfilled)
}

// refused puts off, or fails, a request whose launch EC2 refused.
func (r *Room) refused(q *world.SpotRequest, err error) {
	var e *awserr.Error
	switch {
	case !errors.As(err, &e):
		r.tell(q, spot.Closed, spot.SystemError, err.Error())
	case e.Code == "InsufficientInstanceCapacity":
		r.hold(q, spot.CapacityNotAvailable, 0)
	case slices.Contains([]string{"InsufficientFreeAddressesInSubnet", "VcpuLimitExceeded"}, e.Code):
		r.hold(q, spot.ConstraintNotFulfillable, 0)
	default:
		r.tell(q, spot.Failed, spot.BadParameters, e.Message)
	}
}

// revive starts an instance that AWS has stopped, when price and capacity
// allow.
func (r *Room) revive(q *world.SpotRequest) {
	if !waits(q) || r.expired(q) {
		return
	}
	offers := r.offers(q.Settings.Type, q.Product, []string{q.Zone}, q.MaxPrice, 1)
	if offers[0].OK && r.compute.Start(q.Instance) == nil {
		return // what follows, follows from the instance's state
	}
	r.attend(pool(q))
}

// Cancel cancels a request. What runs goes on running; what is stopped is
// terminated. A request that is over stays as it is.
func (r *Room) Cancel(id string) error {
	q, err := r.Find(id)
	if err != nil {
		return err
	}
	s, _ := spot.Lookup(q.Code)
	switch {
	case over(q):
	case s.Phase == spot.Stopped:
		r.put(q, spot.Cancelled, spot.TerminatedByService)
		return r.compute.Terminate(q.Instance, CodeTermination, Termination)
	case s.Phase == spot.Running: // one that is marked, too: cancelling does not save it
		r.put(q, spot.Cancelled, spot.CanceledInstanceRunning)
	case s.Phase == spot.Ended:
		r.tell(q, spot.Cancelled, q.Code, q.Message)
	default:
		r.put(q, spot.Cancelled, spot.CanceledBeforeFulfillment)
	}
	return nil
}

func unknownRequest(id string) error {
	return awserr.New("InvalidSpotInstanceRequestID.NotFound", "The spot instance request ID '%s' does not exist", id)
}
