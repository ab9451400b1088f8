package labs

import (
	"fmt"
	"strconv"
	"strings"
)

// serverScript is the user data of the nth server.
func serverScript(n int) Paste {
	name := fmt.Sprintf("webserver%d", n)
	return Paste{fmt.Sprintf("user data of server %d", n), "#!/bin/bash\ndnf install -y httpd\nmkdir -p /var/www/html/" + name + "\necho " + name +
		" > /var/www/html/index.html\necho " + name + " > /var/www/html/" + name + "/index.html\nsystemctl enable --now httpd\n"}
}

func runServer(n int, subnet string) string {
	return fmt.Sprintf("aws ec2 run-instances --image-id <image> --instance-type t3.micro --subnet-id <%s> --security-group-ids <security-group> --user-data %s --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=webserver%d}]'",
		subnet, serverScript(n).inShell(), n)
}

func makeTargetGroup(n int) []string {
	name := fmt.Sprintf("webserver%d", n)
	return []string{
		fmt.Sprintf("aws elbv2 create-target-group --name %s --protocol HTTP --port 80 --vpc-id <vpc> --health-check-path /%s/ --health-check-interval-seconds 10", name, name),
		fmt.Sprintf("aws elbv2 register-targets --target-group-arn <target-group-%d> --targets Id=<server-%d>", n, n),
		fmt.Sprintf("aws elbv2 create-rule --listener-arn <listener> --priority %d --conditions Field=path-pattern,Values='/%s/*' --actions Type=forward,TargetGroupArn=<target-group-%d>", 10*(n+1), name, n),
	}
}

func makeHostRule(n int) string {
	return fmt.Sprintf("aws elbv2 create-rule --listener-arn <listener> --priority %d --conditions Field=host-header,Values=%s --actions Type=forward,TargetGroupArn=<target-group-%d>", 30+10*n, host(n), n)
}

func balancerFacts() []Fact {
	server := func(n int) Fact {
		return Fact{fmt.Sprintf("server-%d", n), fmt.Sprintf("id of server %d", n), func(w *World) string { in, _ := w.server(n); return in.ID }}
	}
	group := func(name, called, means string) Fact {
		return Fact{name, means, func(w *World) string {
			for _, g := range w.TargetGroups() {
				if g.Name == called {
					return g.ARN
				}
			}
			return ""
		}}
	}
	return []Fact{
		server(0), server(1),
		{"vpc", "the default VPC", func(w *World) string {
			for _, s := range w.Subnets() {
				if s.Default {
					return s.VPC
				}
			}
			return ""
		}},
		{"classic", "name of the Classic load balancer", func(w *World) string { b, _ := w.classic(); return b.Name }},
		{"balancer", "ARN of the Application load balancer", func(w *World) string { b, _ := w.application(); return b.ARN }},
		{"listener", "ARN of its listener", func(w *World) string {
			b, ok := w.application()
			if !ok {
				return ""
			}
			l, _ := w.listener80(b)
			return l.ARN
		}},
		group("target-group", "web", "ARN of the target group web"),
		group("target-group-0", "webserver0", "ARN of the target group webserver0"),
		group("target-group-1", "webserver1", "ARN of the target group webserver1"),
	}
}

// balancerLab is exercise 1: load balancers for two web servers.
func balancerLab() *Lab {
	return &Lab{
		ID: "balancer", Title: "Load balancer for two web servers", Scenario: "homework",
		Learn: []string{
			"what a listener, a target group and a rule are, and what the Classic balancer had in their place",
			"how a balancer finds out that a server is well, and how long that takes",
			"how one address serves several sites: by path and by host name",
			"what a balancer says of a server that was stopped",
		},
		Facts: balancerFacts(), Steps: append(balancerSteps(), balancerRoutingSteps()...),
		Cleanup: []string{
			"aws elb delete-load-balancer --load-balancer-name <classic>",
			"aws elbv2 delete-load-balancer --load-balancer-arn <balancer>",
			"aws elbv2 delete-target-group --target-group-arn <target-group-0>",
			"aws elbv2 delete-target-group --target-group-arn <target-group-1>",
			"aws elbv2 delete-target-group --target-group-arn <target-group>",
			"aws ec2 terminate-instances --instance-ids <server-0> <server-1>",
		},
	}
}

