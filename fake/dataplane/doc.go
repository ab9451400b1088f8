// Package dataplane lets the balancers of simulated accounts serve real
// requests: each listener listens on a loopback port of this machine.
//
// A request is taken to the engine, which picks the rule, the target group and
// the target by the same code that shares out simulated demand, and counts the
// request: it shows in metrics, loads its target, and may make a group scale
// out. What the balancer answers itself (a redirect, a fixed response, 502,
// 503, 504) is made here as AWS makes it; what a target answers is made by a
// simulated web server that says who it is and what it was sent.
//
// HTTP listeners speak HTTP/1.1, HTTP/2 in clear text and WebSocket; TCP
// listeners pass their connection to one target. Those that speak HTTPS, TLS
// or SSL at AWS are plain here, as if somebody in front had taken TLS off:
// X-Forwarded-Proto still says https, and no client needs to trust a
// certificate. UDP listeners are listed and have no address.
//
// A listener has the same port whenever it is free: it is made from the
// account, the region, the balancer's name and the listener's port.
//
// The clock of an account is not the clock of its clients, so nothing waits
// here: a target that gives no answer is a 504 at once. Requests are counted
// in the account's minutes: where its clock is sixty times as fast, a request
// a second is one a minute.
//
// The package does not know rules, health or metrics (the engine does), nor
// AWS's services. Clients from elsewhere cannot come in: every port is of
// 127.0.0.1, and whatever Host a client names is taken for one of the
// balancer's names. The security groups of a balancer are asked whether they
// let the internet in; if they do not, connections end without an answer. One
// address stands for the balancer's nodes in all zones, so targets of all
// zones are chosen from, as with cross-zone balancing.
package dataplane
