package views

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// balancerChanges are all that can be done with balancers: rules, settings, and
// their end.
func balancerChanges(s *watch.Snapshot, rows []*balancerRow) []Action {
	if len(rows) != 1 {
		return nil
	}
	r := rows[0]
	if r.classic != nil {
		return []Action{classicCheckAction(r), classicRegisterAction(r), classicDeregisterAction(r), classicListenAction(r), classicUnlistenAction(r), deleteBalancerAction(r)}
	}
	return append(balancerActions(s, rows), deleteBalancerAction(r))
}

func listenerChanges(s *watch.Snapshot, rows []*listenerRow) []Action {
	if len(rows) != 1 {
		return nil
	}
	return append(listenerActions(s, rows), deleteListenerAction(rows[0]))
}

func targetGroupChanges(s *watch.Snapshot, rows []*targetGroupRow) []Action {
	if len(rows) != 1 {
		return nil
	}
	return append(targetGroupActions(s, rows), groupCheckAction(rows[0]), deleteTargetGroupAction(rows[0]))
}

func deleteBalancerAction(r *balancerRow) Action {
	a := Action{Name: "delete balancer", Label: "Delete " + r.Name, Type: r.Name, Refs: []Ref{{KindBalancer, balancerID(r.LoadBalancer)}}, Busy: "deleting",
		Help: "with its listeners and rules; what it sends to stays"}
	a.Plan = func(ui.Values) (Change, error) {
		change := Change{Preview: []ui.Line{Becomes("balancer", r.Name, "deleted"), ui.In(themes.Warn, r.DNSName+" answers nobody any more")}, Done: r.Name + " is deleted", Pokes: balancerPokes()}
		if r.classic != nil {
			change.CLI = aws("elb", "delete-load-balancer").opt("--load-balancer-name", r.Name).String()
			change.Run = func(ctx context.Context, c awsclient.Client) error { return c.DeleteClassicBalancer(ctx, r.Name) }
			return change, nil
		}
		arn := r.LoadBalancer.ARN
		change.CLI = aws("elbv2", "delete-load-balancer").opt("--load-balancer-arn", arn).String()
		change.Run = func(ctx context.Context, c awsclient.Client) error { return c.DeleteBalancer(ctx, arn) }
		return change, nil
	}
	return a
}

func deleteListenerAction(r *listenerRow) Action {
	port, arn := strconv.Itoa(r.Port), r.Listener.ARN
	a := Action{Name: "delete listener", Label: "Delete listener " + listenerWords(r.Listener), Type: port, Refs: []Ref{{KindListener, arn}}, Busy: "deleting",
		Help: "with its rules; its target groups stay"}
	a.Plan = func(ui.Values) (Change, error) {
		return Change{
			Preview: []ui.Line{Becomes("listener", listenerWords(r.Listener), "deleted")}, CLI: aws("elbv2", "delete-listener").opt("--listener-arn", arn).String(),
			Run:  func(ctx context.Context, c awsclient.Client) error { return c.DeleteListener(ctx, arn) },
			Done: "port " + port + " is closed", Pokes: append(balancerPokes(), watch.Rules),
		}, nil
	}
	return a
}

func deleteTargetGroupAction(r *targetGroupRow) Action {
	a := Action{Name: "delete target group", Label: "Delete " + r.Name, Type: r.Name, Refs: []Ref{{KindTargetGroup, r.ARN}}, Busy: "deleting", Help: "its targets go on running"}
	a.Plan = func(ui.Values) (Change, error) {
		if len(r.Balancers) > 0 {
			return Change{}, awsWords("ResourceInUse: Target group '" + r.ARN + "' is currently in use by a listener or a rule")
		}
		return Change{
			Preview: []ui.Line{Becomes("target group", r.Name, "deleted")}, CLI: aws("elbv2", "delete-target-group").opt("--target-group-arn", r.ARN).String(),
			Run:  func(ctx context.Context, c awsclient.Client) error { return c.DeleteTargetGroup(ctx, r.ARN) },
			Done: r.Name + " is deleted", Pokes: balancerPokes(),
		}, nil
	}
	return a
}

