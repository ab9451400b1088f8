package sdk

import (
	"context"
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fleetglass/awsclient"
)

func TestTheMeterForgetsAfterAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &Meter{}
		for range 3 {
			m.add(awsclient.Call{When: time.Now(), Cost: 0.005, Throttled: 1})
			time.Sleep(time.Second) // virtual
		}
		u := m.Usage()
		if u.CallsPerMinute != 3 || u.Throttles != 3 || math.Abs(u.CostPerHour-0.9) > 1e-9 {
			t.Errorf("%+v", u)
		}
		time.Sleep(time.Minute) // virtual
		u = m.Usage()
		if u.CallsPerMinute != 0 || u.CostPerHour != 0 || len(u.Recent) != 3 {
			t.Errorf("a minute later: %+v", u)
		}
		if sum(u.Spark) != 3 || len(u.Spark) != sparkMinutes || u.Spark[sparkMinutes-1] != 0 {
			t.Errorf("spark %v", u.Spark)
		}
		time.Sleep(time.Hour) // virtual
		if u = m.Usage(); sum(u.Spark) != 0 {
			t.Errorf("an hour later: %v", u.Spark)
		}
	})
}

func TestTheLedgerIsNewestFirstAndBounded(t *testing.T) {
	m := &Meter{}
	for i := range ledgerSize + 10 {
		m.add(awsclient.Call{When: time.Now(), Attempts: i})
	}
	u := m.Usage()
	if u.CallsPerMinute != ledgerSize+10 {
		t.Errorf("%d calls counted", u.CallsPerMinute)
	}
	if len(u.Recent) != ledgerSize || u.Recent[0].Attempts != ledgerSize+9 || u.Recent[ledgerSize-1].Attempts != 10 {
		t.Errorf("%d lines, from %d to %d", len(u.Recent), u.Recent[0].Attempts, u.Recent[len(u.Recent)-1].Attempts)
	}
}

func TestTheLimiterKeepsBelowTheQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(map[string]rate{"cloudtrail": {burst: 2, second: 1}}, realTime)
		began := time.Now()
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				if err := l.wait(t.Context(), quota{"us-west-2", "cloudtrail"}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if took := time.Since(began); took != 4*time.Second {
			t.Errorf("two at once and four at one a second took %v", took)
		}
		if err := l.wait(t.Context(), quota{"us-west-2", "unknown"}); err != nil || time.Since(began) != 4*time.Second {
			t.Error("a service without a rate had to wait")
		}
	})
}

func TestWaitingForATurnCanBeCancelled(t *testing.T) {
	l := newLimiter(map[string]rate{"sts": {burst: 1, second: 0.001}}, realTime)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_ = l.wait(ctx, quota{"us-west-2", "sts"})
	if err := l.wait(ctx, quota{"us-west-2", "sts"}); err == nil {
		t.Error("waited on")
	}
}

func sum(list []int) (total int) {
	for _, n := range list {
		total += n
	}
	return total
}
