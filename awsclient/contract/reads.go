package contract

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"fleetglass/awsclient"
)

func readChecks() []check {
	return []check{
		{"identity", identity},
		{"regions", regions},
		{"instances", instances},
		{"an instance's platform and owner", platform},
		{"status checks", statuses},
		{"subnets", subnets},
		{"security groups", securityGroups},
		{"user data", instanceUserData},
		{"console output", consoleOutput},
		{"load balancers", balancers},
		{"listeners", listeners},
		{"rules", rules},
		{"target groups", targetGroups},
		{"targets", targets},
		{"targets become healthy", targetsTurnHealthy},
		{"balancer attributes", balancerAttributes},
		{"attributes left alone have their defaults", idleTimeout},
		{"target group attributes", targetGroupAttributes},
		{"groups", groups},
		{"a group's own instances", groupInstances},
		{"a group's balance across zones", zoneBalance},
		{"activities", activities},
		{"policies", policies},
		{"a policy's ARN", policyARN},
		{"a policy's alarms", policyAlarms},
		{"scheduled actions", schedules},
		{"hooks", hooks},
		{"a hook's limits", hookLimits},
		{"launch template", launchTemplate},
		{"launch configuration", launchConfiguration},
		{"alarms", alarms},
		{"series", series},
		{"events", events},
		{"what is not there is not found", absent},
		{"a group that is not there is not found", absentGroup},
	}
}

func identity(p *probe) {
	who, err := p.Client.Identity(p.ctx)
	p.must(err)
	if len(who.Account) != 12 || !strings.HasPrefix(who.ARN, "arn:aws:") || who.UserID == "" {
		p.errorf("%+v", who)
	}
}

func regions(p *probe) {
	names, err := p.Client.Regions(p.ctx)
	p.must(err)
	if !slices.Contains(names, p.Client.Region()) || !slices.IsSorted(names) {
		p.errorf("%v", names)
	}
}

func (p *probe) instance(id string) awsclient.Instance {
	rows, err := p.Client.Instances(p.ctx)
	p.must(err)
	return find(p, "instance "+id, rows, func(i awsclient.Instance) bool { return i.ID == id })
}

func instances(p *probe) {
	p.until("both servers run", func() bool {
		return p.instance(p.servers[0]).State == "running" && p.instance(p.servers[1]).State == "running"
	})
	i := p.instance(p.servers[1])
	p.same("name", i.Name, "contract-server1")
	p.same("tags", i.Tags, []awsclient.Tag{{Key: "App", Value: "contract"}, {Key: "Name", Value: "contract-server1"}})
	p.same("type", i.Type, "t3.micro")
	p.same("region", i.Region, p.Client.Region())
	p.same("zone", i.Zone, aws.ToString(p.subnets[1].AvailabilityZone))
	p.same("subnet", i.Subnet, aws.ToString(p.subnets[1].SubnetId))
	p.same("network", i.VPC, aws.ToString(p.subnets[1].VpcId))
	p.same("image", i.Image, p.image)
	p.same("security groups", i.SecurityGroupIDs, []string{p.firewall})
	p.same("market", i.Market, "on-demand")
	p.same("monitoring", i.Monitoring, "disabled")
	p.same("architecture", i.Architecture, "x86_64")
	p.same("group", i.Group, "")
	if i.PrivateIP == "" || i.PublicIP == "" || i.PrivateDNS == "" || i.Launched.IsZero() {
		p.errorf("left out: %+v", i)
	}
}

func platform(p *probe) {
	i := p.instance(p.servers[0])
	p.same("platform", i.Platform, "Linux/UNIX")
	p.same("length of owner", len(i.Owner), 12)
}

func statuses(p *probe) {
	p.until("the server passes both checks", func() bool {
		rows, err := p.Client.InstanceStatuses(p.ctx)
		p.must(err)
		return slices.Contains(rows, awsclient.InstanceStatus{ID: p.servers[0], System: "ok", Instance: "ok"})
	})
}