// checkFields are the numbers of a health check. Bounds: ELB/target-group-health-checks,
// and for Classic balancers ELB/elb-healthchecks.
func checkFields(interval, timeout time.Duration, longest, healthy, unhealthy int) []ui.Field {
	seconds := func(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }
	return []ui.Field{
		needed(numberField("interval", "interval", seconds(interval), 5, 300, "seconds between checks")),
		needed(numberField("timeout", "timeout", seconds(timeout), 2, longest, "seconds without an answer that make a failure")),
		needed(numberField("healthy", "healthy after", strconv.Itoa(healthy), 2, 10, "successes in a row")),
		needed(numberField("unhealthy", "unhealthy after", strconv.Itoa(unhealthy), 2, 10, "failures in a row")),
	}
}

// groupCheckAction changes how a target group's targets are checked.
func groupCheckAction(r *targetGroupRow) Action {
	a := Action{Name: "change health check", Label: "Change the health check of " + r.Name, Refs: []Ref{{KindTargetGroup, r.ARN}}, Busy: "changing", Help: "targets keep their state until the new check says otherwise"}
	if !r.Check.Enabled {
		a.Off = "its targets are not checked"
	}
	if strings.HasPrefix(r.Check.Protocol, "HTTP") {
		a.Fields = []ui.Field{needed(textField("path", "path", r.Check.Path, "the page that is asked for", pathWrong)), needed(textField("matcher", "good codes", r.Check.Matcher, "200, or 200,302, or 200-299", matcherWrong))}
	}
	a.Fields = append(a.Fields, checkFields(r.Check.Interval, r.Check.Timeout, 120, r.Check.Healthy, r.Check.Unhealthy)...)
	a.Plan = func(v ui.Values) (Change, error) { return groupCheckPlan(r, v) }
	return a
}

var codes = regexp.MustCompile(`^[2-4][0-9]{2}([,-][2-4][0-9]{2})*$`)

func matcherWrong(v string) string {
	if !codes.MatchString(v) {
		return "codes from 200 to 499: 200, or 200,302, or 200-299"
	}
	return ""
}

func groupCheckPlan(r *targetGroupRow, v ui.Values) (Change, error) {
	want := awsclient.HealthCheck{Path: strings.TrimSpace(v["path"]), Matcher: strings.TrimSpace(v["matcher"]), Interval: *orZero(v, "interval"), Timeout: *orZero(v, "timeout"), Healthy: v.Int("healthy"), Unhealthy: v.Int("unhealthy")}
	if want.Timeout >= want.Interval {
		return Change{}, awsWords("ValidationError: Health check interval must be greater than the timeout.")
	}
	was := r.Check
	var preview []ui.Line
	tell := func(what, from, to string) {
		if from != to && to != "" {
			preview = append(preview, Becomes(what, from, to))
		}
	}
	tell("path", was.Path, want.Path)
	tell("good codes", was.Matcher, want.Matcher)
	tell("interval", was.Interval.String(), want.Interval.String())
	tell("timeout", was.Timeout.String(), want.Timeout.String())
	tell("healthy after", strconv.Itoa(was.Healthy), strconv.Itoa(want.Healthy))
	tell("unhealthy after", strconv.Itoa(was.Unhealthy), strconv.Itoa(want.Unhealthy))
	if len(preview) == 0 {
		return Change{}, errors.New("nothing is changed")
	}
	cli := aws("elbv2", "modify-target-group").opt("--target-group-arn", r.ARN).opt("--health-check-path", want.Path).secs("--health-check-interval-seconds", &want.Interval).
		secs("--health-check-timeout-seconds", &want.Timeout).num("--healthy-threshold-count", &want.Healthy).num("--unhealthy-threshold-count", &want.Unhealthy)
	if want.Matcher != "" {
		cli = cli.opt("--matcher", "HttpCode="+strconv.Quote(want.Matcher))
	}
	return Change{
		Preview: preview, CLI: cli.String(), Done: "the health check of " + r.Name + " is changed", Pokes: balancerPokes(),
		Run: func(ctx context.Context, c awsclient.Client) error { return c.SetTargetGroupCheck(ctx, r.ARN, want) },
	}, nil
}

