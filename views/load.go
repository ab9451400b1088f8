package views

import (
	"math"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// BalancerGraph wants a metric of a balancer over the time from now back.
func BalancerGraph(b *awsclient.LoadBalancer, metric, statistic string, back time.Duration) watch.Want {
	namespace, dimension := "AWS/ApplicationELB", awsclient.Dimension{Name: "LoadBalancer", Value: BalancerDimension(b.ARN)}
	switch b.Type {
	case "network":
		namespace = "AWS/NetworkELB"
	case classicType:
		namespace, dimension = "AWS/ELB", awsclient.Dimension{Name: "LoadBalancerName", Value: b.Name}
	}
	return watch.Graph(awsclient.MetricQuery{
		Namespace: namespace, Name: metric, Statistic: statistic, Period: time.Minute, Dimensions: []awsclient.Dimension{dimension},
	}, back)
}

// BalancerDimension is how CloudWatch names a balancer: the part of its ARN
// after "loadbalancer/", such as "app/web/50dc6c495c0c9188".
func BalancerDimension(arn string) string {
	_, name, _ := strings.Cut(arn, ":loadbalancer/")
	return name
}

// requestMetric is what counts the work of a balancer: requests, or new flows
// on layer 4.
func requestMetric(b *awsclient.LoadBalancer) string {
	if b.Type == "network" {
		return "NewFlowCount"
	}
	return "RequestCount"
}

// balancerGlance wants what a balancer's line of the overview shows.
func balancerGlance(b *awsclient.LoadBalancer) []watch.Want {
	wants := []watch.Want{BalancerGraph(b, requestMetric(b), "Sum", glanceBack)}
	switch b.Type {
	case classicType:
		return append(wants,
			BalancerGraph(b, "HTTPCode_Backend_5XX", "Sum", glanceBack),
			BalancerGraph(b, "HTTPCode_ELB_5XX", "Sum", glanceBack),
			BalancerGraph(b, "Latency", "p99", glanceBack))
	case "application":
	default:
		return wants
	}
	return append(wants,
		BalancerGraph(b, "HTTPCode_Target_5XX_Count", "Sum", glanceBack),
		BalancerGraph(b, "HTTPCode_ELB_5XX_Count", "Sum", glanceBack),
		BalancerGraph(b, "TargetResponseTime", "p99", glanceBack))
}

// load is what a balancer had to do lately.
type load struct {
	requests, target5xx, elb5xx, p99 []awsclient.Point
	http                             bool    // errors and latency are known at all
	trouble                          ui.Line // why there are no requests to show, nil when nothing is wrong
}

func loadOf(s *watch.Snapshot, b *awsclient.LoadBalancer) load {
	wants := balancerGlance(b)
	l := load{requests: seriesPoints(s, wants[0]), trouble: seriesTrouble(s, wants[0])}
	if len(wants) > 1 {
		l.http = true
		l.target5xx, l.elb5xx, l.p99 = seriesPoints(s, wants[1]), seriesPoints(s, wants[2]), seriesPoints(s, wants[3])
	}
	return l
}

// perSecond are the requests a second over the last hour, in n cells.
func (l load) perSecond(now time.Time, n int) []float64 {
	if n == 0 {
		return nil
	}
	values := resample(l.requests, now, glanceBack, n)
	for i := range values {
		values[i] /= 60
	}
	return values
}

func (l load) now() string {
	v := lastValue(l.requests)
	if math.IsNaN(v) {
		return ""
	}
	return ui.Number(math.Round(v/60*10) / 10)
}

// failures is the share of requests that failed in the newest minute. The
// counts of errors are sparse: a minute without errors has no point.
func (l load) failures() ui.Line {
	if !l.http || len(l.requests) == 0 {
		return nil
	}
	last := l.requests[len(l.requests)-1]
	fromELB := valueAt(l.elb5xx, last.At)
	failed, all := valueAt(l.target5xx, last.At)+fromELB, last.Value+fromELB
	if all == 0 {
		return nil
	}
	share := failed / all * 100
	role := themes.Dim
	switch {
	case share >= badShare:
		role = themes.Bad
	case share >= warnShare:
		role = themes.Warn
	}
	return ui.In(role, ui.Percent(share))
}

// Shares of failed requests, in percent, from which they are shown as trouble.
// These are choices; AWS sets no such limits.
const (
	warnShare = 0.5
	badShare  = 2
)

func (l load) slowest() string {
	v := lastValue(l.p99)
	if math.IsNaN(v) {
		return ""
	}
	return ui.Seconds(v)
}

// valueAt is the value of the point at a moment, 0 when there is none.
func valueAt(points []awsclient.Point, at time.Time) float64 {
	for i := len(points) - 1; i >= 0 && !points[i].At.Before(at); i-- {
		if points[i].At.Equal(at) {
			return points[i].Value
		}
	}
	return 0
}
