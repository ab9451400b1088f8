package spot

import (
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// instanceChanged follows a Spot Instance: what it costs, and what its state
// means for its request. It hears of every instance and must be cheap for
// those On-Demand.
func (r *Room) instanceChanged(id string) {
	s := r.Of(id)
	if s == nil {
		return
	}
	in, q := r.k.World.Instances.Get(id), r.k.World.SpotRequests.Get(s.Request)
	if in == nil {
		r.forget(s)
		return
	}
	r.meter(s, in)
	if q == nil || q.Instance != id {
		return
	}
	switch in.State {
	case world.Pending:
		r.started(q, s)
	case world.Running:
		if in.StateSince.Equal(r.k.Now()) {
			r.k.Wake(kindPool, key(pool(q))) // the market may have moved while it booted
		}
	case world.Stopping:
		r.vacate(q)
	case world.Stopped:
		r.stopped(q, s)
	case world.ShuttingDown, world.Terminated:
		r.vacate(q)
		r.ended(q, s, in.State == world.Terminated)
	}
}

// started is a stopped instance that starts again, by its user's wish or by
// AWS's.
func (r *Room) started(q *world.SpotRequest, s *world.SpotInstance) {
	r.occupy(q)
	s.Interrupted = false
	switch {
	case q.State != spot.Disabled:
		return
	case q.Code == spot.StoppedByUser:
		// All in one moment: EC2 evaluates the start before it answers.
		r.put(q, spot.Open, spot.PendingEvaluation)
		r.put(q, spot.Open, spot.PendingFulfillment)
	}
	r.put(q, spot.Active, spot.Fulfilled)
}

// stopped is an instance that has stopped, by its user's wish or by AWS's.
func (r *Room) stopped(q *world.SpotRequest, s *world.SpotInstance) {
	code := spot.StoppedByUser
	if s.Interrupted && s.Cause != "" {
		way, _ := spot.Interrupt(s.Cause, spot.Stop)
		code = way.Last
	}
	s.NoticeAt, s.EndsAt, s.Recommended, s.Cause = time.Time{}, time.Time{}, time.Time{}, ""
	switch q.State {
	case spot.Active:
		r.put(q, spot.Disabled, code)
		r.k.Wake(KindRequest, q.ID)
	case spot.Cancelled:
		r.put(q, spot.Cancelled, code)
	}
}

// ended is an instance on its way out, or gone.
func (r *Room) ended(q *world.SpotRequest, s *world.SpotInstance, gone bool) {
	if phase, _ := spot.Lookup(q.Code); phase.Phase == spot.Running || phase.Phase == spot.Stopped {
		r.put(q, r.endState(q), spot.TerminatedByUser)
	}
	if gone {
		r.rest(q)
		r.k.Wake(KindRequest, q.ID)
	}
}

// forget drops an instance that EC2 does not describe any more; what it cost
// stays in the account's sum.
func (r *Room) forget(s *world.SpotInstance) {
	m := &r.k.World.SpotMarket
	m.Spent += s.Spent
	m.OnDemand += s.OnDemand
	r.k.World.SpotInstances.Delete(s.Instance)
}

// Startable is AWS's refusal of a user's wish to start a stopped Spot
// Instance, or nil; nil for instances On-Demand.
func (r *Room) Startable(in *world.Instance) error {
	q := r.k.World.SpotRequests.Get(in.SpotRequest)
	if in.SpotRequest == "" || in.State != world.Stopped {
		return nil
	}
	if q == nil || q.State != spot.Disabled || q.Code != spot.StoppedByUser {
		return awserr.New("IncorrectSpotRequestState",
			"You can't start the Spot Instance '%s' because the associated Spot Instance request is not in an appropriate state to support start.", in.ID)
	}
	best := r.offers(q.Settings.Type, q.Product, []string{q.Zone}, q.MaxPrice, 1)[0]
	switch best.Code {
	case spot.PriceTooLow:
		return awserr.New("SpotMaxPriceTooLow", "%s", spot.PriceTooLowMessage(q.MaxPrice, best.price))
	case spot.CapacityNotAvailable:
		return awserr.New("InsufficientInstanceCapacity", "There is no Spot capacity available that matches your request.").WithStatus(500)
	}
	return nil
}