func orZero(v ui.Values, name string) *time.Duration {
	if d := secondsOf(v, name); d != nil {
		return d
	}
	return new(time.Duration)
}

// classicCheckTarget matches what a Classic balancer can ask (ELB/elb-healthchecks).
var classicCheckTarget = regexp.MustCompile(`^((TCP|SSL):[0-9]{1,5}|HTTPS?:[0-9]{1,5}/.*)$`)

func classicCheckAction(r *balancerRow) Action {
	was := r.classic.Check
	a := classicAction(r, "change health check", "Change the health check of "+r.Name, "changing", "instances keep their state until the new check says otherwise")
	a.Fields = append([]ui.Field{needed(textField("target", "target", was.Target, "HTTP:80/index.html, or TCP:80", func(v string) string {
		if !classicCheckTarget.MatchString(v) {
			return "HTTP:port/path, HTTPS:port/path, TCP:port or SSL:port"
		}
		return ""
	}))}, checkFields(was.Interval, was.Timeout, 60, was.Healthy, was.Unhealthy)...)
	a.Plan = func(v ui.Values) (Change, error) {
		want := awsclient.ClassicCheck{Target: strings.TrimSpace(v["target"]), Interval: *orZero(v, "interval"), Timeout: *orZero(v, "timeout"), Healthy: v.Int("healthy"), Unhealthy: v.Int("unhealthy")}
		if want.Timeout >= want.Interval {
			return Change{}, awsWords("ValidationError: HealthCheck timeout must be less than interval")
		}
		if want == was {
			return Change{}, errors.New("nothing is changed")
		}
		words := func(k awsclient.ClassicCheck) string {
			return fmt.Sprintf("%s every %s, timeout %s, %d/%d", k.Target, k.Interval, k.Timeout, k.Healthy, k.Unhealthy)
		}
		return classicChange(r, Becomes("check", words(was), words(want)), "the health check is changed",
			classicArgs(r, "configure-health-check").opt("--health-check", fmt.Sprintf("Target=%s,Interval=%d,Timeout=%d,UnhealthyThreshold=%d,HealthyThreshold=%d", want.Target, v.Int("interval"), v.Int("timeout"), want.Unhealthy, want.Healthy)),
			func(ctx context.Context, c awsclient.Client) error { return c.SetClassicCheck(ctx, r.Name, want) }), nil
	}
	return a
}

func classicAction(r *balancerRow, name, label, busy, help string) Action {
	return Action{Name: name, Label: label, Busy: busy, Help: help, Refs: []Ref{{KindBalancer, balancerID(r.LoadBalancer)}}}
}

func classicArgs(r *balancerRow, operation string) args {
	return aws("elb", operation).opt("--load-balancer-name", r.Name)
}

func classicChange(r *balancerRow, preview ui.Line, done string, cli args, run func(context.Context, awsclient.Client) error) Change {
	return Change{Preview: []ui.Line{preview}, CLI: cli.String(), Run: run, Done: r.Name + ": " + done, Pokes: append(balancerPokes(), watch.ClassicHealth)}
}

func classicRegisterAction(r *balancerRow) Action {
	a := classicAction(r, "register instances", "Register instances with "+r.Name, "registering", "they get requests once they pass the check")
	var ids []string
	words := map[string]string{}
	for i := range r.snap.Instances.Rows {
		in := &r.snap.Instances.Rows[i]
		if in.State == "running" && in.VPC == r.VPC && !slices.Contains(r.classic.Instances, in.ID) {
			ids = append(ids, in.ID)
			words[in.ID] = joinWords(in.Name, in.ID, in.Zone)
		}
	}
	if len(ids) == 0 {
		a.Off = "no other instance runs in its VPC"
	}
	a.Fields = []ui.Field{needed(multiField("servers", "instances", nil, ids, func(id string) string { return words[id] }, "space picks"))}
	a.Plan = func(v ui.Values) (Change, error) {
		picked := v.List("servers")
		return classicChange(r, Becomes("instances", strconv.Itoa(len(r.classic.Instances)), strconv.Itoa(len(r.classic.Instances)+len(picked))), ui.Count(len(picked), "instance")+" registered",
			classicArgs(r, "register-instances-with-load-balancer").opt("--instances", picked...),
			func(ctx context.Context, c awsclient.Client) error { return c.RegisterClassic(ctx, r.Name, picked) }), nil
	}
	return a
}

