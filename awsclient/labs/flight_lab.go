package labs

import "slices"

// flightLab is exercise 6: ten puzzles in one world that is in trouble. Four
// begin with a break that the student makes without looking; six are what a
// stranger with a lost key does by himself.
func flightLab() *Lab {
	return &Lab{
		ID: "flight", Title: "Free flight", Scenario: "intruder",
		Learn: []string{
			"to go from a symptom to its cause, with nothing but what AWS tells",
			"four ways in which a site breaks that looks well configured",
			"what somebody does with a lost key, and how to undo it",
			"the puzzles are of the simulated world intruder; a real account has none",
		},
		Facts: flightFacts(), Steps: slices.Concat(shopSteps(), shopMoreSteps(), strangerSteps(), strangerMoreSteps()),
		Cleanup: []string{
			"aws autoscaling update-auto-scaling-group --auto-scaling-group-name " + shopGroup + " --min-size 2 --desired-capacity 3",
			"aws elbv2 modify-target-group --target-group-arn <targets> --matcher HttpCode=200",
		},
	}
}

func shopSteps() []Step {
	return []Step{
		{
			ID: "short", Title: "Puzzle 1: capacity will not go up", Card: "activity",
			Do:       "Only in the simulated world intruder. Make the break (the first command), then ask the group shop-asg for one instance more. It wants more than it has, and nothing comes: no instance, no activity, no error. Why?",
			Hint:     "A group that fails to launch says so in its activities. This one does not even try.",
			Stronger: "Look at the processes of the group.",
			Console:  []string{"3, on shop-asg, a: Suspend processes of shop-asg, Launch.", "a: Set desired capacity of shop-asg, one more. Then look at the group."},
			CLI: []string{
				"aws autoscaling suspend-processes --auto-scaling-group-name shop-asg --scaling-processes Launch",
				"aws autoscaling set-desired-capacity --auto-scaling-group-name shop-asg --desired-capacity <more>",
			},
			Check: checkShort, Proof: []string{"short"},
			Question: &Question{
				Ask: "Which process keeps the group from growing?", Look: "the group's details list what is suspended", Right: rightSuspended,
			},
		},
		{
			ID: "grows", Title: "Puzzle 1, repair: let it grow", Card: "desired capacity",
			Do:       "Let the group get what it wants. To want less again is no repair.",
			Hint:     "What was suspended can be resumed.",
			Stronger: "The call is ResumeProcesses.",
			Console:  []string{"3, on shop-asg, a: Resume processes of shop-asg."},
			CLI:      []string{"aws autoscaling resume-processes --auto-scaling-group-name shop-asg"},
			Check:    checkGrows, Proof: []string{"group"},
		},
		{
			ID: "slow", Title: "Puzzle 2: the site is slow", Card: "target",
			Do:       "Make the break (the command) and watch the balancer shop-alb: its answers take longer and longer. Every server is healthy, no server was broken. What changed?",
			Hint:     "Compare requests with what serves them: healthy targets and their CPU.",
			Stronger: "The last activities of shop-asg say what the group did, and why.",
			Console:  []string{"3, on shop-asg, a: Set minimum, desired and maximum of shop-asg: minimum 1, desired 1.", "6 shows TargetResponseTime; 3, enter on the group, Activities."},
			CLI:      []string{"aws autoscaling update-auto-scaling-group --auto-scaling-group-name shop-asg --min-size 1 --desired-capacity 1"},
			Check:    checkSlow, Proof: []string{"slow"},
			Question: &Question{
				Ask: "How many instances did the group want before that?", Look: "the cause of the activity says from which capacity to which", Right: rightBefore,
			},
		},
		{
			ID: "fast", Title: "Puzzle 2, repair: make it fast again", Card: "auto scaling group",
			Do:       "Give the shop back as many servers as it had. Set the minimum too, so that this cannot happen again.",
			Hint:     "Capacity alone helps until the next person sets it.",
			Stronger: "The minimum was 2.",
			Console:  []string{"3, on shop-asg, a: Set minimum, desired and maximum of shop-asg: minimum 2, desired as before."},
			CLI:      []string{"aws autoscaling update-auto-scaling-group --auto-scaling-group-name shop-asg --min-size 2 --desired-capacity 4"},
			Check:    checkFast, Proof: []string{"group"},
		},
	}
}