func balancerSteps() []Step {
	return []Step{
		{
			ID: "servers", Title: "Launch two web servers in two zones", Card: "user data",
			Do:       "Launch two instances in subnets of different zones. User data makes each a web server with a page of its own: server 0 writes /webserver0/index.html, server 1 writes /webserver1/index.html. The default security group serves for an exercise: who is in it may reach the others in it.",
			Hint:     "A server is not told apart by its name here, but by the page that its user data writes.",
			Stronger: "Run two instances with the same settings but two things: the subnet, and the number in the user data.",
			Console:  []string{"5, a: Launch instances. Type t3.micro, the default security group, the user data of server 0 (c copies it), a subnet.", "The same again with the user data of server 1, and a subnet in another zone."},
			Paste:    []Paste{serverScript(0), serverScript(1)},
			CLI:      []string{runServer(0, "subnet-a"), runServer(1, "subnet-b")},
			Check:    checkServers, Proof: []string{"server-0", "server-1"},
		},
		{
			ID: "classic", Title: "Put a Classic load balancer before them", Card: "classic load balancer",
			Do:       "Make a Classic load balancer in both zones that takes HTTP on port 80 to port 80. Let it check a page over HTTP. Register both servers with it by hand, and let the world in on port 80.",
			Hint:     "It needs four calls: open the port, make it, say how it checks, register the instances.",
			Stronger: "The health check's target is HTTP:80/ and the subnets are those of the two servers.",
			Console:  []string{"2, a: Create a Classic load balancer. Pick two subnets, the default security group and both instances, and open port 80."},
			CLI: []string{
				"aws ec2 authorize-security-group-ingress --group-id <security-group> --protocol tcp --port 80 --cidr 0.0.0.0/0",
				"aws elb create-load-balancer --load-balancer-name web-classic --listeners Protocol=HTTP,LoadBalancerPort=80,InstanceProtocol=HTTP,InstancePort=80 --subnets <subnet-a> <subnet-b> --security-groups <security-group>",
				"aws elb configure-health-check --load-balancer-name <classic> --health-check Target=HTTP:80/,Interval=10,Timeout=5,UnhealthyThreshold=2,HealthyThreshold=3",
				"aws elb register-instances-with-load-balancer --load-balancer-name <classic> --instances <server-0> <server-1>",
			},
			Check: checkClassic, Proof: []string{"balancer"},
		},
		{
			ID: "classic-serves", Title: "Wait until both servers are in service", Card: "health check",
			Do:       "Watch the Classic balancer take its servers into service. A new instance serves after its first check that passes; one that failed has to pass several in a row.",
			Hint:     "Only waiting helps here, when the step before was done well.",
			Stronger: "If a server stays OutOfService, read its description: it says whose fault it is.",
			Console:  []string{"2, enter on the balancer, tab to its instances: state and reason."},
			CLI:      []string{"aws elb describe-instance-health --load-balancer-name <classic>"},
			Check:    checkClassicServes, Proof: []string{"balancer"},
			Question: &Question{
				Ask:  "How many checks in a row must an instance of your balancer pass after it has failed?",
				Look: "it is the HealthyThreshold of its health check",
				Right: func(w *World) []string {
					b, ok := w.classic()
					if !ok {
						return nil
					}
					return []string{strconv.Itoa(b.Check.Healthy)}
				},
			},
		},
		{
			ID: "application", Title: "The same with an Application load balancer", Card: "target group",
			Do:       "Make an Application load balancer in both zones. Servers are not registered with it, but with a target group; the listener's default rule forwards to that. Wait until it is active and both targets are healthy.",
			Hint:     "Four things: target group, targets, balancer, listener.",
			Stronger: "The listener is for HTTP on port 80, and its default action forwards to the target group that has both servers.",
			Console:  []string{"2, a: Create a target group web with both instances.", "2, a: Create an Application load balancer with that target group.", "enter on it, tab to Targets: the health of each."},
			CLI: []string{
				"aws elbv2 create-target-group --name web --protocol HTTP --port 80 --vpc-id <vpc> --health-check-interval-seconds 10",
				"aws elbv2 register-targets --target-group-arn <target-group> --targets Id=<server-0> Id=<server-1>",
				"aws elbv2 create-load-balancer --name web-application --subnets <subnet-a> <subnet-b> --security-groups <security-group>",
				"aws elbv2 create-listener --load-balancer-arn <balancer> --protocol HTTP --port 80 --default-actions Type=forward,TargetGroupArn=<target-group>",
			},
			Check: checkApplication, Proof: []string{"balancer", "target-group"},
			Question: &Question{
				Ask:   "How many seconds does your target group let a target drain after it was deregistered?",
				Look:  "it is an attribute of the target group: deregistration_delay.timeout_seconds",
				Right: rightDrain,
			},
		},
	}
}

// rightDrain is the deregistration delay of the group of the default rule.
func rightDrain(w *World) []string {
	b, ok := w.application()
	if !ok {
		return nil
	}
	l, _ := w.listener80(b)
	g, _, ok := w.routed(l, "an.example.com", "/")
	if !ok {
		return nil
	}
	if seconds := w.TargetGroupAttribute(g.ARN, "deregistration_delay.timeout_seconds"); seconds != "" {
		return []string{seconds, seconds + " s", seconds + " seconds"}
	}
	return nil
}

