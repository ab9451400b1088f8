package spot

import (
	"math"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/era"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// Choices: how often a price is set, in seconds. Today's prices follow demand
// slowly; those of the auction moved many times an hour.
const (
	calmStep    = 4 * 3600
	auctionStep = 15 * 60
	// settled is the part of a step in which the pools change, one after the
	// other; in the rest nothing moves.
	settled = 0.9
)

// Choices: how a price wanders about its mean. It remembers the last
// memory steps, each a little less than the one after it, so that it always
// comes back: a moving average in place of a walk can be computed at any step
// without those before.
const (
	memory     = 40
	decay      = 0.9
	zoneWeight = 0.6 // the part that all pools of a family in a zone share
	poolWeight = 0.8 // the pool's own; the squares of both add up to one
)

// Choices: the terms of a market.
type terms struct {
	step         int64   // seconds between changes
	low, high    float64 // means lie between these parts of the On-Demand price
	wander       float64 // how far a price wanders, as a standard deviation of its logarithm
	floor        float64 // of the On-Demand price
	ceiling      float64
	surgeEvery   time.Duration // in each such block there may be one surge
	surgeChance  float64
	surgeLow     time.Duration
	surgeHigh    time.Duration
	surgeFactor  float64 // the highest, in multiples of the mean
	squeezes     bool    // capacity can run short; in the auction the price rises instead
	recommending bool    // rebalance recommendations exist (since November 2020)
}

func termsOf(r era.Rules) terms {
	if r.SpotAuction {
		return terms{
			step: auctionStep, low: 0.12, high: 0.3, wander: 0.25, floor: 0.08, ceiling: r.SpotPriceCeiling,
			surgeEvery: 24 * time.Hour, surgeChance: 0.3, surgeLow: 30 * time.Minute, surgeHigh: 5 * time.Hour, surgeFactor: 40,
		}
	}
	return terms{
		step: calmStep, low: 0.25, high: 0.5, wander: 0.12, floor: 0.1, ceiling: r.SpotPriceCeiling,
		surgeEvery: 14 * 24 * time.Hour, surgeChance: 0.35, surgeLow: 24 * time.Hour, surgeHigh: 6 * 24 * time.Hour, surgeFactor: 1.9,
		squeezes: true, recommending: true,
	}
}

// market is the closed forms of one world.
type market struct {
	w     *world.World
	seed  uint64
	terms terms
}

func newMarket(w *world.World) *market {
	return &market{w: w, seed: mixed(w.Seed ^ hash("spot"+w.Region)), terms: termsOf(era.Of(w))}
}

// onDemand is the On-Demand price of a pool, 0 for a type that does not
// exist.
func onDemand(p spot.Pool) float64 {
	t, ok := compute.TypeInfo(p.Type)
	if !ok {
		return 0
	}
	return t.Hourly + licence(t, p.Product)
}

// windowsLicence is what Windows costs for each vCPU and hour, Spot or not.
const windowsLicence = 0.046

func licence(t compute.Type, product string) float64 {
	if strings.HasPrefix(product, spot.Windows) {
		return windowsLicence * float64(t.VCPU)
	}
	return 0
}

// change is the moment at which a step's price of a pool comes into force.
func (m *market) change(p spot.Pool, step int64) time.Time {
	within := chance(m.key(p, "moment"), step) * settled * float64(m.terms.step)
	return time.Unix(step*m.terms.step+int64(within), 0).UTC()
}

// stepAt is the step whose price is in force.
func (m *market) stepAt(p spot.Pool, t time.Time) int64 {
	step := floorDiv(t.Unix(), m.terms.step)
	if t.Before(m.change(p, step)) {
		step--
	}
	return step
}

// quiet is the price that the market sets, faults apart.
func (m *market) quiet(p spot.Pool, t time.Time) float64 {
	return m.set(p, m.stepAt(p, t))
}

// set is the price of a step.
func (m *market) set(p spot.Pool, step int64) float64 {
	info, ok := compute.TypeInfo(p.Type)
	if !ok {
		return 0
	}
	fee := licence(info, p.Product)
	ratio := m.mean(p) * math.Exp(m.terms.wander*m.wandered(p, "price", step))
	ratio *= m.surge(p, time.Unix(step*m.terms.step, 0))
	return m.bounded(p, fee+info.Hourly*max(ratio, m.terms.floor))
}

// bounded keeps a price within the era's ceiling, and gives it the four
// decimals that AWS's prices have.
func (m *market) bounded(p spot.Pool, price float64) float64 {
	const grain = 10_000
	price = math.Round(price*grain) / grain
	if most := m.terms.ceiling * onDemand(p); price > most {
		price = math.Floor(most*grain+1e-9) / grain
	}
	return max(price, 1.0/grain)
}

// mean is the part of the On-Demand price about which a pool's price wanders.
func (m *market) mean(p spot.Pool) float64 {
	u := 0.6*chance(hash(family(p.Type))^m.seed, 1) + 0.4*chance(m.key(p, "mean"), 1)
	return m.terms.low + (m.terms.high-m.terms.low)*u
}

// wandered is a process with mean 0 and variance 1 that reverts to its mean,
// the zone's part and the pool's own together.
func (m *market) wandered(p spot.Pool, what string, step int64) float64 {
	zone, own := m.zoneKey(p, what), m.key(p, what)
	sum, weight := 0.0, 1.0
	for i := range int64(memory) {
		sum += weight * (zoneWeight*shock(zone, step-i) + poolWeight*shock(own, step-i))
		weight *= decay
	}
	return sum * math.Sqrt(1-decay*decay)
}

// shock is one draw with mean 0 and variance 1.
func shock(key uint64, step int64) float64 {
	return (2*chance(key, step) - 1) * math.Sqrt(3)
}

// surge is by how much demand lifts a pool's price at a time: 1 nearly
// always. Most surges hit a whole family in a zone.
func (m *market) surge(p spot.Pool, t time.Time) float64 {
	return max(m.surgeOf(m.zoneKey(p, "surge"), 1, t), m.surgeOf(m.key(p, "surge"), 0.5, t))
}

// surgeOf is the surge of one key. It rises and falls within a span that
// lies wholly within a block, so that no other block need be looked at.
func (m *market) surgeOf(key uint64, likely float64, t time.Time) float64 {
	every := int64(m.terms.surgeEvery / time.Second)
	block := floorDiv(t.Unix(), every)
	if chance(key, 8*block) >= m.terms.surgeChance*likely {
		return 1
	}
	length := between(m.terms.surgeLow.Seconds(), m.terms.surgeHigh.Seconds(), chance(key, 8*block+1))
	start := chance(key, 8*block+2) * (float64(every) - length)
	into := (float64(t.Unix()-block*every) - start) / length
	if into < 0 || into > 1 {
		return 1
	}
	// Small surges are much more common than large ones.
	u := chance(key, 8*block+3)
	height := (m.terms.surgeFactor - 1) * u * u
	return 1 + height*math.Sqrt(math.Sin(math.Pi*into))
}

// key is a pool's own randomness for a purpose. Both forms of a product's
// name have the same.
func (m *market) key(p spot.Pool, what string) uint64 {
	return mixed(m.seed ^ hash(p.Type+"|"+p.Zone+"|"+what))
}

// zoneKey is what all types of a family share in a zone.
func (m *market) zoneKey(p spot.Pool, what string) uint64 {
	return mixed(m.seed ^ hash(family(p.Type)+"||"+p.Zone+"|"+what))
}

// family is the kind of machine that a type runs on: "m5" for m5.large.
func family(name string) string {
	f, _, _ := strings.Cut(name, ".")
	return f
}

func between(low, high, u float64) float64 { return low + (high-low)*u }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// hash is a number that stands for a text (FNV-1a).
func hash(text string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

// mixed spreads a number over 64 bits (the finalizer of SplitMix64).
func mixed(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// chance is a number in [0, 1), always the same for the same key and moment.
func chance(key uint64, moment int64) float64 {
	return float64(mixed(key+uint64(moment)*0x9e3779b97f4a7c15)>>11) / (1 << 53)
}
