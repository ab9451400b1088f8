package flight_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
)

func TestARuleIsMadeChangedMovedAndDeleted(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("2")
		f.open("web-alb")
		f.tab("Rules")
		f.row("HTTP :80         10")
		f.act("Create a rule on HTTP :80 that forwards")
		f.fill("path", "/beta/*")
		f.field("forward to")
		for !strings.Contains(f.picked(), "web-v2-tg") {
			f.Press("right")
		}
		f.Press("enter")
		f.Sees("new rule 50 on HTTP :80, tried after rule 40", "path /beta/*")
		f.yes("aws elbv2 create-rule --listener-arn")
		f.seesLine("HTTP :80", "50", "path /beta/*", "web-v2-tg")
		if got := f.rules(); got != "10 host-header, 20 path-pattern, 30 path-pattern, 40 path-pattern, 50 path-pattern" {
			f.t.Fatalf("rules are %s", got)
		}

		f.row("path /beta/*")
		f.act("Change the conditions")
		f.fill("path", "/beta/*, /next/*")
		f.Press("enter")
		f.yes("aws elbv2 modify-rule --rule-arn")
		f.seesLine("/beta/*", "/next/*")
		f.Selects("/next/*")

		f.act("Let rule 50 answer itself")
		f.fill("answer with", "404")
		f.fill("body", "not yet")
		f.Press("enter")
		f.yes("aws elbv2 modify-rule --rule-arn")
		f.seesLine("/next/*", "fixed 404")

		f.act("Move rule 50 up")
		f.yes("aws elbv2 set-rule-priorities")
		f.Selects("/next/*") // the cursor goes with the rule
		f.seesLine("40", "/next/*")
		f.seesLine("50", "/old/*")
		f.act("Set the priority")
		f.fill("priority", "5")
		f.Press("enter")
		f.yes("aws elbv2 set-rule-priorities")
		f.Selects("/next/*")
		if got := f.rules(); got != "5 path-pattern, 10 host-header, 20 path-pattern, 30 path-pattern, 50 path-pattern" {
			f.t.Fatalf("rules are %s", got)
		}

		f.act("Delete rule 5")
		f.Sees("Type 5 to go on", "aws elbv2 delete-rule --rule-arn")
		f.Type("5")
		f.Press("enter")
		f.Wait(time.Second)
		f.SeesNot("/next/*")
		if got := f.rules(); got != "10 host-header, 20 path-pattern, 30 path-pattern, 50 path-pattern" {
			f.t.Fatalf("rules are %s", got)
		}
	})
}

// rules are the rules of web-alb's plain listener in their order, as AWS has
// them: priority and what they look at first.
func (f *flight) rules() string {
	f.t.Helper()
	must := func(err error) {
		if err != nil {
			f.t.Fatal(err)
		}
	}
	balancers, err := f.client.LoadBalancers(f.t.Context())
	must(err)
	at := slices.IndexFunc(balancers, func(b awsclient.LoadBalancer) bool { return b.Name == "web-alb" })
	listeners, err := f.client.Listeners(f.t.Context(), balancers[at].ARN)
	must(err)
	at = slices.IndexFunc(listeners, func(l awsclient.Listener) bool { return l.Port == 80 })
	rules, err := f.client.Rules(f.t.Context(), listeners[at].ARN)
	must(err)
	slices.SortFunc(rules, func(a, b awsclient.Rule) int { return a.Priority - b.Priority })
	var words []string
	for _, r := range rules {
		if !r.Default {
			words = append(words, strconv.Itoa(r.Priority)+" "+r.Conditions[0].Field)
		}
	}
	return strings.Join(words, ", ")
}
