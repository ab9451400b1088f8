package sdk

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"fleetglass/awsclient"
)

const (
	// ledgerSize is how many calls the ledger remembers.
	ledgerSize = 500
	// meterSeconds is the time that "a minute" means in Usage.
	meterSeconds = 60
	// sparkMinutes is how many minutes Usage.Spark covers.
	sparkMinutes = 30
	// metricPrice is what CloudWatch charges for one metric requested with
	// GetMetricData: $0.01 per 1,000 (Amazon CloudWatch pricing, us-east-1).
	// It is the only read the console makes that AWS bills.
	metricPrice = 0.01 / 1000
)

// Meter keeps account of API calls. It is safe for use by many goroutines.
type Meter struct {
	mu     sync.Mutex
	ledger []awsclient.Call // a ring: next is the oldest once it is full
	next   int
	// The ledger is too short to count a busy minute in, so sums are kept by
	// wall second and by wall minute.
	seconds ring[second]
	minutes ring[int] // calls
}

// second is what ended within one second.
type second struct {
	calls, throttled int
	cost             float64
}

// ring is a window of time that slides: one cell for each of the last units.
type ring[T any] struct {
	cells  []T
	newest int64 // the unit that the newest cell is for
}

// at is the cell of a unit, after the units between have been emptied; nil for
// a unit that the window has left behind.
func (r *ring[T]) at(unit int64, size int) *T {
	if r.cells == nil || unit-r.newest >= int64(size) {
		r.cells, r.newest = make([]T, size), unit
	}
	for ; r.newest < unit; r.newest++ {
		var empty T
		r.cells[(r.newest+1)%int64(size)] = empty
	}
	if unit <= r.newest-int64(size) {
		return nil
	}
	return &r.cells[unit%int64(size)]
}

// oldestFirst copies the window out, as of a unit.
func (r *ring[T]) oldestFirst(unit int64, size int) []T {
	r.at(unit, size)
	first := int((r.newest + 1) % int64(size))
	return slices.Concat(r.cells[first:], r.cells[:first])
}

// tally is what the attempts of one call add up to.
type tally struct{ attempts, throttled int }

type tallyKey struct{}

// watch adds the meter to a service's calls: one middleware around the whole
// call, one around each attempt.
func (m *Meter) watch(region string, billed bool) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		err := stack.Initialize.Add(middleware.InitializeMiddlewareFunc("MeterCall",
			func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
				middleware.InitializeOutput, middleware.Metadata, error,
			) {
				began, sum := time.Now(), &tally{}
				out, metadata, err := next.HandleInitialize(middleware.WithStackValue(ctx, tallyKey{}, sum), in)
				line := awsclient.Call{
					When: began, Latency: time.Since(began), Region: region,
					Service: awsmiddleware.GetServiceID(ctx), Operation: middleware.GetOperationName(ctx),
					Attempts: sum.attempts, Throttled: sum.throttled, Code: codeOf(err),
				}
				line.RequestID, _ = awsmiddleware.GetRequestIDMetadata(metadata)
				if err == nil && billed {
					line.Cost = cost(in.Parameters)
				}
				m.add(line)
				return out, metadata, err
			}), middleware.Before)
		if err != nil {
			return err
		}
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("MeterAttempt", countAttempt), "Retry", middleware.After)
	}
}

func countAttempt(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
	middleware.FinalizeOutput, middleware.Metadata, error,
) {
	out, metadata, err := next.HandleFinalize(ctx, in)
	if sum, ok := middleware.GetStackValue(ctx, tallyKey{}).(*tally); ok {
		sum.attempts++
		if throttled(err) {
			sum.throttled++
		}
	}
	return out, metadata, err
}

// throttled tells whether AWS asked to slow down.
func throttled(err error) bool {
	if err == nil {
		return false
	}
	return retry.IsErrorThrottles(retry.DefaultThrottles).IsErrorThrottle(err) == aws.TrueTernary
}

// cost is what AWS bills for a call, in US dollars.
func cost(input any) float64 {
	if in, ok := input.(*cloudwatch.GetMetricDataInput); ok {
		return float64(len(in.MetricDataQueries)) * metricPrice
	}
	return 0
}

// codeOf is how the ledger names a failure.
func codeOf(err error) string {
	if err == nil {
		return ""
	}
	var api smithy.APIError
	if errors.As(err, &api) && api.ErrorCode() != "" {
		return Clean(api.ErrorCode())
	}
	return kindOf(err).String()
}

// add writes one line into the ledger.
func (m *Meter) add(line awsclient.Call) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.ledger) < ledgerSize {
		m.ledger = append(m.ledger, line)
	} else {
		m.ledger[m.next] = line
		m.next = (m.next + 1) % ledgerSize
	}
	ended := line.When.Add(line.Latency).Unix()
	if s := m.seconds.at(ended, meterSeconds); s != nil {
		s.calls++
		s.throttled += line.Throttled
		s.cost += line.Cost
	}
	if n := m.minutes.at(ended/60, sparkMinutes); n != nil {
		*n++
	}
}

// Usage sums the ledger up, as of now.
func (m *Meter) Usage() awsclient.Usage {
	now := time.Now().Unix()
	m.mu.Lock()
	defer m.mu.Unlock()
	u := awsclient.Usage{Recent: m.newestFirst(), Spark: m.minutes.oldestFirst(now/60, sparkMinutes)}
	for _, s := range m.seconds.oldestFirst(now, meterSeconds) {
		u.CallsPerMinute += s.calls
		u.Throttles += s.throttled
		u.CostPerHour += s.cost * 60
	}
	return u
}

// newestFirst copies the ledger out.
func (m *Meter) newestFirst() []awsclient.Call {
	calls := slices.Concat(m.ledger[m.next:], m.ledger[:m.next])
	slices.Reverse(calls)
	return calls
}
