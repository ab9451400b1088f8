package telemetry

import "math"

// part is the raw samples of a stretch of time, added up.
type part struct {
	sum, low, high, count float64
}

func single(v float64) part { return part{v, v, v, 1} }

// counted is n samples of the value 1: how AWS counts requests.
func counted(n int) part { return part{float64(n), 1, 1, float64(n)} }

func (p *part) add(o part) {
	switch {
	case o.count == 0:
	case p.count == 0:
		*p = o
	default:
		p.sum, p.count = p.sum+o.sum, p.count+o.count
		p.low, p.high = math.Min(p.low, o.low), math.Max(p.high, o.high)
	}
}
