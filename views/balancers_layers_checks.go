package views

import (
	"fleetglass/awsclient"
	"fleetglass/ui"
)

// checkTopic is how targets are checked, and whether the other layer could
// check them so. The protocol of a check is that of the target group, not of
// the listener: layer 4 can ask by HTTP too, layer 7 by nothing else.
func checkTopic(r *balancerRow) layerTopic {
	t := layerTopic{name: "checks"}
	if r.classic != nil {
		return classicCheckTopic(r)
	}
	for _, g := range r.targetGroups() {
		words := g.Name + ": " + checkInBrief(&g)
		switch {
		case r.Type == "application":
			t.seven, t.four = append(t.seven, own(words)), append(t.four, own(g.Name+": the same check is possible"))
		case g.Check.Protocol == "HTTP" || g.Check.Protocol == "HTTPS":
			t.four, t.seven = append(t.four, own(words)), append(t.seven, own(g.Name+": the same check is possible"))
		default:
			t.four, t.seven = append(t.four, own(words)), append(t.seven, not(g.Name+": "+g.Check.Protocol+" checks could not exist, only HTTP"))
		}
	}
	t.four = append([]said{general("A connection that is accepted, or an HTTP answer.")}, t.four...)
	t.seven = append([]said{general("An HTTP answer with the right status.")}, t.seven...)
	return t
}

// checkInBrief is a check in two or three words: "HTTP /health every 30 s".
func checkInBrief(g *awsclient.TargetGroup) string {
	words := g.Check.Protocol
	if g.Check.Path != "" {
		words += " " + g.Check.Path
	}
	if g.Check.Interval > 0 {
		words += " every " + ui.Exact(g.Check.Interval)
	}
	if words == "" {
		return "its check is not known"
	}
	return words
}

// classicCheckTopic: one check for all listeners of a Classic balancer.
func classicCheckTopic(r *balancerRow) layerTopic {
	fact := own("One check for all listeners: " + classicCheckWords(r.classic.Check) + ".")
	t := layerTopic{"checks", []said{general("TCP: a connection that is accepted. SSL: a handshake.")}, []said{general("HTTP or HTTPS: status 200 and nothing else.")}}
	if layerOf(r.classic.Check.Target) == 7 {
		t.seven = append(t.seven, fact)
		t.four = append(t.four, general("It judges for the TCP and SSL listeners too."))
	} else {
		t.four = append(t.four, fact)
		t.seven = append(t.seven, general("It judges for the HTTP and HTTPS listeners too: an application that answers only errors passes."))
	}
	return t
}

// failTopic is what clients meet when things go wrong, and what is counted.
func failTopic(r *balancerRow) layerTopic {
	t := layerTopic{"failures", []said{general("Clients meet a refused or reset connection. Resets are counted; statuses are not seen.")},
		[]said{general("Clients get 502, 503 or 504. Statuses and times of answers are counted.")}}
	if l := r.load(); l.http {
		if share := l.failures(); share != nil {
			t.seven = append(t.seven, own("5xx in the last minute: "+share.Text()+"."))
		}
	}
	if r.classic != nil {
		t.four = append(t.four, general("With no instance in service connections are closed."))
		t.seven = append(t.seven, general("With no instance in service everybody gets 503."))
		return t
	}
	t.four = append(t.four, general("With no healthy target it sends to all of them."))
	t.seven = append(t.seven, general("With no healthy target it sends to all of them."))
	return t
}