func balancerRoutingSteps() []Step {
	return []Step{
		{
			ID: "paths", Title: "Route by path", Card: "rule",
			Do:       "Give each server a target group of its own, and make two rules on the listener: /webserver0/* goes to server 0, /webserver1/* to server 1. All else stays with the default rule.",
			Hint:     "A rule forwards to a target group, never to a server: so each server needs a group with itself alone in it.",
			Stronger: "Make the groups webserver0 and webserver1, register one server in each, then make a rule for each path.",
			Console:  []string{"2, a: Create a target group webserver0 with server 0 alone and the check path /webserver0/, and one webserver1 for server 1.", "2, enter on the balancer, tab to Rules, a: Create a rule on HTTP :80 that forwards. The path is /webserver0/*; then one for /webserver1/*."},
			CLI:      append(makeTargetGroup(0), makeTargetGroup(1)...),
			Check:    checkPaths, Proof: []string{"target-group-0", "target-group-1"},
			Question: &Question{
				Ask:   "A browser asks for /webserver0 without the last slash. What is the name of the target group that gets the request?",
				Look:  "a pattern must match the whole path; compare it with the one of your rule, letter by letter",
				Right: func(w *World) []string { return w.rightGroup("an.example.com", "/webserver0") },
			},
		},
		{
			ID: "hosts", Title: "Route by host name", Card: "layer 7",
			Do:       "Make two more rules: requests for the host webserver0.example.com go to server 0, those for webserver1.example.com to server 1.",
			Hint:     "The target groups of the last step serve again; only the condition differs.",
			Stronger: "The condition's field is host-header.",
			Console:  []string{"2, enter on the balancer, tab to Rules, a: Create a rule on HTTP :80 that forwards, with a host and no path."},
			CLI:      []string{makeHostRule(0), makeHostRule(1)},
			Check:    checkHosts, Proof: []string{"target-group-0", "target-group-1"},
			Question: &Question{
				Ask:   "Which target group gets http://webserver1.example.com/webserver0/ ? Give its name.",
				Look:  "rules are tried by priority, the smallest number first, and the first that matches decides",
				Right: func(w *World) []string { return w.rightGroup(host(1), page(0)) },
			},
		},
		{
			ID: "stop", Title: "Stop a server and watch", Card: "target",
			Do:       "Stop one of the two servers (do not terminate it). Watch what the Classic balancer and the target group say of it while it stops, and after.",
			Hint:     "Stopping takes a minute. Look at the state, and at the words beside it.",
			Stronger: "In the end the Classic balancer has it OutOfService, and the target group as unused.",
			Console:  []string{"5, on the server, a: Stop.", "2, enter on each balancer: the health texts."},
			CLI: []string{
				"aws ec2 stop-instances --instance-ids <server-1>",
				"aws elb describe-instance-health --load-balancer-name <classic>",
				"aws elbv2 describe-target-health --target-group-arn <target-group>",
			},
			Check: checkStop, Proof: []string{"stopped", "classic-says", "target-says"},
			Question: &Question{
				Ask:   "Which reason code does the target group of the default rule give for the stopped server?",
				Look:  "it stands beside the state of the target and begins with Target.",
				Right: rightStopReason,
			},
		},
		{
			ID: "start", Title: "Start it again", Card: "instance",
			Do:       "Start the server that you stopped and wait until both balancers send it requests again.",
			Hint:     "It comes back by itself: nothing has to be registered anew.",
			Stronger: "If it stays unhealthy, the web server did not start with the instance: user data must enable it, because it runs at the first boot only.",
			Console:  []string{"5, on the server, a: Start."},
			CLI:      []string{"aws ec2 start-instances --instance-ids <server-1>"},
			Check:    checkStart, Proof: []string{"started"},
		},
	}
}

// rightGroup is the name of the target group that gets a request.
func (w *World) rightGroup(host, path string) []string {
	b, ok := w.application()
	if !ok {
		return nil
	}
	l, ok := w.listener80(b)
	if !ok {
		return nil
	}
	g, _, ok := w.routed(l, host, path)
	if !ok {
		return nil
	}
	return []string{g.Name}
}

// rightStopReason is the reason code that the stopped server was seen with.
func rightStopReason(w *World) []string {
	said, ok := w.Recall("stop", "target-says")
	if !ok {
		return nil
	}
	_, rest, _ := strings.Cut(said.Says, ", ")
	reason, _, _ := strings.Cut(rest, ": ")
	if t, ok := w.sharedTarget(said.ID); ok && t.State != "healthy" && t.Reason != "" {
		reason = t.Reason
	}
	return []string{reason, strings.TrimPrefix(reason, "Target.")}
}
