// Package scaling is the arithmetic of scaling policies: what an adjustment
// makes of a capacity, which step answers a metric, what target tracking
// wants, and which of several policies wins.
//
// Sources: AS/as-scaling-simple-step, AS/as-scale-based-on-demand and
// AS/as-scaling-target-tracking. Every result that a person may ask about
// carries its arithmetic in words. The package does not know time: cooldowns
// and warm-ups are measured by the caller, who also counts which instances
// are warm.
package scaling
