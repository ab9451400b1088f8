// Package classic is the room of Classic load balancers: registered instances
// and their health, connection draining, zones, and how requests are spread.
//
// An instance is moved by one controller. What circumstances impose comes
// first (it does not run, its zone is not enabled, it leaves), health checks
// after. Checks come at a fixed rhythm, but an appointment for one is made
// only when it could change something: a steady instance costs nothing.
//
// The room writes the same step histories as the room of target groups does,
// in pools of its own: one for each zone and instance port of a balancer. The
// telemetry room computes the load on instances and the metrics of AWS/ELB
// from them.
//
// The room does not know the API's shapes (the handlers), nor why an instance
// is registered (Auto Scaling), nor how fast a server is. What a cookie or a
// certificate does is not simulated: it is kept, and sessions are spread like
// single requests.
package classic
