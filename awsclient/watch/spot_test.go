package watch

import (
	"context"
	"testing"
	"time"

	"fleetglass/awsclient"
)

// Prices are asked for from the account's now back, whatever the wall clock
// says, and the key does not move with time.
func TestSpotPricesGoBackFromTheAccountsNow(t *testing.T) {
	now := time.Date(2026, 3, 3, 14, 0, 0, 0, time.UTC)
	want := PricesOf(awsclient.SpotPriceQuery{Types: []string{"m5.large"}}, 24*time.Hour)
	s := Once(context.Background(), newAccount("us-west-2"), Options{Clock: func() time.Time { return now }}, want)
	rows := s.SpotPrices[want.Key].Rows
	if len(rows) != 1 || !rows[0].At.Equal(now.Add(-24*time.Hour)) || rows[0].Price != 24 {
		t.Errorf("asked for %+v", rows)
	}
	if other := PricesOf(awsclient.SpotPriceQuery{Types: []string{"m5.large"}}, time.Hour); other.ID() == want.ID() {
		t.Error("two ranges share a feed")
	}
}
