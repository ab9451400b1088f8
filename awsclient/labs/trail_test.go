package labs_test

import (
	"strings"
	"testing"
	"time"
)

// refusals are the commands of the CLI column that AWS refuses, as it should,
// and how each refusal begins.
func refusals() [][2]string {
	return [][2]string{
		{"--name labs --s3-bucket-name <bucket> --is-multi-region-trail", "InsufficientS3BucketPolicyException"},
		{"--dry-run", "DryRunOperation"},
		{"aws sts assume-role", "AccessDenied"},
	}
}

// tries runs a command, which may be one that is refused.
func (b *bench) tries(command string) {
	b.t.Helper()
	filled, missing := b.lab.Command(b.world(), command)
	if len(missing) > 0 {
		b.t.Fatalf("%s: not known: %s", filled, strings.Join(missing, ", "))
	}
	err := console{b.engine}.run(b.t.Context(), filled)
	if err == nil {
		return
	}
	for _, r := range refusals() {
		if strings.Contains(command, r[0]) && strings.Contains(err.Error(), r[1]) {
			return
		}
	}
	b.t.Fatalf("%s: %v", filled, err)
}

func TestRefusedOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "trail")
	b.lacks("refused", "there is no bucket yet")
	b.run(b.commands("refused")[0])
	b.lacks("refused", "nobody has tried to make a trail yet")
	b.run("aws s3api put-bucket-policy --bucket <bucket> --policy <policy>")
	b.run(b.commands("refused")[2])
	b.lacks("refused", "labs was made at once: try it with a bucket whose policy lacks the ACL check")
	b.run("aws cloudtrail delete-trail --name labs")
	b.run(b.commands("refused")[1])
	b.tries(b.commands("refused")[2])
	b.lacks("trail", "there is no trail whose home is us-west-2", "the policy of labs-trail-123456789012: no statement certainly allows CloudTrail to read the bucket's ACL")
	b.passes("refused")
}

func TestTrailOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "trail")
	b.solve("refused")
	b.run(b.commands("trail")[0])
	b.instead("trail", 1, " --is-multi-region-trail", "")
	b.lacks("trail", "labs is a trail of us-west-2 only", "labs does not log: start it")
	b.lacks("logs", "labs delivers to no log group")
	b.run("aws cloudtrail update-trail --name labs --is-multi-region-trail")
	b.run(b.commands("trail")[2])
	b.lacks("trail", "its first file comes some minutes after the first call")
	b.run(b.commands("refused")[1])
	b.engine.Advance(20 * time.Minute)
	b.lacks("trail", "the policy of labs-trail-123456789012: ")
	b.run(b.commands("trail")[0])
	b.passes("trail")
}

func TestDeliveryOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "trail")
	b.solve("refused", "trail")
	logs := b.commands("logs")
	for _, c := range logs {
		b.run(c)
	}
	b.run("aws iam put-role-policy --role-name <role> --policy-name write --policy-document '{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"logs:CreateLogStream\",\"Resource\":\"*\"}]}'")
	b.lacks("logs", "no event has come to CloudTrail/labs yet")
	b.engine.Advance(20 * time.Minute)
	b.lacks("logs", "labs cannot write to CloudTrail/labs: ", "Look at its role's policy")
	b.run(logs[2])
	b.passes("logs")
	b.run("aws cloudtrail stop-logging --name labs")
	b.lacks("logs", "labs does not log: start it")
	b.run("aws logs delete-log-group --log-group-name <log-group>")
	b.lacks("logs", "labs delivers to the log group CloudTrail/labs, which is gone")
}

func TestRecipesOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "trail")
	const gateways = "GatewayChanges"
	b.lacks(gateways, "there is no trail whose home is us-west-2")
	b.solve("refused", "trail")
	b.lacks(gateways, "labs delivers to no log group")
	b.solve("logs")
	b.lacks(gateways, "no metric filter on CloudTrail/labs counts the calls of GatewayChanges")
	b.instead(gateways, 0, " || ($.eventName = DetachInternetGateway)", "")
	b.lacks(gateways, "the filter GatewayChanges does not count", "DetachInternetGateway")
	b.instead(gateways, 0, "($.eventName = CreateCustomerGateway)", "($.eventName = *)")
	b.lacks(gateways, "the filter GatewayChanges also counts", "DescribeInstances")
	b.instead(gateways, 0, "metricValue=1", "metricValue=2")
	b.lacks(gateways, "the filter GatewayChanges adds 2 for each call, not 1")
	b.run(b.commands(gateways)[0])
	b.lacks(gateways, "no alarm watches the metric CloudTrailMetrics GatewayEventCount")
	b.instead(gateways, 1, "GatewayEventCount", "VpcEventCount")
	b.lacks(gateways, "the alarm GatewayChanges watches CloudTrailMetrics VpcEventCount, not CloudTrailMetrics GatewayEventCount")
	b.instead(gateways, 1, "Sum", "Average")
	b.lacks(gateways, "the alarm GatewayChanges compares the Average; calls are counted by the Sum")
	b.instead(gateways, 1, "--threshold 1", "--threshold 2")
	b.lacks(gateways, "fires at GreaterThanOrEqualToThreshold 2; the recipe wants GreaterThanOrEqualToThreshold 1")
	b.instead(gateways, 1, "--period 300", "--period 60")
	b.lacks(gateways, "has a period of 1m0s; the recipe wants 5m0s")
	b.run(b.commands(gateways)[1])
	b.lacks(gateways, "no call that GatewayChanges counts was made since the filter is there: make one in which internet and customer gateways are changed")
	b.run("aws cloudwatch set-alarm-state --alarm-name GatewayChanges --state-value ALARM --state-reason test")
	b.lacks(gateways, "no call that GatewayChanges counts was made")
	b.run(b.commands(gateways)[2])
	b.lacks(gateways, "CreateInternetGateway was called at ", "CloudTrail delivers it within some minutes")
	b.passes(gateways)
}

func TestSignInsAreCountedToThree(t *testing.T) {
	b := work(t, "trail")
	b.solve("refused", "trail", "logs")
	for _, c := range b.commands("ConsoleSignInFailures")[:3] {
		b.run(c)
	}
	line := b.commands("ConsoleSignInFailures")[3]
	two := line[:strings.LastIndex(line, `,{"timestamp"`)] + "]'"
	b.run(two)
	b.lacks("ConsoleSignInFailures", "two calls are counted by ConsoleSignInFailures so far; its alarm wants 3 in five minutes")
}

func TestDenialsOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "trail")
	b.solve("refused", "trail", "logs")
	b.lacks("denied-what", "nobody was denied yet: do the step AuthorizationFailures first")
	b.run("aws iam create-user --user-name somebody")
	b.engine.Advance(20 * time.Minute)
	b.lacks("denied-when", "nobody was denied yet")
}

// Reports of both labs are confirmed, and still are when all was taken away.
func TestReportsOfTrailAndFlightOutliveTheWork(t *testing.T) {
	for name, steps := range map[string][]string{
		"trail":  {"refused", "trail", "logs", "GatewayChanges", "AuthorizationFailures", "denied-what", "denied-when", "denied-where"},
		"flight": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := work(t, name)
			if steps == nil {
				steps = ids(b.lab)
			}
			b.solve(steps...)
			r, edited := b.report(nil)
			if v := b.verified(r, edited); !v.True {
				t.Errorf("it is not confirmed:\n%s", v.Text())
			}
			for _, c := range b.lab.Cleanup {
				b.run(c)
				b.engine.Advance(6 * time.Minute)
			}
			if v := b.verified(r, edited); !v.True {
				t.Errorf("afterwards it is not confirmed:\n%s", v.Text())
			}
		})
	}
}
