package telemetry

// ec2Metric is a metric of AWS/EC2.
type ec2Metric struct {
	name, unit string
	value      func(r *Room, g *gauge, minute int64) float64
	adds       bool // five minutes add up; otherwise they are averaged
	often      bool // every minute, whatever the monitoring
}

func ec2Metrics() []ec2Metric {
	return []ec2Metric{
		{name: "CPUUtilization", unit: percent, value: (*Room).cpu},
		{name: "NetworkIn", unit: bytes, value: (*Room).bytesIn, adds: true},
		{name: "NetworkOut", unit: bytes, value: (*Room).bytesOut, adds: true},
		{name: "NetworkPacketsIn", unit: count, value: packets((*Room).bytesIn), adds: true},
		{name: "NetworkPacketsOut", unit: count, value: packets((*Room).bytesOut), adds: true},
		{name: "StatusCheckFailed", unit: count, value: failed(meterSystemFails, meterInstanceFails), often: true},
		{name: "StatusCheckFailed_Instance", unit: count, value: failed(meterInstanceFails), often: true},
		{name: "StatusCheckFailed_System", unit: count, value: failed(meterSystemFails), often: true},
	}
}

func packets(amount func(*Room, *gauge, int64) float64) func(*Room, *gauge, int64) float64 {
	return func(r *Room, g *gauge, m int64) float64 { return float64(int(amount(r, g, m) / packetBytes)) }
}

func failed(checks ...int) func(*Room, *gauge, int64) float64 {
	return func(_ *Room, g *gauge, m int64) float64 {
		v := during(&g.meter.History, m)
		for _, c := range checks {
			if v[c] == 1 {
				return 1
			}
		}
		return 0
	}
}

// basicPeriod is how many minutes a sample of basic monitoring stands for. It
// is stamped with the last of them (choice), so that a period that ends now
// always has one.
const basicPeriod = 5

// sample is an instance's raw sample in a minute; false when it has none: it
// does not run, or basic monitoring has none in this minute.
func (e ec2Metric) sample(r *Room, g *gauge, m int64) (float64, bool) {
	if !g.runs(m) {
		return 0, false
	}
	if g.meter.Detailed || e.often {
		return e.value(r, g, m), true
	}
	if m%basicPeriod != 0 {
		return 0, false
	}
	total, n := 0.0, 0.0
	for i := m - basicPeriod + 1; i <= m; i++ {
		if g.runs(i) {
			total += e.value(r, g, i)
			n++
		}
	}
	if !e.adds {
		total /= n
	}
	return total, true
}

func (r *Room) ec2Source(name string, d map[string]string) (source, bool) {
	for _, e := range r.ec2 {
		if e.name == name && len(d) == 1 {
			return r.ec2By(e, d)
		}
	}
	return source{}, false
}

func (r *Room) ec2By(e ec2Metric, d map[string]string) (source, bool) {
	switch {
	case d[dimInstance] != "":
		g := r.gauge(d[dimInstance])
		if g == nil {
			return source{}, false
		}
		return source{unit: e.unit, part: func(m int64) part {
			if v, ok := e.sample(r, g, m); ok {
				return single(v)
			}
			return part{}
		}}, true
	case d[dimGroup] != "":
		return r.together(e, sumKey{e.name, d[dimGroup]}, func() []*gauge { return r.gaugesOf(d[dimGroup]) }), true
	case d[dimType] != "":
		return r.together(e, sumKey{e.name, "type " + d[dimType]}, func() []*gauge { return r.gaugesOfType(d[dimType]) }), true
	}
	return source{}, false
}

// gaugesOfType is the instances of a type. Only detailed monitoring reports by
// type (EC2/viewing_metrics_with_cloudwatch).
func (r *Room) gaugesOfType(name string) []*gauge {
	var list []*gauge
	for id, m := range r.k.World.Metrics.Meters.All() {
		if m.Type == name && m.Detailed {
			list = append(list, r.gauge(id))
		}
	}
	return list
}

// sumKey names a metric over many instances.
type sumKey struct{ metric, of string }

// together is a metric over many instances: each gives its own samples.
func (r *Room) together(e ec2Metric, key sumKey, members func() []*gauge) source {
	values := func(m int64) []float64 {
		var list []float64
		for _, g := range members() {
			if v, ok := e.sample(r, g, m); ok {
				list = append(list, v)
			}
		}
		return list
	}
	return source{unit: e.unit, values: values, part: func(m int64) part {
		known := r.sums[key]
		if p, ok := known[m]; ok {
			return p
		}
		var all part
		for _, g := range members() {
			if v, ok := e.sample(r, g, m); ok {
				all.add(single(v))
			}
		}
		r.rememberSum(key, m, all)
		return all
	}}
}

// rememberSum keeps a minute that is over. Minutes of five-minute samples are
// kept too: all that they stand for is over with them.
func (r *Room) rememberSum(key sumKey, m int64, p part) {
	if minuteStart(m + 1).After(r.k.Now()) {
		return
	}
	if r.sums[key] == nil || len(r.sums[key]) >= keptMinutes {
		r.sums[key] = map[int64]part{}
	}
	r.sums[key][m] = p
}