func subnets(p *probe) {
	rows, err := p.Client.Subnets(p.ctx)
	p.must(err)
	want := p.subnets[0]
	s := find(p, "the first subnet", rows, func(s awsclient.Subnet) bool { return s.ID == aws.ToString(want.SubnetId) })
	p.same("zone", s.Zone, aws.ToString(want.AvailabilityZone))
	p.same("block", s.CIDR, aws.ToString(want.CidrBlock))
	p.same("default", s.Default, true)
	if s.AvailableIPs < 1 {
		p.errorf("%d addresses left", s.AvailableIPs)
	}
}

func securityGroups(p *probe) {
	rows, err := p.Client.SecurityGroups(p.ctx)
	p.must(err)
	g := find(p, "the security group", rows, func(g awsclient.SecurityGroup) bool { return g.ID == p.firewall })
	p.same("name", g.Name, "contract-http")
	p.same("description", g.Description, "web from anywhere")
	p.same("ingress", g.Ingress, []awsclient.Permission{{Protocol: "tcp", FromPort: 80, ToPort: 80, Sources: []string{"0.0.0.0/0"}, Description: "the world"}})
	p.same("egress", g.Egress, []awsclient.Permission{{Protocol: "-1", FromPort: -1, ToPort: -1, Sources: []string{"0.0.0.0/0"}}})
}

// consoleOutput is whatever the server's console says; that there may be none
// yet is no error.
func consoleOutput(p *probe) {
	_, err := p.Client.ConsoleOutput(p.ctx, p.servers[0])
	p.must(err)
}

func instanceUserData(p *probe) {
	data, err := p.Client.UserData(p.ctx, p.servers[0])
	p.must(err)
	p.same("user data", data, userData)
}

func balancers(p *probe) {
	p.until("the balancer is active", func() bool { return p.alb().State == "active" })
	b := p.alb()
	p.same("name", b.Name, balancerName)
	p.same("type", b.Type, "application")
	p.same("scheme", b.Scheme, "internet-facing")
	p.same("network", b.VPC, aws.ToString(p.subnets[0].VpcId))
	p.same("security groups", b.SecurityGroups, []string{p.firewall})
	p.same("zones", b.Zones, []awsclient.ZoneSubnet{
		{Zone: aws.ToString(p.subnets[0].AvailabilityZone), Subnet: aws.ToString(p.subnets[0].SubnetId)},
		{Zone: aws.ToString(p.subnets[1].AvailabilityZone), Subnet: aws.ToString(p.subnets[1].SubnetId)},
	})
	p.same("addresses", b.IPAddressType, "ipv4")
	if !strings.HasPrefix(b.DNSName, balancerName) || b.Created.IsZero() {
		p.errorf("left out: %+v", b)
	}
}

func (p *probe) alb() awsclient.LoadBalancer {
	rows, err := p.Client.LoadBalancers(p.ctx)
	p.must(err)
	return find(p, "the balancer", rows, func(b awsclient.LoadBalancer) bool { return b.ARN == p.balancer })
}

func listeners(p *probe) {
	rows, err := p.Client.Listeners(p.ctx, p.balancer)
	p.must(err)
	l := find(p, "the listener", rows, func(l awsclient.Listener) bool { return l.ARN == p.listener })
	p.same("balancer", l.Balancer, p.balancer)
	p.same("protocol", l.Protocol, "HTTP")
	p.same("port", l.Port, 80)
	p.same("actions", len(l.Actions), 1)
	p.same("default target group", l.Actions[0].Forwards, []awsclient.WeightedTargetGroup{{ARN: p.blue, Weight: 1}})
}

func (p *probe) rules() []awsclient.Rule {
	rows, err := p.Client.Rules(p.ctx, p.listener)
	p.must(err)
	return rows
}

