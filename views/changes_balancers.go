package views

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// balancerMakes are what can be made where balancers are listed.
func balancerMakes(s *watch.Snapshot) []Action {
	return []Action{createTargetGroupAction(s), createApplicationAction(s), createClassicAction(s)}
}

func balancerPokes() []watch.Kind {
	return []watch.Kind{watch.Balancers, watch.ClassicBalancers, watch.TargetGroups, watch.Listeners, watch.Targets, watch.SecurityGroups}
}

// anywhere is every address.
const anywhere = "0.0.0.0/0"

// serverField picks running instances.
func serverField(s *watch.Snapshot) ui.Field {
	var ids []string
	words := map[string]string{}
	for i := range s.Instances.Rows {
		if in := &s.Instances.Rows[i]; in.State == "running" {
			ids = append(ids, in.ID)
			words[in.ID] = strings.TrimSpace(in.Name + " " + in.ID + " " + in.Zone)
		}
	}
	return multiField("servers", "instances", nil, ids, func(id string) string { return words[id] }, "space picks; they are registered at once")
}

// standFields say where a balancer stands and who may reach it.
func (s *stock) standFields(port int) []ui.Field {
	return []ui.Field{
		needed(multiField("subnets", "subnets", nil, s.subnetIDs(), s.subnetWords, "space picks; two zones at least")),
		needed(multiField("firewalls", "security groups", nil, s.firewallIDs(), s.firewallWords, "space picks; they must let clients in")),
		toggleField("open", "open port "+strconv.Itoa(port), false, "let everybody in on it, in the first of the security groups"),
	}
}

// opening is the rule that lets everybody in on a port, and its command; ok is
// false when it is not wanted or there already.
func (s *stock) opening(v ui.Values, port int) (group string, rule awsclient.Permission, cli string, ok bool) {
	groups := v.List("firewalls")
	if !v.Bool("open") || len(groups) == 0 {
		return "", rule, "", false
	}
	group = groups[0]
	rule = awsclient.Permission{Protocol: "tcp", FromPort: port, ToPort: port, Sources: []string{anywhere}}
	for _, g := range s.firewalls {
		there := slices.ContainsFunc(g.Ingress, func(p awsclient.Permission) bool {
			return p.Protocol == "tcp" && p.FromPort == port && p.ToPort == port && slices.Contains(p.Sources, anywhere)
		})
		if g.ID == group && there {
			return "", rule, "", false
		}
	}
	cli = aws("ec2", "authorize-security-group-ingress").opt("--group-id", group).opt("--protocol", "tcp").opt("--port", strconv.Itoa(port)).opt("--cidr", anywhere).String()
	return group, rule, cli, true
}

// createTargetGroupAction makes a target group for instances.
func createTargetGroupAction(snap *watch.Snapshot) Action {
	a := Action{Name: "create target group", Label: "Create a target group", Busy: "creating", Help: "servers that share one job, and how they are checked; a rule makes it used"}
	a.Prepare = preparing(snap.Instances.Rows, func(s *stock) Action {
		a := a
		var networks []string
		for _, n := range s.subnets {
			if !slices.Contains(networks, n.VPC) {
				networks = append(networks, n.VPC)
			}
		}
		a.Fields = []ui.Field{
			needed(textField("name", "name", "", "unique in the region", resourceNameWrong)),
			needed(choiceField("network", "VPC", "", networks, nil, "that of its targets")),
			needed(numberField("port", "port", "80", 1, 65535, "HTTP, on the instances")),
			needed(textField("path", "check path", "/", "the page that is asked for", pathWrong)),
			needed(numberField("interval", "interval", "10", 5, 300, "seconds between checks")),
			serverField(snap),
		}
		a.Plan = func(v ui.Values) (Change, error) { return targetGroupPlan(v), nil }
		return a
	})
	return a
}

func pathWrong(v string) string {
	if !strings.HasPrefix(v, "/") {
		return "a path begins with /"
	}
	return ""
}

