// Package classic is the health of instances behind a Classic Load Balancer:
// how checks move them between states, the texts of DescribeInstanceHealth to
// the letter, and which settings of a balancer AWS takes.
//
// Sources: CLB/elb-healthchecks, CLB/config-conn-drain,
// CLB/elb-cloudwatch-metrics, CLB/elb-limits and the shapes InstanceState,
// HealthCheck and Listener of the API's model.
//
// The package does not know time: checks come at a fixed rhythm whatever the
// answers, and when the next one is due, or how long draining lasts, is the
// caller's.
package classic
