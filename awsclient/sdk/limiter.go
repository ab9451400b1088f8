package sdk

import (
	"context"
	"math"
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
		// DescribeAlarms has 9 a second, GetMetricData 10 to 50 by region. A
		// quota of so many a second lets in no more than these at once.
		"cloudwatch": {burst: 8, second: 4},
		// FilterLogEvents has 5 a second, DescribeLogStreams 25.
		"cloudwatchlogs": {burst: 4, second: 3},
		// LookupEvents has 2 a second.
		"cloudtrail": {burst: 2, second: 1},
		// S3 has thousands for a prefix; here it only lists trail files.
		"s3":  {burst: 20, second: 10},
		"sts": {burst: 5, second: 2},
	}
}

// limiter holds back reads so that a big account is not throttled by its
// console. Writes are few and pass. AWS counts each region by itself.
type limiter struct {
	// speed is how many seconds pass for the account in one of the wall
	// clock's. An account never lives slower than who waits for it: see hurry.
	speed func() float64
	rates map[string]rate

	mu      sync.Mutex
	buckets map[quota]*bucket
}

// quota is what AWS counts by itself.
type quota struct{ region, service string }

type bucket struct {
	tokens float64
	at     time.Time
}

func newLimiter(rates map[string]rate, speed func() float64) *limiter {
	return &limiter{speed: speed, rates: rates, buckets: map[quota]*bucket{}}
}

// realTime is the speed of an account whose clock is the wall clock.
func realTime() float64 { return 1 }

// Limited is the same client with its reads held back as those of a real
// account are. Speed is the account's: how many seconds pass there in one of
// the wall clock's, 0 while it stands.
func (c *Client) Limited(speed func() float64) *Client {
	w := c.wiring
	w.limiter = newLimiter(rates(), speed)
	return newClient(w)
}

// gate makes every attempt of a read wait for its turn.
func (l *limiter) gate(q quota) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("ReadLimiter",
			func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
				middleware.FinalizeOutput, middleware.Metadata, error,
			) {
				if reads(middleware.GetOperationName(ctx)) {
					if err := l.wait(ctx, q); err != nil {
						return middleware.FinalizeOutput{}, middleware.Metadata{}, err
					}
				}
				return next.HandleFinalize(ctx, in)
			}), "Retry", middleware.After)
	}
}

// wait takes a token, sleeping until there is one.
func (l *limiter) wait(ctx context.Context, q quota) error {
	pause := l.take(q, time.Now())
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
func (l *limiter) take(q quota, now time.Time) time.Duration {
	r, limited := l.rates[q.service]
	if !limited {
		return 0
	}
	second := r.second * l.hurry()
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[q]
	if b == nil {
		b = &bucket{tokens: r.burst, at: now}
		l.buckets[q] = b
	}
	b.tokens = min(r.burst, b.tokens+now.Sub(b.at).Seconds()*second)
	b.at = now
	b.tokens--
	if b.tokens >= 0 {
		return 0
	}
	return time.Duration(math.Ceil(-b.tokens / second * float64(time.Second)))
}

// hurry is how much faster than on the wall clock buckets fill: as fast as the
// account lives, and no slower than the caller does.
func (l *limiter) hurry() float64 { return max(1, l.speed()) }
