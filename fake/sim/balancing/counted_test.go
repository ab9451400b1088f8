package balancing_test

import (
	"testing"
	"time"

	"fleetglass/fake/sim/balancing"
)

// What is counted is the demand of its own minute, and is forgotten when no
// metric reaches back to it.
func TestCountedRequests(t *testing.T) {
	a := newAccount(t)
	a.up()
	a.pass(time.Minute - time.Duration(a.Now().Second())*time.Second)
	for range 30 {
		a.room.Count(a.lb.ARN, a.tg.ARN, balancing.Answered)
	}
	a.room.Count(a.lb.ARN, a.tg.ARN, balancing.Lost)
	id := "counted " + a.lb.ARN + " " + a.tg.ARN
	w := a.World.Workloads.Get(id)
	then := a.Now()
	if c := balancing.Counted(w, then.Unix()/60); c.Good != 30 || c.Lost != 1 || balancing.Came(c) != 31 {
		t.Errorf("%+v", c)
	}
	if got := a.room.Demand(w, then); got != 31./60 {
		t.Errorf("the demand is %v", got)
	}
	a.pass(time.Minute)
	if got := a.room.Demand(w, a.Now()); got != 0 {
		t.Errorf("a minute later the demand is %v", got)
	}
	a.room.RoutingChanged(a.lb.ARN)
	a.pass(14 * 24 * time.Hour)
	if got := a.room.Demand(w, then); got != 31./60 {
		t.Errorf("two weeks later it was %v", got)
	}
	a.pass(3 * 24 * time.Hour)
	if a.World.Workloads.Has(id) || a.World.Metrics.Shares.Has(id+"|"+a.tg.ARN) {
		t.Error("it is never forgotten")
	}
}
