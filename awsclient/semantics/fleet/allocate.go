package fleet

import "fmt"

// Ask is what a fleet wants of its pools.
type Ask struct {
	Strategy   string  // "" means LowestPrice
	PoolsToUse int     // InstancePoolsToUseCount, for LowestPrice only; 0 means 1
	Target     float64 // units of Spot, those that run already included
	MaxTotal   float64 // SpotMaxTotalPrice: dollars an hour, those that run included; 0 for no bound
	// Lost are the indices of pools that were just interrupted. A diversified
	// fleet replaces across the others as long as there is one.
	Lost []int
}

// Launch is a number of instances to launch in one pool, and why there.
type Launch struct {
	Pool  int // index
	Count int
	Why   string
}

// Refused is a pool in which the fleet cannot launch, and why.
type Refused struct {
	Pool int // index
	Why  string
}

// Plan is the answer to an Ask.
type Plan struct {
	Launches []Launch  // in the order in which the pools were first chosen
	Units    float64   // that the fleet has when all of it is launched
	Refused  []Refused // pools that are out from the start
	Why      string    // why it ends there: fulfilled, too dear, nothing left
}

// Fulfilled reports whether the plan reaches the target.
func (p Plan) Fulfilled(target float64) bool { return p.Units >= target-tolerance }

// Launched is how many instances the plan launches.
func (p Plan) Launched() int {
	n := 0
	for _, l := range p.Launches {
		n += l.Count
	}
	return n
}

// Allocate chooses pools one instance at a time until the target is reached,
// so it may overshoot, but by less than the largest weight.
func Allocate(pools []Pool, ask Ask) Plan {
	a := newAllocation(pools, ask)
	for a.units() < ask.Target-tolerance {
		pool, why, ok := a.choose()
		if !ok {
			a.plan.Why = fmt.Sprintf("no pool can give more: %s of %s units", number(a.units()), number(ask.Target))
			break
		}
		if ask.MaxTotal > 0 && a.spending()+pools[pool].Spot > ask.MaxTotal+tolerance {
			a.plan.Why = fmt.Sprintf("another instance of %s would cost more than the maximum total price of $%.4f an hour", pools[pool], ask.MaxTotal)
			break
		}
		a.launch(pool, why)
	}
	if a.plan.Why == "" {
		a.plan.Why = fmt.Sprintf("the target of %s units is met", number(ask.Target))
	}
	a.plan.Units = a.units()
	return a.plan
}

// allocation is an Allocate under way.
type allocation struct {
	pools []Pool
	ask   Ask
	has   []int // instances in each pool, launched ones included
	left  []int // instances each pool can still give; 0 when it is out
	plan  Plan
}

func newAllocation(pools []Pool, ask Ask) *allocation {
	if ask.Strategy == "" {
		ask.Strategy = LowestPrice
	}
	a := &allocation{pools: pools, ask: ask, has: make([]int, len(pools)), left: make([]int, len(pools))}
	for i, p := range pools {
		a.has[i] = p.Running
		if why := p.unusable(ask.Strategy); why != "" {
			a.plan.Refused = append(a.plan.Refused, Refused{i, why})
			continue
		}
		a.left[i] = p.Available
	}
	a.leaveLost()
	return a
}

// leaveLost takes interrupted pools from a diversified fleet, but not the
// last one that is left (choice).
func (a *allocation) leaveLost() {
	if a.ask.Strategy != Diversified {
		return
	}
	without := make([]int, len(a.left))
	copy(without, a.left)
	for _, i := range a.ask.Lost {
		if i >= 0 && i < len(without) {
			without[i] = 0
		}
	}
	for i := range without {
		if without[i] > 0 {
			a.left = without
			return
		}
	}
}

// units is counted anew each time: adding weights up that are not whole would
// drift.
func (a *allocation) units() float64 {
	sum := 0.0
	for i := range a.pools {
		sum += a.unitsIn(i)
	}
	return sum
}

func (a *allocation) unitsIn(i int) float64 { return float64(a.has[i]) * a.pools[i].Units() }

// spending is what the fleet's Spot Instances cost an hour.
func (a *allocation) spending() float64 {
	sum := 0.0
	for i := range a.pools {
		sum += float64(a.has[i]) * a.pools[i].Spot
	}
	return sum
}

// launch takes an instance from a pool. The reason kept is the one for which
// the pool was chosen first.
func (a *allocation) launch(pool int, why string) {
	a.has[pool]++
	a.left[pool]--
	for i := range a.plan.Launches {
		if a.plan.Launches[i].Pool == pool {
			a.plan.Launches[i].Count++
			return
		}
	}
	a.plan.Launches = append(a.plan.Launches, Launch{pool, 1, why})
}

// number is a count of units without needless decimals.
func number(units float64) string { return fmt.Sprintf("%.6g", units) }