func targetGroupPlan(v ui.Values) Change {
	g := awsclient.TargetGroup{
		Name: strings.TrimSpace(v["name"]), Protocol: "HTTP", Port: v.Int("port"), VPC: v["network"], TargetType: "instance",
		Check: awsclient.HealthCheck{Path: strings.TrimSpace(v["path"]), Interval: time.Duration(v.Int("interval")) * time.Second},
	}
	var refs []awsclient.TargetRef
	var words []string
	for _, id := range v.List("servers") {
		refs, words = append(refs, awsclient.TargetRef{ID: id}), append(words, "Id="+id)
	}
	clis := []string{aws("elbv2", "create-target-group").opt("--name", g.Name).opt("--protocol", g.Protocol).opt("--port", strconv.Itoa(g.Port)).opt("--vpc-id", g.VPC).
		opt("--health-check-path", g.Check.Path).opt("--health-check-interval-seconds", strconv.Itoa(v.Int("interval"))).String()}
	if len(refs) > 0 {
		clis = append(clis, aws("elbv2", "register-targets").opt("--target-group-arn", "<ARN of "+g.Name+">").opt("--targets", words...).String())
	}
	return Change{
		Preview: []ui.Line{Becomes("target group", "", g.Name+", HTTP "+strconv.Itoa(g.Port)+", "+ui.Count(len(refs), "target"))}, CLIs: clis,
		Run: func(ctx context.Context, c awsclient.Client) error {
			arn, err := c.CreateTargetGroup(ctx, g)
			if err != nil || len(refs) == 0 {
				return err
			}
			return c.RegisterTargets(ctx, arn, refs)
		},
		Done: g.Name + " is there; until a rule forwards to it its targets are unused", Pokes: balancerPokes(),
	}
}

// createApplicationAction makes an Application load balancer with one listener.
func createApplicationAction(snap *watch.Snapshot) Action {
	a := Action{Name: "create application balancer", Label: "Create an Application load balancer", Busy: "creating", Help: "with a listener for HTTP; it takes some minutes to be active, and costs by the hour"}
	a.Prepare = preparing(snap.Instances.Rows, func(s *stock) Action {
		a := a
		var groups []string
		for i := range snap.TargetGroups.Rows {
			groups = append(groups, snap.TargetGroups.Rows[i].ARN)
		}
		if len(groups) == 0 {
			a.Off = "its listener forwards to a target group: create one first"
		}
		a.Fields = slices.Concat([]ui.Field{needed(textField("name", "name", "", "unique in the region", resourceNameWrong))}, s.standFields(httpPort),
			[]ui.Field{needed(choiceField("target", "target group", "", groups, arnName, "where the default rule of its listener on port 80 forwards"))})
		a.Plan = func(v ui.Values) (Change, error) { return applicationPlan(s, v) }
		return a
	})
	return a
}

const httpPort = 80

// oneNetwork refuses subnets and security groups of several networks, and too
// few zones.
func (s *stock) oneNetwork(v ui.Values) error {
	var zones []string
	for _, id := range v.List("subnets") {
		zones = append(zones, s.subnet(id).Zone)
		if wrong := s.otherNetwork(id, v.List("firewalls")); wrong != "" {
			return errors.New(wrong)
		}
	}
	slices.Sort(zones)
	if len(slices.Compact(zones)) < 2 {
		return awsWords("ValidationError: At least two subnets in two different Availability Zones must be specified")
	}
	return nil
}

func applicationPlan(s *stock, v ui.Values) (Change, error) {
	if err := s.oneNetwork(v); err != nil {
		return Change{}, err
	}
	b := awsclient.LoadBalancer{Name: strings.TrimSpace(v["name"]), Type: "application", Scheme: "internet-facing", SecurityGroups: v.List("firewalls")}
	for _, id := range v.List("subnets") {
		b.Zones = append(b.Zones, awsclient.ZoneSubnet{Subnet: id})
	}
	l := awsclient.Listener{Protocol: "HTTP", Port: httpPort, Actions: []awsclient.RuleAction{{Type: "forward", Forwards: []awsclient.WeightedTargetGroup{{ARN: v["target"], Weight: 1}}}}}
	group, rule, open, opens := s.opening(v, httpPort)
	clis := []string{
		aws("elbv2", "create-load-balancer").opt("--name", b.Name).opt("--subnets", v.List("subnets")...).opt("--security-groups", b.SecurityGroups...).String(),
		aws("elbv2", "create-listener").opt("--load-balancer-arn", "<ARN of "+b.Name+">").opt("--protocol", "HTTP").opt("--port", strconv.Itoa(httpPort)).
			opt("--default-actions", "Type=forward,TargetGroupArn="+v["target"]).String(),
	}
	preview := []ui.Line{Becomes("balancer", "", b.Name+", "+ui.Count(len(b.Zones), "zone")), Becomes("HTTP on port 80", "", "to "+arnName(v["target"]))}
	if opens {
		clis = append([]string{open}, clis...)
		preview = append(preview, Becomes("port 80 of "+group, "closed", "open to everybody"))
	}
	return Change{
		Preview: preview, CLIs: clis,
		Run: func(ctx context.Context, c awsclient.Client) error {
			if opens {
				if err := c.OpenPort(ctx, group, rule); err != nil {
					return err
				}
			}
			arn, err := c.CreateBalancer(ctx, b)
			if err != nil {
				return err
			}
			l.Balancer = arn
			_, err = c.CreateListener(ctx, l)
			return err
		},
		Done: b.Name + " is provisioning", Pokes: balancerPokes(),
	}, nil
}

