package explain

func metrics() []Card {
	return []Card{
		{Term: "metric", Aliases: []string{"datapoint"},
			Text: "Numbers over time under one name. What it is: a namespace, a name and an exact set of dimensions; another set is another metric, and custom metrics are not added up for you. Points grow coarser with age: a minute for 15 days, 5 minutes for 63, an hour for 455. Where nothing was sent there is no point, not zero.",
			Try:  "enter draws it; change statistic and period and see the line change.", See: []string{"namespace", "dimension", "period", "statistic"}},
		{Term: "namespace",
			Text: "The drawer in which metrics lie. AWS's own begin with AWS/, such as AWS/EC2 or AWS/ApplicationELB; yours must not. Equal names in two namespaces have nothing to do with each other.",
			Try:  "enter on a namespace lists the dimension sets in it.", See: []string{"metric", "dimension"}},
		{Term: "dimension", Aliases: []string{"dimension set"},
			Text: "A name and a value that tell one metric from another: InstanceId=i-0abc. The whole set is part of the metric's identity: to read it, name exactly the set under which it was sent. Up to 30. CPUUtilization by AutoScalingGroupName is a line of its own beside those by InstanceId.",
			Try:  "Compare the same metric by group and by instance.", See: []string{"metric", "namespace"}},
		{Term: "period",
			Text: "The length of time that one drawn or judged value stands for: 60 s, 300 s, an hour. Longer is calmer and later. Basic monitoring of instances sends every 5 minutes, detailed every minute: a shorter period than the data only makes gaps.",
			Try:  "In a graph, change the period and watch the peaks disappear.", See: []string{"statistic", "alarm", "metric"}},
		{Term: "statistic",
			Text: "How the points of a period become one: Average, Sum, Minimum, Maximum, SampleCount, or a percentile. Choose by meaning: requests are summed, CPU is averaged, and for a queue's age the maximum tells. The average of a rare disaster looks fine.",
			Try:  "Draw latency by Average, then by p99.", See: []string{"percentile", "period"}},
		{Term: "percentile", Aliases: []string{"p99", "p90"},
			Text: "p99 is the value that 99 of 100 requests stayed under: what your unlucky users see. It needs many points to mean something; an alarm on a percentile can be told to ignore periods with few. You cannot average percentiles of two servers to get that of both.",
			Try:  "Compare p50 and p99 of TargetResponseTime.", See: []string{"statistic", "alarm"}},
		{Term: "alarm",
			Text: "Compares a metric with a threshold over N periods and is OK, ALARM or INSUFFICIENT_DATA. It goes to ALARM when M of the last N periods breach. Its actions run when the state changes; for Auto Scaling again every minute while it lasts. A state set by hand lasts until the next evaluation.",
			Try:  "enter shows the points that it judges, and its history.", See: []string{"missing data", "period", "statistic", "scaling policy"}},
		{Term: "missing data", Aliases: []string{"insufficient data"},
			Text: "What an alarm does with periods without a point. missing: goes to INSUFFICIENT_DATA when all are missing. ignore: keeps its state. breaching: counts as bad, right for heartbeats. notBreaching: counts as good, right for errors that are sent only when they happen.",
			Try:  "An alarm in INSUFFICIENT_DATA: see whether its metric sends at all.", See: []string{"alarm", "metric filter"}},
	}
}

func logs() []Card {
	return []Card{
		{Term: "log group", Aliases: []string{"log stream", "retention"},
			Text: "The logs of one job, made of streams, one for each source. Retention and metric filters belong to the group. Events are kept for ever, and paid for, unless a retention is set.",
			Try:  "enter tails it; d says how long its events are kept.", See: []string{"filter pattern", "metric filter"}},
		{Term: "filter pattern",
			Text: "What to look for in log events. Words must all be in the event, upper and lower case told apart; ?a ?b means either, -x means not. { $.status = 500 } looks into JSON. [ip, user, status=5*] splits at spaces. An event that is not JSON never matches a { } pattern.",
			Try:  "On a log group, type a pattern and see which lines stay.", See: []string{"log group", "metric filter"}},
		{Term: "metric filter",
			Text: "Turns matching log events into a metric, a number for each, as they arrive: it does not look back. Without a default value there is no point in minutes without a match, so an alarm on it sits in INSUFFICIENT_DATA unless it treats missing data as notBreaching.",
			Try:  "Test the pattern against the lines on the screen before you keep it.", See: []string{"filter pattern", "alarm", "missing data"}},
		{Term: "trail", Aliases: []string{"cloudtrail"},
			Text: "Delivers the account's API events as files to a bucket, and to a log group if asked, some five minutes after the calls. Without any trail, the last 90 days of management events can still be looked up. Made by the API, a trail does not log until logging is started.",
			Try:  "Look whether it is logging and when it last delivered.", See: []string{"event", "bucket policy", "metric filter"}},
		{Term: "event", Aliases: []string{"api call", "who what when where"},
			Text: "The record of one API call. Who: userIdentity. What: eventName, with its parameters. When: eventTime. Which: the resources. Where from: sourceIPAddress. A denied call has an errorCode and no response. Calls that a service made for you name it in invokedBy.",
			Try:  "J shows the whole record; w shows what the call led to.", See: []string{"trail", "activity"}},
		{Term: "bucket policy",
			Text: "Lets CloudTrail write into your bucket: one statement to read the bucket's ACL and one to put objects under AWSLogs/ and the account, with bucket-owner-full-control. Tie both to the trail's ARN. Without them the trail cannot be made; with a wrong prefix it delivers nothing.",
			Try:  "The trail's page checks its bucket's policy, line by line.", See: []string{"trail"}},
		{Term: "user", Aliases: []string{"iam user", "identity"},
			Text: "Somebody or something that signs API calls. People should come through roles with short-lived keys. A user's events show what was tried as well as what was done: a row of denied calls from a strange address is a sign of a lost key.",
			Try:  "enter lists the calls of this user; look for denied ones.", See: []string{"event", "trail"}},
	}
}