func classicDeregisterAction(r *balancerRow) Action {
	a := classicAction(r, "deregister instances", "Deregister instances from "+r.Name, "deregistering", "no new requests; they go on running")
	if len(r.classic.Instances) == 0 {
		a.Off = "it has no instances"
	}
	a.Fields = []ui.Field{needed(multiField("servers", "instances", nil, r.classic.Instances, nil, "space picks"))}
	a.Plan = func(v ui.Values) (Change, error) {
		picked := v.List("servers")
		change := classicChange(r, Becomes("instances", strconv.Itoa(len(r.classic.Instances)), strconv.Itoa(len(r.classic.Instances)-len(picked))), ui.Count(len(picked), "instance")+" deregistered",
			classicArgs(r, "deregister-instances-from-load-balancer").opt("--instances", picked...),
			func(ctx context.Context, c awsclient.Client) error { return c.DeregisterClassic(ctx, r.Name, picked) })
		if len(picked) == len(r.classic.Instances) {
			change.Confirm = r.Name // nobody is left to answer
		}
		return change, nil
	}
	return a
}

func classicListenAction(r *balancerRow) Action {
	a := classicAction(r, "add listener", "Add a listener to "+r.Name, "adding", "a port of its own, and the port of the instances")
	a.Fields = []ui.Field{
		choiceField("protocol", "protocol", "HTTP", []string{"HTTP", "TCP"}, nil, "HTTP reads requests, TCP passes connections on"),
		needed(numberField("port", "port", "", 1, 65535, "of the balancer")),
		needed(numberField("to", "instance port", "80", 1, 65535, "")),
	}
	a.Plan = func(v ui.Values) (Change, error) {
		l := awsclient.ClassicListener{Protocol: v["protocol"], InstanceProtocol: v["protocol"], Port: v.Int("port"), InstancePort: v.Int("to")}
		for _, o := range r.classic.Listeners {
			if o.Port == l.Port {
				return Change{}, awsWords("DuplicateListener: A listener already exists for " + r.Name + " with LoadBalancerPort " + strconv.Itoa(l.Port))
			}
		}
		return classicChange(r, Becomes(l.Protocol+" on port "+strconv.Itoa(l.Port), "", "to port "+strconv.Itoa(l.InstancePort)), "port "+strconv.Itoa(l.Port)+" is open",
			classicArgs(r, "create-load-balancer-listeners").opt("--listeners", fmt.Sprintf("Protocol=%s,LoadBalancerPort=%d,InstanceProtocol=%s,InstancePort=%d", l.Protocol, l.Port, l.Protocol, l.InstancePort)),
			func(ctx context.Context, c awsclient.Client) error {
				return c.CreateClassicListeners(ctx, r.Name, []awsclient.ClassicListener{l})
			}), nil
	}
	return a
}

func classicUnlistenAction(r *balancerRow) Action {
	a := classicAction(r, "remove listener", "Remove a listener of "+r.Name, "removing", "nobody answers on its port any more")
	var ports []string
	for _, l := range r.classic.Listeners {
		ports = append(ports, strconv.Itoa(l.Port))
	}
	if len(ports) == 0 {
		a.Off = "it has no listeners"
	}
	a.Fields = []ui.Field{needed(choiceField("port", "port", "", ports, nil, ""))}
	a.Plan = func(v ui.Values) (Change, error) {
		port := v.Int("port")
		change := classicChange(r, Becomes("port "+v["port"], "open", "closed"), "port "+v["port"]+" is closed",
			classicArgs(r, "delete-load-balancer-listeners").opt("--load-balancer-ports", v["port"]),
			func(ctx context.Context, c awsclient.Client) error {
				return c.DeleteClassicListeners(ctx, r.Name, []int{port})
			})
		change.Confirm = r.Name
		return change, nil
	}
	return a
}
