package labs

import (
	"fmt"
	"slices"

	"fleetglass/awsclient/semantics/recipes"
)

// trailLab is exercise 5: CloudTrail and alarms on what it records.
func trailLab() *Lab {
	return &Lab{
		ID: "trail", Title: "CloudTrail alarms", Scenario: "homework",
		Learn: []string{
			"what a trail needs before AWS lets it write into a bucket",
			"how its events come to CloudWatch Logs, and how late they are",
			"eleven alarms on calls that change who may do what, or what it costs",
			"how to tell from a record who was denied, what, when, and from where",
		},
		Facts: trailFacts(), Steps: slices.Concat(trailSteps(), recipeSteps(), deniedSteps()),
		Cleanup: slices.Concat([]string{
			"aws cloudtrail delete-trail --name <trail>",
			"aws logs delete-log-group --log-group-name <log-group>",
			"aws iam delete-role-policy --role-name <role> --policy-name write",
			"aws iam delete-role --role-name <role>",
		}, deleteRecipeAlarms()),
	}
}

// deleteRecipeAlarms takes away the alarms of all recipes, which cost money
// each month. The bucket stays: it has files in it.
func deleteRecipeAlarms() []string {
	command := "aws cloudwatch delete-alarms --alarm-names"
	for _, r := range recipes.All() {
		command += " " + r.Name
	}
	return []string{command}
}

func trailSteps() []Step {
	return []Step{
		{
			ID: "refused", Title: "Try a trail with the wrong bucket policy", Card: "bucket policy",
			Do:       "Make a bucket with a policy that lets CloudTrail put objects, and nothing else. Then try to make a trail of all regions into it. AWS refuses it: read the refusal, it is an event too.",
			Hint:     "CloudTrail looks at the ACL of the bucket before it writes. The policy must allow both.",
			Stronger: "Leave s3:GetBucketAcl out of the policy, call CreateTrail, and look CreateTrail up in the events.",
			Console: []string{
				"9, tab: Trails, a: Create a trail. Say of the bucket's policy: leave it as it is. The refusal stands above the form.",
				"esc leaves the form; in 9 the refused CreateTrail is in the list.",
			},
			CLI: []string{
				"aws s3api create-bucket --bucket labs-trail-<account> --create-bucket-configuration LocationConstraint=<region>",
				"aws s3api put-bucket-policy --bucket <bucket> --policy <half-policy>",
				"aws cloudtrail create-trail --name labs --s3-bucket-name <bucket> --is-multi-region-trail",
			},
			Check: checkRefused, Proof: []string{"refusal"},
			Question: &Question{
				Ask:   "With which error code did AWS refuse the trail?",
				Look:  "open the event CreateTrail: its record has an errorCode",
				Right: rightRefusal,
			},
		},
		{
			ID: "trail", Title: "Make the trail and start it", Card: "trail",
			Do:       "Give the bucket a policy with both statements, make the trail of all regions and start it. A trail that is made does not log by itself. Wait until its first file is in the bucket.",
			Hint:     "Two statements: one on the bucket, one on the objects below AWSLogs.",
			Stronger: "Allow s3:GetBucketAcl on the bucket and s3:PutObject on AWSLogs/ and the account, with the condition on the ACL; then CreateTrail and StartLogging.",
			Console: []string{
				"9, tab: Trails, a: Create a trail; say of the policy: write what is missing.",
				"Trails shows whether it logs and when its last file came.",
			},
			CLI: []string{
				"aws s3api put-bucket-policy --bucket <bucket> --policy <policy>",
				"aws cloudtrail create-trail --name labs --s3-bucket-name <bucket> --is-multi-region-trail",
				"aws cloudtrail start-logging --name <trail>",
			},
			Check: checkTrail, Proof: []string{"trail"},
			Question: &Question{
				Ask:   "When did your trail begin to log? (UTC, as 15:04)",
				Look:  "it is in the trail's status, and the event StartLogging has it too",
				Right: rightStart,
			},
		},
		{
			ID: "logs", Title: "Send its events to CloudWatch Logs", Card: "log group",
			Do:       "Make a log group and a role that CloudTrail may assume and that may write to the group. Then let the trail deliver to it, and wait for the first events. They come about five minutes after the calls.",
			Hint:     "The role needs a trust policy (who may assume it) and a policy (what it may do).",
			Stronger: "Trust cloudtrail.amazonaws.com. Allow logs:CreateLogStream and logs:PutLogEvents on the group's streams, then UpdateTrail with both ARNs.",
			Console: []string{
				"9, tab: Trails, a on the trail: Change it, and turn on CloudWatch Logs. Log group and role are made with it.",
				"8, enter on the log group: its streams and events.",
			},
			CLI: []string{
				"aws logs create-log-group --log-group-name CloudTrail/labs",
				"aws iam create-role --role-name labs-trail-logs --assume-role-policy-document '" + trailTrust + "'",
				"aws iam put-role-policy --role-name <role> --policy-name write --policy-document <role-policy>",
				"aws cloudtrail update-trail --name <trail> --cloud-watch-logs-log-group-arn <log-group-arn> --cloud-watch-logs-role-arn <role-arn>",
			},
			Check: checkDelivery, Proof: []string{"log-group", "stream"},
			Question: &Question{
				Ask:   "What is the name of a log stream that your trail writes?",
				Look:  "list the streams of the log group: the name has the account and the region in it",
				Right: rightStream,
			},
		},
	}
}

