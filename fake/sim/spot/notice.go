package spot

import (
	"encoding/json"
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// AWS's codes and messages for what it ends itself (EC2's StateReason).
const (
	CodeTermination = "Server.SpotInstanceTermination"
	Termination     = "Server.SpotInstanceTermination: Spot instance termination"
	CodeShutdown    = "Server.SpotInstanceShutdown"
	Shutdown        = "Server.SpotInstanceShutdown: Spot instance shutdown"
)

// mostEvents bounds the events that are remembered; the oldest go first.
const mostEvents = 1000

// Interrupt takes a running Spot Instance back: its two-minute notice is
// given now, as when EC2 needs the capacity.
func (r *Room) Interrupt(instanceID string) error {
	s, err := r.disturbable(instanceID)
	if err != nil {
		return err
	}
	if !s.NoticeAt.IsZero() {
		return awserr.New("IncorrectInstanceState", "The Spot Instance '%s' has been given its interruption notice already.", instanceID)
	}
	r.giveNotice(r.k.World.SpotRequests.Get(s.Request), spot.ByCapacity)
	return nil
}

// Rebalance tells a running Spot Instance that it is more likely than before
// to be interrupted.
func (r *Room) Rebalance(instanceID string) error {
	s, err := r.disturbable(instanceID)
	if err == nil {
		r.recommend(s)
	}
	return err
}

// disturbable is a Spot Instance that runs, or why it is none.
func (r *Room) disturbable(id string) (*world.SpotInstance, error) {
	in, err := r.compute.Find(id)
	if err != nil {
		return nil, err
	}
	s := r.Of(id)
	switch {
	case s == nil || !r.k.World.SpotRequests.Has(s.Request):
		return nil, awserr.New("InvalidInstanceID", "The instance '%s' is not a Spot Instance.", id)
	case in.State != world.Running:
		return nil, awserr.New("IncorrectInstanceState", "The instance '%s' is not running: it is %s.", id, in.State)
	}
	return s, nil
}

// giveNotice begins the interruption of a request's running instance.
func (r *Room) giveNotice(q *world.SpotRequest, cause string) {
	in, s := r.k.World.Instances.Get(q.Instance), r.Of(q.Instance)
	if in == nil || s == nil || in.State != world.Running {
		return // it is looked at again when it runs
	}
	if q.State == spot.Cancelled {
		s.Action = spot.Terminate // a cancelled request starts nothing again
	}
	way, err := spot.Interrupt(cause, s.Action)
	if err != nil {
		return
	}
	now := r.k.Now()
	s.NoticeAt, s.EndsAt, s.Cause = now, now.Add(way.Notice), cause
	if s.Recommended.IsZero() && r.market.terms.recommending {
		r.recommend(s) // it may come no sooner than the notice itself
	}
	r.mark(q, way)
	r.event(spot.EventInterruption, in.ID, q.ID, spot.InterruptionDetail(in.ID, s.Action))
	r.k.WakeAt(s.EndsAt, KindRequest, q.ID)
	r.k.Changed(KindNotice, in.ID)
	r.disband(q)
}

// mark gives a request the first status of an interruption. A cancelled
// request keeps its own until the instance ends.
func (r *Room) mark(q *world.SpotRequest, way spot.Interruption) {
	switch {
	case way.First == way.Last:
		r.put(q, r.endState(q), way.First)
	case q.State != spot.Cancelled:
		r.put(q, spot.Active, way.First)
	}
}

// endState is the state of a request whose instance ends.
func (r *Room) endState(q *world.SpotRequest) string {
	switch {
	case q.State == spot.Cancelled || q.Type == Persistent && r.expired(q):
		return spot.Cancelled
	case q.Type == Persistent:
		return spot.Open
	}
	return spot.Closed
}

// endNotice carries an interruption out when its notice has run out, and
// tells whether it did.
func (r *Room) endNotice(q *world.SpotRequest) bool {
	s, in := r.Of(q.Instance), r.k.World.Instances.Get(q.Instance)
	if s == nil || in == nil || s.Interrupted || s.EndsAt.IsZero() || r.k.Now().Before(s.EndsAt) {
		return false
	}
	if in.State == world.ShuttingDown || in.State == world.Terminated {
		return false
	}
	way, err := spot.Interrupt(s.Cause, s.Action)
	if err != nil {
		return false
	}
	s.Interrupted = true
	r.recordEviction(in.ID)
	if way.Instance == "stopped" {
		err = r.compute.Halt(in.ID, CodeShutdown, Shutdown)
	} else {
		r.put(q, r.endState(q), way.Last)
		err = r.compute.Terminate(in.ID, CodeTermination, Termination)
	}
	return err == nil
}

// recommend makes a rebalance recommendation.
func (r *Room) recommend(s *world.SpotInstance) {
	s.Recommended = r.k.Now()
	detail, _ := json.Marshal(struct { // strings: it cannot fail
		Instance string `json:"instance-id"`
	}{s.Instance})
	r.event(spot.EventRebalance, s.Instance, s.Request, string(detail))
	r.k.Changed(KindRebalance, s.Instance)
}

// event remembers an event for EventBridge.
func (r *Room) event(kind, instance, request, detail string) {
	m := &r.k.World.SpotMarket
	m.Events = append(m.Events, world.SpotEvent{At: r.k.Now(), DetailType: kind, Instance: instance, Request: request, Detail: detail})
	if len(m.Events) > mostEvents+mostEvents/4 {
		m.Events = append([]world.SpotEvent(nil), m.Events[len(m.Events)-mostEvents:]...)
	}
}

// Metadata answers what an instance reads of itself below
// /latest/meta-data/, as far as it concerns Spot: the bodies of
// "instance-life-cycle", "spot/instance-action", "spot/termination-time" and
// "events/recommendations/rebalance". Found is false where the service
// answers 404: for the last three as long as there is no notice or
// recommendation, and for every other path.
func (r *Room) Metadata(instance, path string) (body string, found bool) {
	in, s := r.k.World.Instances.Get(instance), r.Of(instance)
	if in == nil || in.State != world.Running {
		return "", false
	}
	if path == "instance-life-cycle" {
		if s == nil {
			return "on-demand", true
		}
		return "spot", true
	}
	if s == nil {
		return "", false
	}
	return documents(s, path)
}

func documents(s *world.SpotInstance, path string) (body string, found bool) {
	switch path {
	case spot.ActionPath:
		if !s.NoticeAt.IsZero() {
			return spot.ActionDocument(s.Action, s.EndsAt), true
		}
	case spot.TerminationPath:
		if !s.NoticeAt.IsZero() {
			return spot.TerminationDocument(s.Action, s.EndsAt)
		}
	case spot.RecommendationPath:
		if !s.Recommended.IsZero() {
			return spot.RecommendationDocument(s.Recommended), true
		}
	}
	return "", false
}

// Notice is the notice that an instance has got: when it runs out and what
// happens then. There is none for most.
func (r *Room) Notice(instance string) (ends time.Time, action string, found bool) {
	s := r.Of(instance)
	if s == nil || s.NoticeAt.IsZero() {
		return time.Time{}, "", false
	}
	return s.EndsAt, s.Action, true
}
