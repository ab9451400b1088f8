package labs

import (
	"fmt"

	"fleetglass/awsclient"
)

// stopped is the index of the one server that is stopped; -1 when it is not
// exactly one.
func stopped(pair [2]awsclient.Instance) int {
	switch {
	case pair[0].State == "stopped" && pair[1].State == "running":
		return 0
	case pair[1].State == "stopped" && pair[0].State == "running":
		return 1
	}
	return -1
}

// sharedTarget is how the target group of the default rule finds a server.
func (w *World) sharedTarget(id string) (awsclient.Target, bool) {
	b, ok := w.application()
	if !ok {
		return awsclient.Target{}, false
	}
	l, ok := w.listener80(b)
	if !ok {
		return awsclient.Target{}, false
	}
	g, _, ok := w.routed(l, "an.example.com", "/")
	if !ok {
		return awsclient.Target{}, false
	}
	for _, t := range w.Targets(g.ARN) {
		if t.ID == id {
			return t, true
		}
	}
	return awsclient.Target{}, false
}

// checkStop: one server is stopped, and both balancers have noticed.
func checkStop(w *World, f *Findings) {
	pair, ok := w.pair(f)
	if !ok {
		return
	}
	n := stopped(pair)
	if n < 0 {
		f.Lack("%s", stopWords(pair))
		return
	}
	in := pair[n]
	b, _ := w.classic()
	h, known := w.classicHealthOf(b.Name, in.ID)
	if f.Want(known, "server %d (%s) is not registered with a Classic load balancer", n, in.ID) {
		f.Want(h.State == "OutOfService", "%s still finds server %d %s", b.Name, n, h.State)
	}
	t, known := w.sharedTarget(in.ID)
	if f.Want(known, "server %d (%s) is not a target where the default rule leads", n, in.ID) {
		f.Want(t.State != "healthy", "the target group still finds server %d healthy", n)
	}
	f.Resource("stopped", in.ID, fmt.Sprintf("server %d", n))
	f.Seen("classic-says", in.ID, h.State+": "+h.Description)
	f.Seen("target-says", in.ID, t.State+", "+t.Reason+": "+t.Description)
}

// stopWords is why the two servers' states are not those of the step.
func stopWords(pair [2]awsclient.Instance) string {
	switch {
	case pair[0].State == "running" && pair[1].State == "running":
		return "both servers run: stop one of them"
	case pair[0].State == "stopped" && pair[1].State == "stopped":
		return "both servers are stopped: start one of them"
	}
	return fmt.Sprintf("server 0 is %s and server 1 is %s; one must be stopped and one running", pair[0].State, pair[1].State)
}

// checkStart: the server that was stopped serves again behind both balancers.
func checkStart(w *World, f *Findings) {
	pair, ok := w.pair(f)
	if !ok {
		return
	}
	was, ok := w.Recall("stop", "stopped")
	if !f.Want(ok, "no server was stopped yet: do the step before first") {
		return
	}
	for n, in := range pair {
		if in.ID != was.ID {
			continue
		}
		f.Want(in.State == "running", "server %d (%s) is %s", n, in.ID, in.State)
		b, _ := w.classic()
		if h, _ := w.classicHealthOf(b.Name, in.ID); h.State != "InService" {
			f.Lack("%s finds server %d %s: %s", b.Name, n, orNothing(h.State), orNothing(h.Description))
		}
		if t, _ := w.sharedTarget(in.ID); t.State != "healthy" {
			f.Lack("the target group finds server %d %s: %s", n, orNothing(t.State), orNothing(t.Description))
		}
		f.Resource("started", in.ID, fmt.Sprintf("server %d serves again", n))
		return
	}
	f.Lack("%s, which was stopped, is no longer one of the two servers", was.ID)
}
