package sdk

import (
	"context"
	"sync"
	"time"

	"github.com/aws/smithy-go/middleware"
)

// rate is a token bucket's size and how many tokens a second it gains.
type rate struct {
	burst  float64
	second float64
}

// rates keep well below AWS's quotas for an account and region, because the
// account has other callers too.
func rates() map[string]rate {
	return map[string]rate{
		// EC2 publishes 20 a second (bucket 100) for filtered or paged
		// describes, 10 a second (bucket 50) for the rest.
		"ec2": {burst: 20, second: 5},
		// Elastic Load Balancing publishes 10 a second (bucket 40) for describes.
		"elasticloadbalancingv2": {burst: 20, second: 5},
		"elasticloadbalancing":   {burst: 20, second: 5},
		// choice: AWS does not publish Auto Scaling's.
		"autoscaling": {burst: 20, second: 5},
		// DescribeAlarms has 9 a second, GetMetricData 10 to 50 by region.
		"cloudwatch": {burst: 10, second: 4},
		// FilterLogEvents has 5 a second, DescribeLogStreams 25.
		"cloudwatchlogs": {burst: 8, second: 3},
		// LookupEvents has 2 a second.
		"cloudtrail": {burst: 2, second: 1},
		// S3 has thousands for a prefix; here it only lists trail files.
		"s3":  {burst: 20, second: 10},
		"sts": {burst: 5, second: 2},
	}
}

// limiter holds back reads so that a big account is not throttled by its
// console. Writes are few and pass.
type limiter struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	rate
	tokens float64
	at     time.Time
}

func newLimiter(rates map[string]rate) *limiter {
	l := &limiter{buckets: map[string]*bucket{}}
	for service, r := range rates {
		l.buckets[service] = &bucket{rate: r, tokens: r.burst}
	}
	return l
}

// gate makes every attempt of a read wait for its turn.
func (l *limiter) gate(service string) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("ReadLimiter",
			func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
				middleware.FinalizeOutput, middleware.Metadata, error,
			) {
				if reads(middleware.GetOperationName(ctx)) {
					if err := l.wait(ctx, service); err != nil {
						return middleware.FinalizeOutput{}, middleware.Metadata{}, err
					}
				}
				return next.HandleFinalize(ctx, in)
			}), "Retry", middleware.After)
	}
}

// wait takes a token, sleeping until there is one.
func (l *limiter) wait(ctx context.Context, service string) error {
	pause := l.take(service, time.Now())
	if pause <= 0 {
		return nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// take reserves a token and says how long to wait for it. The bucket may go
// into debt: each debtor waits for its own token, in the order of asking.
func (l *limiter) take(service string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[service]
	if b == nil {
		return 0
	}
	if !b.at.IsZero() {
		b.tokens = min(b.burst, b.tokens+now.Sub(b.at).Seconds()*b.second)
	}
	b.at = now
	b.tokens--
	if b.tokens >= 0 {
		return 0
	}
	return time.Duration(-b.tokens / b.second * float64(time.Second))
}
