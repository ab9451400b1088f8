package fake

import (
	"strings"
	"time"

	"fleetglass/fake/world"
)

// limits are the account's rates of calls, kept for one sort of callers. AWS
// counts in token buckets, for an account in a region, each operation (or a
// few together) by itself.
//
// The clock is the caller's. Whoever calls from outside waits on the wall
// clock, so his buckets fill with it, and a virtual clock that stands locks
// nobody out. When the account lives faster than the wall clock, or its clock
// is moved by hand, he has waited as long as the account has. Callers inside
// the world have only virtual time, and their buckets are in the world.
type limits struct {
	wall    func() time.Time // nil: virtual time
	buckets map[string]*outsideBucket
}

// outsideBucket is a bucket of callers outside, with the wall time at which it
// was filled; At is the account's.
type outsideBucket struct {
	world.CallBucket
	wall time.Time
}

// limits are those of callers outside, nil when the options want none.
func (o Options) limits(p *pace) *limits {
	if !o.Limits {
		return nil
	}
	return &limits{wall: p.wall, buckets: map[string]*outsideBucket{}}
}

// insideLimits are those of callers in the world.
func insideLimits() *limits { return &limits{} }

// rate is a token bucket: how much it holds, and what it gains in a second.
type rate struct{ burst, second float64 }

// The published rates.
//
// EC2: each operation has its own bucket (EC2/ec2-api-throttling).
// Elastic Load Balancing: ELB/quotas, by kind of operation.
// CloudWatch: CW/cloudwatch_limits. Logs: CWL/cloudwatch_limits_cwl.
// CloudTrail: CT/WhatIsCloudTrail-Limits.
func ec2Reads() rate       { return rate{100, 20} }
func ec2Unfiltered() rate  { return rate{50, 10} }
func ec2Writes() rate      { return rate{50, 5} }
func balancerReads() rate  { return rate{40, 10} }
func balancerWrites() rate { return rate{20, 3} }

// The rates that AWS does not publish. Choice: what its SDKs are seen to live
// with.
func scalingReads() rate  { return rate{30, 10} }
func scalingWrites() rate { return rate{20, 5} }
func otherCalls() rate    { return rate{100, 20} }

// perSecond is a limit that AWS tells as so many a second, with no more at
// once.
func perSecond(n float64) rate { return rate{n, n} }

// exactRates are those of single operations.
func exactRates(service, operation string) (rate, bool) {
	switch service + "." + operation {
	case "ec2.DescribeInstances", "ec2.DescribeInstanceStatus", "ec2.DescribeNetworkInterfaces", "ec2.DescribeSecurityGroups",
		"ec2.DescribeSpotInstanceRequests", "ec2.DescribeVolumes":
		return ec2Unfiltered(), true // unless it asks for a page: see rateOf
	case "cloudwatch.DescribeAlarms":
		return perSecond(9), true
	case "cloudwatch.GetMetricData", "cloudwatch.ListMetrics":
		return perSecond(50), true
	case "cloudwatch.GetMetricStatistics":
		return perSecond(400), true
	case "cloudwatch.PutMetricData":
		return perSecond(500), true
	case "cloudwatch.PutMetricAlarm", "cloudwatch.SetAlarmState", "cloudwatch.DeleteAlarms":
		return perSecond(3), true
	case "cloudwatchlogs.PutLogEvents":
		return perSecond(5000), true
	case "cloudwatchlogs.FilterLogEvents", "cloudwatchlogs.DescribeMetricFilters", "cloudwatchlogs.PutMetricFilter", "cloudwatchlogs.DeleteMetricFilter":
		return perSecond(5), true
	case "cloudwatchlogs.DescribeLogGroups", "cloudwatchlogs.CreateLogGroup", "cloudwatchlogs.DeleteLogGroup", "cloudwatchlogs.StartQuery", "cloudwatchlogs.GetQueryResults":
		return perSecond(10), true
	case "cloudwatchlogs.GetLogEvents", "cloudwatchlogs.DescribeLogStreams":
		return perSecond(25), true
	case "cloudtrail.LookupEvents":
		return perSecond(2), true
	case "sns.Publish":
		return perSecond(300), true // the least of all regions
	}
	return rate{}, false
}

// rateOf is the bucket that a call takes from, and its rate.
func rateOf(c *call) (bucket string, r rate) {
	name, reads := c.service+"."+c.operation, readOnly(c.operation)
	if r, exact := exactRates(c.service, c.operation); exact {
		if c.service == "ec2" && isNarrowed(c) {
			return name + " narrowed", ec2Reads()
		}
		return name, r
	}
	switch {
	case c.service == "ec2" && reads:
		return name, ec2Reads()
	case c.service == "ec2":
		return name, ec2Writes()
	case strings.HasPrefix(c.service, "elasticloadbalancing") && reads:
		return c.service + " reads", balancerReads()
	case strings.HasPrefix(c.service, "elasticloadbalancing"):
		return c.service + " writes", balancerWrites()
	case c.service == "autoscaling" && reads:
		return "autoscaling reads", scalingReads()
	case c.service == "autoscaling":
		return "autoscaling writes", scalingWrites()
	case c.service == "cloudtrail" && reads:
		return name, perSecond(10)
	case c.service == "cloudtrail":
		return name, perSecond(1)
	}
	return name, otherCalls()
}

// isNarrowed tells whether a call asks for a page or by a filter: AWS lets
// more of these in.
func isNarrowed(c *call) bool {
	in, ok := inputStruct(c.input)
	if !ok {
		return false
	}
	for _, name := range []string{"MaxResults", "Filters", "InstanceIds", "GroupIds", "SpotInstanceRequestIds", "VolumeIds", "NextToken"} {
		if f := in.FieldByName(name); f.IsValid() && !f.IsZero() {
			return true
		}
	}
	return false
}

// take takes a token for a call, and tells whether there was one.
func (l *limits) take(w *world.World, c *call) bool {
	if l == nil {
		return true
	}
	name, r := rateOf(c)
	if l.wall == nil {
		b := w.CallBuckets.Get(name)
		if b == nil {
			b = &world.CallBucket{Tokens: r.burst, At: w.Now}
			w.CallBuckets.Put(name, b)
		}
		return takeFrom(b, r, w.Now, 0)
	}
	name, now := w.Region+" "+name, l.wall()
	b := l.buckets[name]
	if b == nil {
		b = &outsideBucket{world.CallBucket{Tokens: r.burst, At: w.Now}, now}
		l.buckets[name] = b
	}
	waited := now.Sub(b.wall)
	b.wall = now
	return takeFrom(&b.CallBucket, r, w.Now, waited)
}

// takeFrom fills a bucket up to now, with what comes in the time that has
// passed, or that the caller has waited if that is longer, and takes one token
// out of it.
func takeFrom(b *world.CallBucket, r rate, now time.Time, waited time.Duration) bool {
	if passed := max(now.Sub(b.At), waited).Seconds(); passed > 0 {
		b.Tokens = min(r.burst, b.Tokens+passed*r.second)
	}
	b.At = now
	if b.Tokens < 1 {
		return false
	}
	b.Tokens--
	return true
}