func rules(p *probe) {
	rows := p.rules()
	if len(rows) != 4 {
		p.errorf("%d rules, want three and the default", len(rows))
		return
	}
	path, host, query, last := rows[0], rows[1], rows[2], rows[3]
	p.same("priorities", []int{path.Priority, host.Priority, query.Priority, last.Priority}, []int{10, 20, 30, 0})
	p.same("the last is the default", last.Default && !path.Default, true)
	p.same("the default's forward", last.Actions[0].Forwards, []awsclient.WeightedTargetGroup{{ARN: p.blue, Weight: 1}})
	p.same("path", path.Conditions, []awsclient.Condition{{Field: "path-pattern", Values: []string{"/green/*", "/grass"}}})
	p.same("weights", path.Actions[0].Forwards, []awsclient.WeightedTargetGroup{{ARN: p.green, Weight: 3}, {ARN: p.blue, Weight: 1}})
	p.same("stickiness", path.Actions[0].Sticky, 10*time.Minute)
	p.same("host and header", host.Conditions, []awsclient.Condition{
		{Field: "host-header", Values: []string{"old.example.com"}},
		{Field: "http-header", HeaderName: "User-Agent", Values: []string{"*Chrome*"}},
	})
	p.same("redirect", host.Actions[0].Redirect, &awsclient.Redirect{Protocol: "HTTPS", Port: "443", Host: "#{host}", Path: "/#{path}", Query: "#{query}", StatusCode: "HTTP_301"})
	p.same("query string", query.Conditions, []awsclient.Condition{{Field: "query-string", Pairs: []awsclient.KeyValue{{Key: "closed", Value: "yes"}}}})
	p.same("fixed response", query.Actions[0].Fixed, &awsclient.FixedResponse{StatusCode: "503", ContentType: "text/plain", Body: "closed"})
}

func targetGroups(p *probe) {
	rows, err := p.Client.TargetGroups(p.ctx)
	p.must(err)
	g := find(p, "the target group", rows, func(g awsclient.TargetGroup) bool { return g.ARN == p.green })
	p.same("name", g.Name, greenName)
	p.same("protocol and port", []any{g.Protocol, g.Port}, []any{"HTTP", 80})
	p.same("type", g.TargetType, "instance")
	p.same("network", g.VPC, aws.ToString(p.subnets[0].VpcId))
	p.same("balancers", g.Balancers, []string{p.balancer})
	p.same("health check", g.Check, awsclient.HealthCheck{Enabled: true, Protocol: "HTTP", Port: "traffic-port", Path: "/health",
		Interval: 10 * time.Second, Timeout: 4 * time.Second, Healthy: 2, Unhealthy: 3, Matcher: "200-299"})
}

func (p *probe) targets(arn string) []awsclient.Target {
	rows, err := p.Client.Targets(p.ctx, arn)
	p.must(err)
	return rows
}

func targets(p *probe) {
	type place struct {
		id   string
		port int
	}
	var got []place
	for _, row := range p.targets(p.blue) {
		p.same("target group", row.TargetGroup, p.blue)
		got = append(got, place{row.ID, row.Port})
	}
	want := []place{{p.servers[0], 80}, {p.servers[1], 80}, {p.servers[1], 8080}}
	if p.servers[0] > p.servers[1] {
		want = []place{want[1], want[2], want[0]}
	}
	p.same("targets by id and port", got, want)
}

func targetsTurnHealthy(p *probe) {
	p.until("port 80 is healthy and 8080, where nobody listens, is not", func() bool {
		rows := p.targets(p.blue)
		state := func(port int) string {
			return find(p, "target", rows, func(t awsclient.Target) bool { return t.ID == p.servers[1] && t.Port == port }).State
		}
		return state(80) == "healthy" && state(8080) == "unhealthy"
	})
	bad := find(p, "the unhealthy target", p.targets(p.blue), func(t awsclient.Target) bool { return t.Port == 8080 })
	if bad.Reason == "" || bad.Description == "" {
		p.errorf("an unhealthy target gives no reason: %+v", bad)
	}
}

func balancerAttributes(p *probe) {
	rows, err := p.Client.BalancerAttributes(p.ctx, p.balancer)
	p.must(err)
	p.same("deletion protection", value(rows, "deletion_protection.enabled"), "false")
}

func idleTimeout(p *probe) {
	rows, err := p.Client.BalancerAttributes(p.ctx, p.balancer)
	p.must(err)
	p.same("idle timeout", value(rows, "idle_timeout.timeout_seconds"), "60")
}

func targetGroupAttributes(p *probe) {
	rows, err := p.Client.TargetGroupAttributes(p.ctx, p.green)
	p.must(err)
	p.same("deregistration delay", value(rows, "deregistration_delay.timeout_seconds"), "30")
	p.same("stickiness", value(rows, "stickiness.enabled"), "false")
}