// createClassicAction makes a Classic load balancer with one listener.
func createClassicAction(snap *watch.Snapshot) Action {
	a := Action{Name: "create classic balancer", Label: "Create a Classic load balancer", Busy: "creating", Help: "the first generation: instances are registered with the balancer itself; it costs by the hour"}
	a.Prepare = preparing(snap.Instances.Rows, func(s *stock) Action {
		a := a
		a.Fields = slices.Concat([]ui.Field{needed(textField("name", "name", "", "unique in the region", resourceNameWrong))}, s.standFields(httpPort),
			[]ui.Field{needed(textField("path", "check path", "/", "the page that is asked for on port 80", pathWrong)), serverField(snap)})
		a.Plan = func(v ui.Values) (Change, error) { return classicPlan(s, v) }
		return a
	})
	return a
}

func classicPlan(s *stock, v ui.Values) (Change, error) {
	for _, id := range v.List("subnets") {
		if wrong := s.otherNetwork(id, v.List("firewalls")); wrong != "" {
			return Change{}, errors.New(wrong)
		}
	}
	b := awsclient.NewClassicBalancer{
		Name: strings.TrimSpace(v["name"]), Subnets: v.List("subnets"), SecurityGroups: v.List("firewalls"),
		Listeners: []awsclient.ClassicListener{{Protocol: "HTTP", Port: httpPort, InstanceProtocol: "HTTP", InstancePort: httpPort}},
	}
	check := awsclient.ClassicCheck{Target: "HTTP:80" + strings.TrimSpace(v["path"]), Interval: 10 * time.Second, Timeout: 5 * time.Second, Healthy: 3, Unhealthy: 2}
	servers := v.List("servers")
	group, rule, open, opens := s.opening(v, httpPort)
	named := func(operation string) args { return aws("elb", operation).opt("--load-balancer-name", b.Name) }
	clis := []string{
		named("create-load-balancer").opt("--listeners", "Protocol=HTTP,LoadBalancerPort=80,InstanceProtocol=HTTP,InstancePort=80").opt("--subnets", b.Subnets...).opt("--security-groups", b.SecurityGroups...).String(),
		named("configure-health-check").opt("--health-check", "Target="+check.Target+",Interval=10,Timeout=5,UnhealthyThreshold=2,HealthyThreshold=3").String(),
	}
	if len(servers) > 0 {
		clis = append(clis, named("register-instances-with-load-balancer").opt("--instances", servers...).String())
	}
	preview := []ui.Line{Becomes("balancer", "", b.Name+", "+ui.Count(len(b.Subnets), "subnet")), Becomes("HTTP on port 80", "", "to port 80 of "+ui.Count(len(servers), "instance")), Becomes("check", "", check.Target+" every 10 s")}
	if opens {
		clis = append([]string{open}, clis...)
		preview = append(preview, Becomes("port 80 of "+group, "closed", "open to everybody"))
	}
	return Change{
		Preview: preview, CLIs: clis,
		Run: func(ctx context.Context, c awsclient.Client) error {
			if opens {
				if err := c.OpenPort(ctx, group, rule); err != nil {
					return err
				}
			}
			if _, err := c.CreateClassicBalancer(ctx, b); err != nil {
				return err
			}
			if err := c.SetClassicCheck(ctx, b.Name, check); err != nil || len(servers) == 0 {
				return err
			}
			return c.RegisterClassic(ctx, b.Name, servers)
		},
		Done: b.Name + " is there; its instances are checked first", Pokes: balancerPokes(),
	}, nil
}
