package fake

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// The trail keeps 90 days of events, as CloudTrail's event history does, but
// no more than this many. Choice: a console that watches makes thousands of
// reads an hour, which must not push out the changes that people look for.
const (
	trailDays   = 90
	trailWrites = 10_000
	trailReads  = 2_000
	trailBytes  = 48 << 20 // of what was asked and answered, in all events
	trailSlack  = 1_000    // events over the bounds before the trail is tidied
)

// recorded tells whether CloudTrail hears of a call. Calls that were turned
// away before anybody looked at them are not in it, nor are calls that move
// data: those are events of another sort, which nobody asked for.
func (c *call) recorded() bool {
	if movesData(c.service, c.operation) {
		return false
	}
	if c.refusal == nil {
		return true
	}
	e, ok := c.refusal.(*awserr.Error)
	return ok && strings.Contains(e.Message, "is not authorized to perform")
}

// readOnly tells by its first word whether an operation only reads.
func readOnly(operation string) bool {
	for _, verb := range []string{"Describe", "Get", "List", "Lookup", "Search", "Head"} {
		if strings.HasPrefix(operation, verb) {
			return true
		}
	}
	return false
}

// eventSource is a service's name in the trail.
func eventSource(service string) string {
	switch service {
	case "cloudwatch":
		return "monitoring.amazonaws.com"
	case "cloudwatchlogs":
		return "logs.amazonaws.com"
	case "elasticloadbalancingv2":
		return "elasticloadbalancing.amazonaws.com"
	}
	return service + ".amazonaws.com"
}

// movesData tells whether a call is no management event: one of the data
// plane, which CloudTrail keeps apart from the event history or does not hear
// of at all (CT/logging-data-events-with-cloudtrail, and the lists of events
// in CloudWatch's, Logs', S3's and SNS's guides).
func movesData(service, operation string) bool {
	switch service {
	case "cloudwatch":
		return slices.Contains([]string{"PutMetricData", "GetMetricData", "GetMetricStatistics", "ListMetrics", "GetMetricWidgetImage", "GetInsightRuleReport"}, operation)
	case "cloudwatchlogs":
		return slices.Contains([]string{"PutLogEvents", "GetLogEvents", "FilterLogEvents", "GetLogRecord", "GetQueryResults", "StartLiveTail"}, operation)
	case "s3":
		return operation == "HeadBucket" || strings.Contains(operation, "Object") || strings.Contains(operation, "MultipartUpload")
	case "sns":
		return operation == "Publish" || operation == "PublishBatch"
	}
	return false
}

// eventName is an operation's name in the trail. S3's trail has the names of
// its older interface.
func eventName(service, operation string) string {
	if service != "s3" {
		return operation
	}
	if before, found := strings.CutSuffix(operation, "LifecycleConfiguration"); found {
		return before + "Lifecycle"
	}
	return strings.Replace(operation, "PublicAccessBlock", "BucketPublicAccessBlock", 1)
}

// event is the call as the trail tells it.
func (c *call) event(requestID string) world.TrailEvent {
	e := world.TrailEvent{
		Name: eventName(c.service, c.operation), Source: eventSource(c.service), ReadOnly: readOnly(c.operation), RequestID: requestID,
		AccessKey: c.caller.AccessKey, SourceIP: c.caller.SourceIP, UserAgent: c.caller.UserAgent,
		IdentityType: c.who.Type, Username: c.who.Name, ARN: c.who.ARN,
		Request: parametersJSON(c.service, c.input),
		Console: fromConsole(c.caller.UserAgent),
	}
	e.Resources = resourcesIn(nil, c.service, c.input)
	if c.service == "s3" {
		e.Request, e.Additional = storageRequest(c.operation, c.caller.Region, c.input), storageAddition()
	}
	if refused, ok := c.err.(*awserr.Error); ok {
		e.ErrorCode, e.ErrorMessage = c.trailCode(refused), refused.Message
	} else if !e.ReadOnly && c.service != "s3" { // S3's answers are empty in the trail
		e.Response = parametersJSON(c.service, c.output)
		e.Resources = resourcesIn(e.Resources, c.service, c.output)
	}
	return e
}

// fromConsole tells by how a caller calls itself whether a call came out of a
// session of AWS's console: from a browser, or from the console's own servers
// (CT/cloudtrail-event-reference-record-contents,
// sessionCredentialFromConsole).
func fromConsole(agent string) bool {
	return strings.HasPrefix(agent, "Mozilla/") || agent == "console.amazonaws.com" || agent == "AWS Internal"
}

// trailCode is an error's code in the trail: EC2's say whose fault it was.
func (c *call) trailCode(refused *awserr.Error) string {
	if c.service == "ec2" {
		return refused.QualifiedCode()
	}
	return refused.Code
}

// recordOwn records a call that one of the account's own services made.
func (p *place) recordOwn(e world.TrailEvent) {
	e.RequestID = cmp.Or(e.RequestID, p.nextID())
	p.record(e)
}

// record adds an event to the trail, now, and takes it to the trails that
// deliver: everything that CloudTrail hears of in this region comes this way.
func (p *place) record(e world.TrailEvent) {
	e.ID, e.At = p.nextID(), p.world.Now
	p.world.Trail = append(p.world.Trail, e)
	p.audit.Recorded(e)
	p.tellCall(e)
	if len(p.world.Trail) > trailWrites+trailReads+trailSlack {
		p.tidyTrail()
	}
}

// tidyTrail keeps the newest events within the trail's bounds.
func (p *place) tidyTrail() {
	old := p.world.Now.Add(-trailDays * 24 * time.Hour)
	reads, writes, bytes := 0, 0, 0
	keep := make([]bool, len(p.world.Trail))
	for i := len(p.world.Trail) - 1; i >= 0; i-- {
		e := &p.world.Trail[i]
		if e.ReadOnly {
			reads++
			keep[i] = reads <= trailReads
		} else {
			writes++
			keep[i] = writes <= trailWrites
		}
		if keep[i] = keep[i] && e.At.After(old) && bytes < trailBytes; keep[i] {
			bytes += len(e.Request) + len(e.Response)
		}
	}
	var kept []world.TrailEvent
	for i, k := range keep {
		if k {
			kept = append(kept, p.world.Trail[i])
		}
	}
	p.world.Trail = kept
}