func value(rows []awsclient.Attribute, key string) string {
	for _, a := range rows {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}

func (p *probe) group() awsclient.Group {
	rows, err := p.Client.Groups(p.ctx)
	p.must(err)
	return find(p, "the group", rows, func(g awsclient.Group) bool { return g.Name == groupName })
}

func groups(p *probe) {
	p.until("the group has its two instances in service", func() bool { return p.inService() == 2 })
	g := p.group()
	p.same("limits", g.Limits, awsclient.Limits{Min: 1, Desired: 2, Max: 6})
	p.same("cooldown", g.DefaultCooldown, 2*time.Minute)
	p.same("grace", g.Grace, 90*time.Second)
	p.same("health check", g.HealthCheckType, "EC2")
	p.same("target groups", g.TargetGroups, []string{p.green})
	p.same("subnets", g.Subnets, []string{aws.ToString(p.subnets[0].SubnetId), aws.ToString(p.subnets[1].SubnetId)})
	p.same("zones", slices.Sorted(slices.Values(g.Zones)), []string{aws.ToString(p.subnets[0].AvailabilityZone), aws.ToString(p.subnets[1].AvailabilityZone)})
	p.same("termination policies", g.TerminationPolicies, []string{"OldestInstance", "Default"})
	p.same("tags", g.Tags, []awsclient.Tag{{Key: "Name", Value: groupName}})
	p.same("template", g.Launch.TemplateName+" "+g.Launch.Version, templateName+" $Latest")
	if len(g.Suspended) != 1 || g.Suspended[0].Name != "AZRebalance" {
		p.errorf("suspended: %v", g.Suspended)
	}
	if !strings.HasPrefix(g.ARN, "arn:aws:autoscaling:") || g.Created.IsZero() {
		p.errorf("left out: %+v", g)
	}
}

func (p *probe) inService() (n int) {
	for _, i := range p.group().Instances {
		if i.Lifecycle == "InService" {
			n++
		}
	}
	return n
}

func groupInstances(p *probe) {
	for _, i := range p.group().Instances {
		p.same("group", i.Group, groupName)
		p.same("health", i.Health, "Healthy")
		p.same("type", i.Type, "t3.small") // of the latest version
		p.same("group in the instance's tag", p.instance(i.ID).Group, groupName)
		p.same("name given by the group", p.instance(i.ID).Name, groupName)
	}
}

func zoneBalance(p *probe) {
	zones := map[string]bool{}
	for _, i := range p.group().Instances {
		zones[i.Zone] = true
	}
	p.same("zones used", len(zones), 2)
}

func activities(p *probe) {
	rows, err := p.Client.Activities(p.ctx, groupName, 1)
	p.must(err)
	p.same("no more than asked for", len(rows), 1)
	rows, err = p.Client.Activities(p.ctx, groupName, 0)
	p.must(err)
	if len(rows) < 2 {
		p.errorf("%d activities for two launches", len(rows))
		return
	}
	a := rows[len(rows)-1]
	p.same("group", a.Group, groupName)
	p.same("status", a.StatusCode, "Successful")
	p.same("progress", a.Progress, 100)
	if !strings.HasPrefix(a.Description, "Launching a new EC2 instance: i-") || !strings.Contains(a.Cause, "a difference between desired and actual capacity") {
		p.errorf("%q because %q", a.Description, a.Cause)
	}
	if a.ID == "" || a.Start.IsZero() || a.End.Before(a.Start) {
		p.errorf("left out: %+v", a)
	}
}

func (p *probe) policy(name string) awsclient.Policy {
	rows, err := p.Client.Policies(p.ctx)
	p.must(err)
	return find(p, "policy "+name, rows, func(q awsclient.Policy) bool { return q.Group == groupName && q.Name == name })
}

func policies(p *probe) {
	simple := p.policy("a-simple")
	p.same("simple", []any{simple.Type, simple.AdjustmentType, simple.Adjustment, simple.MinMagnitude, simple.Cooldown},
		[]any{"SimpleScaling", "PercentChangeInCapacity", 50, 2, time.Minute})
	step := p.policy("b-step")
	p.same("step", []any{step.Type, step.AdjustmentType, step.MetricAggregation, step.Warmup}, []any{"StepScaling", "ChangeInCapacity", "Average", 45 * time.Second})
	zero, fifteen := 0.0, 15.0
	p.same("steps", step.Steps, []awsclient.Step{{Lower: &zero, Upper: &fifteen, Adjustment: 1}, {Lower: &fifteen, Adjustment: 2}})
	target := p.policy("c-target")
	p.same("target tracking", target.Type, "TargetTrackingScaling")
	p.same("target", target.Target, awsclient.TargetTracking{Value: 50, Predefined: "ASGAverageCPUUtilization", DisableScaleIn: true})
	p.same("enabled", simple.Enabled && step.Enabled && target.Enabled, true)
}

func policyARN(p *probe) {
	if arn := p.policy("a-simple").ARN; arn != p.simple || arn == "" {
		p.errorf("listed as %q, made as %q", arn, p.simple)
	}
}

func policyAlarms(p *probe) {
	p.same("the simple policy's alarms", p.policy("a-simple").AlarmNames, []string{alarmName})
	names := p.policy("c-target").AlarmNames
	if len(names) == 0 || !strings.HasPrefix(names[0], "TargetTracking-"+groupName+"-AlarmHigh") {
		p.errorf("alarms made for target tracking: %v", names)
	}
}

func schedules(p *probe) {
	rows, err := p.Client.ScheduledActions(p.ctx)
	p.must(err)
	a := find(p, "the scheduled action", rows, func(a awsclient.ScheduledAction) bool { return a.Group == groupName && a.Name == "morning" })
	p.same("recurrence", a.Recurrence, "0 8 * * 1-5")
	p.same("time zone", a.TimeZone, "Europe/Berlin")
	if a.Min == nil || *a.Min != 2 || a.Desired == nil || *a.Desired != 3 {
		p.errorf("numbers: %v, %v", a.Min, a.Desired)
	}
	if a.Max != nil {
		p.errorf("a maximum of %d that was never set", *a.Max)
	}
}

func hooks(p *probe) {
	rows, err := p.Client.Hooks(p.ctx, groupName)
	p.must(err)
	h := find(p, "the hook", rows, func(h awsclient.Hook) bool { return h.Name == "say-goodbye" })
	p.same("hook", []any{h.Group, h.Transition, h.Heartbeat, h.DefaultResult},
		[]any{groupName, "autoscaling:EC2_INSTANCE_TERMINATING", time.Minute, "CONTINUE"})
}

func hookLimits(p *probe) {
	rows, err := p.Client.Hooks(p.ctx, groupName)
	p.must(err)
	h := find(p, "the hook", rows, func(h awsclient.Hook) bool { return h.Name == "say-goodbye" })
	p.same("global timeout, a hundred heartbeats", h.GlobalTimeout, 100*time.Minute)
	p.same("notification and metadata", h.Notification+h.Metadata, "drain")
}

func launchTemplate(p *probe) {
	s, err := p.Client.LaunchSettings(p.ctx, p.group().Launch)
	p.must(err)
	p.same("versions", []int{s.VersionNumber, s.DefaultVersion, s.LatestVersion}, []int{2, 1, 2})
	p.same("kind", s.Kind, "launch template")
	p.same("description", s.Description, "second")
	p.same("type", s.Type, "t3.small")
	first, err := p.Client.LaunchSettings(p.ctx, awsclient.LaunchRef{TemplateID: p.template})
	p.must(err)
	p.same("the default version", first.VersionNumber, 1)
	p.same("image", first.Image, p.image)
	p.same("security groups", first.SecurityGroupIDs, []string{p.firewall})
	p.same("monitoring", first.Monitoring, true)
	p.same("user data", first.UserData, userData)
	p.same("tags", first.Tags, []awsclient.Tag{{Key: "tier", Value: "web"}})
}

func launchConfiguration(p *probe) {
	s, err := p.Client.LaunchSettings(p.ctx, awsclient.LaunchRef{Configuration: configName})
	p.must(err)
	p.same("kind", s.Kind, "launch configuration")
	p.same("type", s.Type, "t3.micro")
	p.same("image", s.Image, p.image)
	p.same("security groups", s.SecurityGroupIDs, []string{p.firewall})
	p.same("monitoring", s.Monitoring, false)
	p.same("user data", s.UserData, userData)
}

func alarms(p *probe) {
	p.must(p.alarmSeen)
	rows, err := p.Client.Alarms(p.ctx)
	p.must(err)
	a := find(p, "the alarm", rows, func(a awsclient.Alarm) bool { return a.Name == alarmName })
	p.same("metric", a.Metric, awsclient.MetricQuery{Namespace: "AWS/EC2", Name: "CPUUtilization", Statistic: "Average", Period: time.Minute,
		Dimensions: []awsclient.Dimension{{Name: "AutoScalingGroupName", Value: groupName}}})
	p.same("condition", []any{a.Comparison, a.Threshold, a.Periods, a.DatapointsToAlarm, a.MissingData}, []any{"GreaterThanThreshold", 99.0, 3, 2, "notBreaching"})
	p.same("actions", []any{a.ActionsEnabled, a.AlarmActions}, []any{true, []string{p.simple}})
	p.same("description", a.Description, "too busy")
	if a.State == "" || a.Updated.IsZero() || !strings.HasPrefix(a.ARN, "arn:aws:cloudwatch:") {
		p.errorf("left out: %+v", a)
	}
}

func series(p *probe) {
	query := awsclient.MetricQuery{Namespace: "AWS/EC2", Name: "CPUUtilization", Statistic: "Average", Period: 5 * time.Minute,
		Dimensions: []awsclient.Dimension{{Name: "InstanceId", Value: p.servers[0]}}}
	nothing := query
	nothing.Dimensions = []awsclient.Dimension{{Name: "InstanceId", Value: "i-00000000000000000"}}
	var got []awsclient.Series
	p.until("a server has a datapoint", func() bool {
		launched := p.instance(p.servers[0]).Launched
		var err error
		got, err = p.Client.Series(p.ctx, []awsclient.MetricQuery{nothing, query}, launched.Add(-time.Hour), launched.Add(2*time.Hour))
		p.must(err)
		return len(got) == 2 && len(got[1].Points) > 0
	})
	p.same("series in the order asked", len(got), 2)
	p.same("a metric without data has no points", len(got[0].Points), 0)
	for _, point := range got[1].Points {
		if point.Value < 0 || point.Value > 100 || !point.At.Equal(point.At.Truncate(5*time.Minute)) {
			p.errorf("point %+v", point)
		}
	}
}

func events(p *probe) {
	var rows []awsclient.Event
	p.until("the balancer's making is in the trail", func() bool {
		var err error
		rows, err = p.Client.Events(p.ctx, awsclient.EventQuery{Attribute: "EventName", Value: "CreateLoadBalancer", Limit: 5})
		p.must(err)
		return len(rows) > 0
	})
	if len(rows) == 0 {
		return
	}
	e := rows[0]
	p.same("name and source", e.Name+" "+e.Source, "CreateLoadBalancer elasticloadbalancing.amazonaws.com")
	p.same("read only", e.ReadOnly, false)
	if e.ID == "" || e.Time.IsZero() || !strings.Contains(e.Record, balancerName) {
		p.errorf("left out: %+v", e)
	}
}

func absent(p *probe) {
	_, err := p.Client.UserData(p.ctx, "i-0123456789abcdef0")
	p.fails("user data of no instance", err, awsclient.NotFound)
	_, err = p.Client.Targets(p.ctx, strings.Replace(p.blue, blueName, "contract-none", 1))
	p.fails("targets of no target group", err, awsclient.NotFound)
	_, err = p.Client.LaunchSettings(p.ctx, awsclient.LaunchRef{TemplateName: "contract-none", Version: "1"})
	p.fails("settings of no template", err, awsclient.NotFound)
	_, err = p.Client.LaunchSettings(p.ctx, awsclient.LaunchRef{Configuration: "contract-none"})
	p.fails("settings of no configuration", err, awsclient.NotFound)
}

// absentGroup: Auto Scaling has no code of its own for this, only words.
func absentGroup(p *probe) {
	p.fails("capacity of no group", p.Client.SetDesiredCapacity(p.ctx, "contract-none", 1), awsclient.NotFound)
}
