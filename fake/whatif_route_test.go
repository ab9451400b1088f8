package fake

import (
	"fmt"
	"math"
	"math/rand"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/sdk"
	"fleetglass/awsclient/whatif"
	"fleetglass/awsclient/whatif/reading"
	"fleetglass/fake/world"
)

// Where route says that a request goes is where the engine's own requests go:
// all clients are made to send one and the same, under random rules, and the
// target groups' request counts are compared with the shares.
func TestRouteIsWhereTheEngineRoutes(t *testing.T) {
	forwarded := 0
	for seed := uint64(1); seed <= 12; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			e, _ := newTested(t, Options{Scenario: "demo", Seed: seed})
			e.Pause()
			client := sdk.InProcess(e.Call, Region)
			rnd := rand.New(rand.NewSource(int64(seed)))
			writeRules(t, client, rnd)
			mix := world.RequestMix{Scheme: "http", Host: oneOfThese(rnd, hosts()), Path: oneOfThese(rnd, paths()), Method: oneOfThese(rnd, methods()), Port: 80, Share: 1}
			onlyRequest(e, mix)
			e.Advance(15 * time.Minute)

			f, err := reading.Front(t.Context(), client, "web-alb")
			if err != nil {
				t.Fatal(err)
			}
			asked := whatif.Asked{URL: "http://" + mix.Host + mix.Path, Method: mix.Method, Source: "203.0.113.10"}
			req, err := asked.Request("")
			if err != nil {
				t.Fatal(err)
			}
			said, err := whatif.Route(f, req)
			if err != nil {
				t.Fatal(err)
			}
			forwarded += len(said.Shares)
			compareShares(t, said, requests(t, client, f, e.Now()))
		})
	}
	if forwarded == 0 {
		t.Error("no request was forwarded: the test asks too little")
	}
}

func hosts() []string   { return []string{"www.example.com", "api.example.com", "shop.example.org"} }
func paths() []string   { return []string{"/", "/api/users", "/admin", "/img/a.png", "/api/"} }
func methods() []string { return []string{"GET", "POST"} }

func oneOfThese(rnd *rand.Rand, list []string) string { return list[rnd.Intn(len(list))] }

// writeRules puts random rules before those of the demo's balancer.
func writeRules(t *testing.T, c awsclient.Client, rnd *rand.Rand) {
	t.Helper()
	f, err := reading.Front(t.Context(), c, "web-alb")
	if err != nil {
		t.Fatal(err)
	}
	listener := f.Listeners[0]
	for _, l := range f.Listeners {
		if l.Port == 80 {
			listener = l
		}
	}
	groups := f.Receivers()
	for i := range 1 + rnd.Intn(5) {
		condition := []awsclient.Condition{
			{Field: "path-pattern", Values: []string{oneOfThese(rnd, []string{"/api/*", "/*", "/img/*.png", "/admin", "/API/*"})}},
			{Field: "host-header", Values: []string{oneOfThese(rnd, []string{"*.example.com", "API.example.com", "shop.*.org"})}},
			{Field: "http-request-method", Values: []string{oneOfThese(rnd, methods())}},
			{Field: "source-ip", Values: []string{oneOfThese(rnd, []string{"203.0.113.0/24", "10.0.0.0/8"})}},
		}[rnd.Intn(4)]
		action := awsclient.RuleAction{Type: "forward", Order: 1}
		for j, arn := range groups[:min(len(groups), 1+rnd.Intn(2))] {
			action.Forwards = append(action.Forwards, awsclient.WeightedTargetGroup{ARN: arn, Weight: j + rnd.Intn(3)})
		}
		switch rnd.Intn(4) {
		case 0:
			action = awsclient.RuleAction{Type: "fixed-response", Order: 1, Fixed: &awsclient.FixedResponse{StatusCode: "404", ContentType: "text/plain"}}
		case 1:
			action = awsclient.RuleAction{Type: "redirect", Order: 1, Redirect: &awsclient.Redirect{
				Protocol: "HTTPS", Port: "443", Host: "#{host}", Path: "/#{path}", Query: "#{query}", StatusCode: "HTTP_301"}}
		}
		if _, err := c.CreateRule(t.Context(), listener.ARN, i+1, []awsclient.Condition{condition}, []awsclient.RuleAction{action}); err != nil {
			if !strings.Contains(err.Error(), "riority") { // one of the demo's own
				t.Fatal(err)
			}
		}
	}
}

// onlyRequest has every client of the demo's balancer send one request.
func onlyRequest(e *Engine, mix world.RequestMix) {
	for _, w := range e.home().world.Workloads.All() {
		if strings.Contains(w.Balancer, "/web-alb/") {
			w.Mix = []world.RequestMix{mix}
		}
	}
}

// requests counts what each target group has got in the last minutes.
func requests(t *testing.T, c awsclient.Client, f whatif.Front, now time.Time) map[string]float64 {
	t.Helper()
	var queries []awsclient.MetricQuery
	arns := f.Receivers()
	for _, arn := range arns {
		queries = append(queries, awsclient.MetricQuery{Namespace: "AWS/ApplicationELB", Name: "RequestCount", Statistic: "Sum", Period: time.Minute,
			Dimensions: []awsclient.Dimension{{Name: "LoadBalancer", Value: after(f.Balancer.ARN, "loadbalancer/")}, {Name: "TargetGroup", Value: after(arn, Region+":000000000000:")}}})
	}
	series, err := c.Series(t.Context(), queries, now.Add(-6*time.Minute), now.Add(-time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for i, s := range series {
		for _, p := range s.Points {
			got[arns[i]] += p.Value
		}
	}
	return got
}

// after is what follows a mark; of an ARN without it, what follows the account.
func after(arn, mark string) string {
	if _, rest, ok := strings.Cut(arn, mark); ok {
		return rest
	}
	parts := strings.SplitN(arn, ":", 6)
	return parts[len(parts)-1]
}

// compareShares holds the shares against what was counted. A group that
// nobody in it can serve counts no requests.
func compareShares(t *testing.T, said *whatif.Routed, got map[string]float64) {
	t.Helper()
	whole, served := 0.0, 0.0
	for _, n := range got {
		whole += n
	}
	for _, s := range said.Shares {
		if s.Serving > 0 {
			served += s.Percent
		}
	}
	want := map[string]float64{}
	for _, s := range said.Shares {
		if s.Serving > 0 && served > 0 {
			want[s.ARN] = s.Percent / served
		}
	}
	for arn, n := range got {
		if share := n / max(whole, 1); math.Abs(share-want[arn]) > 0.02 {
			t.Errorf("%s: %s got %.0f of %.0f requests, said %.0f %%", said.Says, arn, n, whole, 100*want[arn])
		}
	}
	if served > 0 && whole == 0 {
		t.Errorf("%s: said to be served, but nothing was counted", said.Says)
	}
}