// trigger is a harmless call that a recipe counts, and what undoes it.
type trigger struct {
	recipe   string
	do, hint string // what to do, and what to look at
	console  string
	cli      []string
}

func recipeSteps() []Step {
	var steps []Step
	for _, t := range triggers() {
		r, _ := recipes.Named(t.recipe)
		steps = append(steps, recipeStep(r, t))
	}
	return steps
}

// recipeStep is the step of one recipe: filter, alarm, call.
func recipeStep(r recipes.Recipe, t trigger) Step {
	s := Step{
		ID: r.Name, Title: r.Name + ": alarm when " + r.About, Card: "metric filter",
		Do: fmt.Sprintf("Make a metric filter on the trail's log group for the recipe %s, and an alarm on its metric that fires at %s in five minutes. %s Wait for the alarm: the event is some minutes late.",
			r.Name, count(r.Threshold, "call", "calls"), t.do),
		Hint:     t.hint,
		Stronger: fmt.Sprintf("A filter counts only what comes after it was made, so make it first. The metric is %s in %s, its statistic %s.", r.Metric, recipes.Namespace, recipes.Statistic),
		Console:  []string{"9, tab: Trails, on the trail a: CloudTrail alarms: the eleven recipes, " + r.Name + ".", t.console, "7, enter on the alarm: its history."},
		CLI: slices.Concat([]string{
			fmt.Sprintf("aws logs put-metric-filter --log-group-name <log-group> --filter-name %s --filter-pattern '%s' --metric-transformations metricName=%s,metricNamespace=%s,metricValue=%s",
				r.Name, r.Pattern, r.Metric, recipes.Namespace, recipes.Value),
			fmt.Sprintf("aws cloudwatch put-metric-alarm --alarm-name %s --namespace %s --metric-name %s --statistic %s --period %d --evaluation-periods %d --threshold %d --comparison-operator %s --treat-missing-data notBreaching",
				r.Name, recipes.Namespace, r.Metric, recipes.Statistic, recipes.Seconds, recipes.Periods, r.Threshold, recipes.Comparison),
		}, t.cli),
		Check: checkRecipe(r), Proof: []string{"alarm", "record"},
	}
	if r.Name == "AuthorizationFailures" {
		s.Question = &Question{
			Ask:   "Who was denied? (the user's name)",
			Look:  "the record's userIdentity says who called",
			Right: rightDenial(func(r callRecord) []string { return []string{r.who(), r.ARN} }),
		}
	}
	return s
}

// deniedSteps ask for the rest of what the record of a denial tells.
func deniedSteps() []Step {
	ask := func(id, title, do, question, look string, tell func(callRecord) []string) Step {
		return Step{
			ID: id, Title: title, Card: "event", Do: do,
			Hint:     "Filter the log group by the error code.",
			Stronger: "The record is JSON: " + look + ".",
			Console:  []string{"9, enter on the denied call shows its record.", "8, enter on the log group; filter by { $.errorCode = \"AccessDenied*\" }."},
			CLI:      []string{"aws logs filter-log-events --log-group-name <log-group> --filter-pattern '{ $.errorCode = \"AccessDenied*\" }'"},
			Check:    checkDenied, Proof: []string{"denial"},
			Question: &Question{Ask: question, Look: look, Right: rightDenial(tell)},
		}
	}
	return []Step{
		ask("denied-what", "What was denied?", "Somebody was denied a call. Find its record in the log group, and which call it was.",
			"Which call was denied?", "eventName has the name of the call", func(r callRecord) []string { return []string{r.Name} }),
		ask("denied-when", "When was it denied?", "Events come late and in no order, so the time of the alarm is not the time of the call. Find out when the call was made.",
			"At what time was the call denied? (UTC, as 15:04)", "eventTime has the time of the call", func(r callRecord) []string { return []string{minute(r.At)} }),
		ask("denied-where", "Where did the call come from?", "The record also tells the address that the call came from. Compare it with your own: a stranger's would be another.",
			"From which address did the denied call come?", "sourceIPAddress has the address", func(r callRecord) []string { return []string{r.From} }),
	}
}