func shopMoreSteps() []Step {
	return []Step{
		{
			ID: "sick", Title: "Puzzle 3: every server is sick", Card: "health check",
			Do:       "Make the break (the command). Soon every target of shop-tg fails its health check, and the group begins to replace servers that are as good as the new ones. What is wrong with them?",
			Hint:     "All at once is seldom the servers' fault.",
			Stronger: "Read the reason and the words beside an unhealthy target: they tell what came and what was wanted.",
			Console:  []string{"2, on shop-tg, a: Change the health check of shop-tg: success code 201.", "2, enter on shop-tg, Targets."},
			CLI:      []string{"aws elbv2 modify-target-group --target-group-arn <targets> --matcher HttpCode=201"},
			Check:    checkSick, Proof: []string{"sick"},
			Question: &Question{
				Ask: "Which reason code do the unhealthy targets have?", Look: "it stands beside the state and begins with Target.", Right: rightSickness,
			},
		},
		{
			ID: "healed", Title: "Puzzle 3, repair: heal them", Card: "target group",
			Do:       "Let the check want what the servers answer: 200 on /health. A check that takes everything, or asks elsewhere, is no repair. Wait until the shop has healthy targets only.",
			Hint:     "Change the check, not the servers.",
			Stronger: "The success code is 200.",
			Console:  []string{"2, on shop-tg, a: Change the health check of shop-tg: success code 200."},
			CLI:      []string{"aws elbv2 modify-target-group --target-group-arn <targets> --matcher HttpCode=200"},
			Check:    checkHealed, Proof: []string{"target-group"},
		},
		{
			ID: "blocked", Title: "Puzzle 4: nobody comes in", Card: "rule",
			Do:       "Make the break (the command). Visitors get an answer, but not the shop's: its servers are healthy and have nothing to do. Who answers them?",
			Hint:     "Requests come to the balancer and not to the targets.",
			Stronger: "Rules come before the default, the smallest number first.",
			Console:  []string{"2, enter on shop-alb, tab to Rules, a: Create a rule on HTTP :80 that answers: path /*, 410.", "The rules, and the requests of shop-tg in 6."},
			CLI:      []string{"aws elbv2 create-rule --listener-arn <listener> --priority 1 --conditions 'Field=path-pattern,Values=/*' --actions 'Type=fixed-response,FixedResponseConfig={StatusCode=410}'"},
			Check:    checkBlocked, Proof: []string{"blocked"},
			Question: &Question{
				Ask: "Which status code do visitors get?", Look: "the action of the rule that matches everything has it", Right: rightCode,
			},
		},
		{
			ID: "unblocked", Title: "Puzzle 4, repair: let them in", Card: "listener",
			Do:       "Let requests come to the shop's servers again.",
			Hint:     "The default rule is right.",
			Stronger: "Delete the rule that matches everything.",
			Console:  []string{"2, enter on shop-alb, tab to Rules, a on the rule: Delete."},
			CLI:      []string{"aws elbv2 delete-rule --rule-arn <rule>"},
			Check:    checkUnblocked, Proof: []string{"listener"},
		},
	}
}

// strangerSteps are puzzles that nobody has to begin: give the world half an
// hour. Repairs are asked for in an order in which none spoils another.
func strangerSteps() []Step {
	return []Step{
		{
			ID: "port", Title: "Puzzle 5: who opened port 22?", Card: "event",
			Do:       "In this world somebody opens port 22 of the shop's servers to everybody, some 18 minutes after it begins. Find the call, and close the port; port 80 must stay open for the balancer.",
			Hint:     "The same call was refused ten minutes before.",
			Stronger: "Look AuthorizeSecurityGroupIngress up in the events: user, address, program.",
			Console:  []string{"9, filter by AuthorizeSecurityGroupIngress, enter on the one that went well.", "The port is closed with the command."},
			CLI: []string{
				"aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=AuthorizeSecurityGroupIngress",
				"aws ec2 revoke-security-group-ingress --group-id <opened> --protocol tcp --port 22 --cidr 0.0.0.0/0",
			},
			Check: checkPort, Proof: []string{"opened"},
			Question: &Question{
				Ask: "From which address was port 22 opened?", Look: "the event's record has a sourceIPAddress", Right: rightPort,
			},
		},
		{
			ID: "silent", Title: "Puzzle 6: the trail is silent", Card: "trail",
			Do:       "Half an hour after the beginning the trail is stopped. Find out when, and let it log again. What happened meanwhile is not in its files; the event history still has it.",
			Hint:     "That somebody stops a trail is an event too.",
			Stronger: "Look StopLogging up in the events: the first was refused, the second was not.",
			Console:  []string{"9, filter by StopLogging.", "9, tab: Trails, a on the trail: Start logging."},
			CLI: []string{
				"aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=StopLogging",
				"aws cloudtrail start-logging --name <trail>",
			},
			Check: checkSilent, Proof: []string{"trail"},
			Question: &Question{
				Ask: "At what time was it stopped? (UTC, as 15:04)", Look: "the StopLogging that went well has the time", Right: rightStopped,
			},
		},
		{
			ID: "bought", Title: "Puzzle 7: who ordered that?", Card: "instance",
			Do:       "Instances run that nobody ordered. Find them by what they were launched with, terminate them, and delete the key pair that opens them.",
			Hint:     "They belong to no group, and their key pair is new.",
			Stronger: "RunInstances from the stranger's address names the key pair backup.",
			Console:  []string{"5, filter by key:backup; a: Terminate each.", "The key pair: the command."},
			CLI: []string{
				"aws ec2 terminate-instances --instance-ids <bought-0> <bought-1>",
				"aws ec2 delete-key-pair --key-name backup",
			},
			Check: checkBought, Proof: []string{"bought"},
			Question: &Question{
				Ask: "Of which type were they?", Look: "the list of instances keeps the terminated for an hour", Right: rightType,
			},
		},
	}
}

