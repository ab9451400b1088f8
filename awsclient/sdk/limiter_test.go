package sdk

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

// What AWS lets an account do at once in a region is what no burst may
// exceed: a quota of so many a second has no more than these in its bucket.
func TestNoBurstIsMoreThanAWSLetsIn(t *testing.T) {
	atOnce := map[string]float64{ // the least quota among the operations that the console asks
		"ec2":                    50, // EC2/ec2-api-throttling, unfiltered
		"elasticloadbalancingv2": 40, // ELB/quotas
		"elasticloadbalancing":   40,
		"cloudwatch":             9, // CW/cloudwatch_limits: DescribeAlarms
		"cloudwatchlogs":         5, // CWL/cloudwatch_limits_cwl: FilterLogEvents
		"cloudtrail":             2, // CT/WhatIsCloudTrail-Limits: LookupEvents
	}
	for service, most := range atOnce {
		if r := rates()[service]; r.burst > most || r.second > most {
			t.Errorf("%s: %v at once and %v a second, AWS lets %v in", service, r.burst, r.second, most)
		}
	}
}

// paced is a client with nothing behind it, whose account lives at a speed.
func paced(speed float64) *Client {
	return InProcess(func(_ context.Context, service, operation, _ string, _ any) (any, string, error) {
		switch service {
		case "cloudtrail":
			return &cloudtrail.LookupEventsOutput{}, "req", nil
		case "cloudwatchlogs":
			return &cloudwatchlogs.FilterLogEventsOutput{}, "req", nil
		case "cloudwatch":
			return &cloudwatch.PutMetricAlarmOutput{}, "req", nil
		}
		return nil, "", errors.New(service + " " + operation)
	}, "us-west-2").Limited(func() float64 { return speed })
}

// taken is how long some work takes.
func taken(f func()) time.Duration {
	begin := time.Now()
	f()
	return time.Since(begin)
}

func TestReadsWaitForTheirTurn(t *testing.T) {
	for _, c := range []struct {
		name  string
		speed float64
		want  time.Duration // for five lookups: two at once, then one a second
	}{
		{"in real time", 1, 3 * time.Second},
		{"sixty times as fast", 60, 50 * time.Millisecond},
		{"while the account's clock stands", 0, 3 * time.Second},
		{"slower than the caller lives", 0.1, 3 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := paced(c.speed)
				got := taken(func() {
					for range 5 {
						if _, err := client.read.trail.LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{}); err != nil {
							t.Fatal(err)
						}
					}
				})
				if got.Round(time.Millisecond) != c.want {
					t.Errorf("five lookups took %v, want %v", got, c.want)
				}
			})
		})
	}
}

// Each region has its own quota, and each service.
func TestRegionsAndServicesDoNotWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := paced(1)
		got := taken(func() {
			for range 2 {
				_, _ = client.read.trail.LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{})
				_, _ = client.InRegion("eu-west-1").read.trail.LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{})
				_, _ = client.read.logs.FilterLogEvents(t.Context(), &cloudwatchlogs.FilterLogEventsInput{})
			}
		})
		if got != 0 {
			t.Errorf("what has tokens waited %v", got)
		}
	})
}

// Another region's client, and one that may not write, are the same caller.
func TestDerivedClientsShareTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := paced(1)
		lookup := func(c *Client) {
			_, _ = c.read.trail.LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{})
		}
		got := taken(func() {
			lookup(client)
			lookup(client.ReadOnly())
			lookup(client.InRegion("us-west-2"))
		})
		if got != time.Second {
			t.Errorf("a third lookup waited %v, want a second", got)
		}
	})
}

func TestWritesAndUnlimitedClientsDoNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := paced(1)
		free := paced(1)
		free.wiring.limiter = nil
		free = newClient(free.wiring)
		got := taken(func() {
			for range 30 {
				_, _ = client.write.cw.PutMetricAlarm(t.Context(), &cloudwatch.PutMetricAlarmInput{})
				_, _ = free.read.trail.LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{})
			}
		})
		if got != 0 {
			t.Errorf("they waited %v", got)
		}
	})
}
