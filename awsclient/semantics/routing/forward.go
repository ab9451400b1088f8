package routing

// Share is the part of the requests that a target group gets.
type Share struct {
	TargetGroup string // ARN
	Weight      int
	Share       float64 // 0 to 1
}

// ForwardShares turns weights into shares: weight over the sum of weights. If
// all weights are zero it is nil, and the balancer answers 503 (memory).
func ForwardShares(forwards []WeightedTarget) []Share {
	sum := 0
	for _, f := range forwards {
		sum += max(0, f.Weight)
	}
	if sum == 0 {
		return nil
	}
	shares := make([]Share, len(forwards))
	for i, f := range forwards {
		shares[i] = Share{f.TargetGroup, f.Weight, float64(max(0, f.Weight)) / float64(sum)}
	}
	return shares
}

// Pick is the target group for a number x in [0, 1): shares lie side by side
// in their order. It is "" when there are no shares.
func Pick(shares []Share, x float64) string {
	last := ""
	for _, s := range shares {
		if s.Share <= 0 {
			continue
		}
		last = s.TargetGroup
		if x < s.Share {
			return last
		}
		x -= s.Share
	}
	return last // x fell off the end by rounding
}