func strangerMoreSteps() []Step {
	return []Step{
		{
			ID: "rights", Title: "Puzzle 8: where did he get the right?", Card: "user",
			Do:       "The user contractor was refused, and minutes later he was not. Somebody gave him rights in between. Find out which policy, and take it away; he keeps what he had before.",
			Hint:     "IAM records in us-east-1. The trail of all regions has delivered it to the log group here.",
			Stronger: "Filter the trail's log group by { $.eventName = AttachUserPolicy }.",
			Console:  []string{"8, enter on CloudTrail/logs, filter { $.eventName = AttachUserPolicy }.", "9, tab: Users shows contractor. The policy is detached with the command."},
			CLI: []string{
				"aws logs filter-log-events --log-group-name CloudTrail/logs --filter-pattern '{ $.eventName = AttachUserPolicy }'",
				"aws iam detach-user-policy --user-name contractor --policy-arn arn:aws:iam::aws:policy/AdministratorAccess",
			},
			Check: checkRights, Proof: []string{"given"},
			Question: &Question{
				Ask: "What is the name of the policy that he gave himself?", Look: "the record's requestParameters name the policy", Right: rightPolicy,
			},
		},
		{
			ID: "user", Title: "Puzzle 9: one user too many", Card: "user",
			Do:       "The stranger has made a user, so that he can come back when his key is found out. Find the user, see who made him, and delete him: policies and keys go first.",
			Hint:     "Look at the list of users, the newest first.",
			Stronger: "CreateUser and CreateAccessKey are in the trail's log group; the record of the latter has the key's id.",
			Console:  []string{"9, tab: Users: the newest.", "Its policy, key and user are taken away with the commands."},
			CLI: []string{
				"aws iam detach-user-policy --user-name backup --policy-arn arn:aws:iam::aws:policy/AdministratorAccess",
				"aws iam delete-access-key --user-name backup --access-key-id <left-key>",
				"aws iam delete-user --user-name backup",
			},
			Check: checkUser, Proof: []string{"made"},
			Question: &Question{
				Ask: "As which user did he make him?", Look: "userIdentity in the record of CreateUser", Right: rightMaker,
			},
		},
		{
			ID: "key", Title: "Puzzle 10: shut the door", Card: "user",
			Do:       "All that is undone, and the key that was lost still works. Find out which it is, and make it inactive. Deleting it would do as well, but an inactive key can still be looked into.",
			Hint:     "Each event has the access key that signed the call.",
			Stronger: "Compare the events of contractor: one address is his own, the other is not; both use the same key.",
			Console:  []string{"9, filter by contractor, enter on an event: its access key.", "The key: the command."},
			CLI: []string{
				"aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=contractor",
				"aws iam update-access-key --user-name contractor --access-key-id <lost-key> --status Inactive",
			},
			Check: checkKey, Proof: []string{"key"},
			Question: &Question{
				Ask: "Which access key was it?", Look: "accessKeyId in the record of any of the stranger's calls", Right: rightKey,
			},
		},
	}
}
