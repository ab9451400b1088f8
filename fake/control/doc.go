// Package control is the server's own interface, beside AWS's services: the
// clock, faults, state and what happens, and each instance's metadata.
//
// Everything is under /_fleetglass/. Parameters are in the query string or in
// a form; a fault and a state are the body itself. Answers are JSON; a refusal
// is {"error": "..."} with the status that fits. What a server on a loopback
// port says for itself:
//
//	S=http://127.0.0.1:4566/_fleetglass
//	curl $S/accounts                                  the accounts of the server, and whose they are
//	curl $S/health                                    version, seed, scenario, virtual now, speed
//	curl -X POST "$S/clock?advance=5m"                five minutes later, at once
//	curl -X POST $S/clock -d speed=60 -d pause=false  a minute of the account a second
//	curl -X POST "$S/clock?settle=true"               transitions end before the next call is answered
//	curl -X POST "$S/reset?seed=7&scenario=empty"     another world, in milliseconds
//	curl -X POST "$S/reset?account=314159265358"      one account of several
//	curl -X POST $S/fault -d '{"kind": "spot-reclaim", "instance": "i-0123456789abcdef0"}'
//	curl -X POST $S/fault -d '{"kind": "throttle", "service": "ec2", "operation": "RunInstances", "for": "2m"}'
//	curl -o world.state $S/state                      save the account
//	curl -T world.state $S/state                      go on with a saved one
//	curl $S/dataplane                                 where each listener of a balancer listens, with serve --data-plane
//	curl -N $S/events                                 what happens, a JSON object a line, for as long as you listen
//	curl $S/instances/i-0123456789abcdef0/latest/meta-data/placement/availability-zone
//
// Where a server has an account for every access key id, account=NUMBER says
// which one is meant. Without it a clock and a reset are for all of them (the
// others come into being again when their keys call), a state is of all, and
// whatever else is about the first.
//
// A reset and a loaded state put another engine in the place of the old one:
// [Account] is what stays, and what AWS's services are served from. Calls
// under way end on the engine on which they began.
//
// The package does not know who may ask: a server must see to it that only
// this machine can, and that the Host header is one of its own. It does refuse
// what a browser sends on behalf of another site.
package control
