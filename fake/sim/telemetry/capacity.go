package telemetry

// unit is what one load balancer capacity unit holds: what AWS bills by, as
// its price lists say. A balancer consumes as many as the dimension takes of
// which it uses most.
type unit struct {
	opened float64 // new connections or flows a second
	open   float64 // active ones
	hourly float64 // bytes an hour
	rules  float64 // rule evaluations a second; 0 where there are none
}

const gigabyte = 1e9

// freeRules is how many rules a request may have evaluated that are not billed.
const freeRules = 10

func albUnit() unit { return unit{25, 3000, gigabyte, 1000} }

// nlbUnit is that of flows of a protocol; UDP's and TLS's hold less than TCP's.
func nlbUnit(protocol string) unit {
	switch protocol {
	case "UDP":
		return unit{400, 50_000, gigabyte, 0}
	case "TLS":
		return unit{50, 3000, gigabyte, 0}
	}
	return unit{800, 100_000, gigabyte, 0}
}

// consumed is the units that a minute's connections take, whose requests had
// so many rules evaluated beyond those that are free.
func (u unit) consumed(connections int, evaluated float64) float64 {
	most := max(float64(connections)/60/u.opened, active(connections)/u.open, volume(connections)*60/u.hourly)
	if u.rules > 0 {
		most = max(most, evaluated/60/u.rules)
	}
	return most
}

// albCapacity is the units of a minute. Choice: the free rules are taken off
// the minute's requests together.
func albCapacity(s scope, m int64) part {
	n := allRequests(s, m)
	if n == 0 {
		return part{}
	}
	return single(albUnit().consumed(n, max(0, float64(ruleEvaluations(s, m)-freeRules*n))))
}

// nlbCapacity adds the units of the protocols up.
func nlbCapacity(s scope, m int64) part {
	sum := 0.0
	for _, protocol := range []string{"TCP", "TLS", "UDP"} {
		if n := flows(scope{r: s.r, balancer: s.balancer, zone: s.zone, pools: s.speaking(protocol)}, m); n > 0 {
			sum += nlbUnit(protocol).consumed(n, 0)
		}
	}
	if sum == 0 {
		return part{}
	}
	return single(sum)
}
