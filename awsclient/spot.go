package awsclient

import (
	"context"
	"time"
)

// Spot is the part of Client that reads and changes EC2 Spot, Spot Fleets
// apart.
type Spot interface {
	// SpotPrices is the price history of the pools that a query names, newest
	// first, with the price that was in force at its start.
	SpotPrices(ctx context.Context, query SpotPriceQuery) ([]SpotPrice, error)
	// SpotRequests are the Spot Instance requests of the region by id, those
	// that are over for some hours included.
	SpotRequests(ctx context.Context) ([]SpotRequest, error)

	// RequestSpotInstances makes requests, one an instance, and returns them
	// as they are before AWS has looked at them.
	RequestSpotInstances(ctx context.Context, order SpotOrder) ([]SpotRequest, error)
	// CancelSpotRequests cancels requests. Instances that run go on running.
	CancelSpotRequests(ctx context.Context, ids []string) error
}

// SpotPriceQuery names pools and a span of time. What is left out is not
// looked at: no types means all of them, a zero Start 90 days ago.
type SpotPriceQuery struct {
	Types      []string // "m5.large"
	Zone       string
	Products   []string // "Linux/UNIX"
	Start, End time.Time
	Limit      int // most entries; 0: all
}

// SpotPrice is an entry of the price history: from At on a pool costs Price.
type SpotPrice struct {
	Type, Zone, Product string
	At                  time.Time
	Price               float64 // USD an hour
}

// SpotRequest is one Spot Instance request.
type SpotRequest struct {
	ID                    string // sir-...
	Region                string
	Type                  string // "one-time", "persistent"
	State                 string // "open", "active", "closed", "cancelled", "failed", "disabled"
	Status, Message       string // the status code, such as "price-too-low", and AWS's text
	StatusSince           time.Time
	Created               time.Time
	ValidFrom, ValidUntil time.Time // zero: no bound
	MaxPrice              string    // decimal dollars an hour, as AWS tells it
	Interruption          string    // "terminate", "stop", "hibernate"
	Instance              string    // its present or last instance, "" for none
	InstanceType, Image   string
	Zone                  string // of its instance
	Subnet                string // that it asked for, "" for any
	Product               string // "Linux/UNIX"
	LaunchGroup           string
	ZoneGroup             string
	Tags                  []Tag // sorted by key
}

// SpotOrder is what is asked for with RequestSpotInstances. Of its zero
// values, MaxPrice means the On-Demand price, Type one-time, Interruption
// terminate, ValidUntil seven days from now.
type SpotOrder struct {
	Count                 int
	MaxPrice              string
	Type, Interruption    string
	ValidFrom, ValidUntil time.Time
	LaunchGroup           string
	ZoneGroup             string
	Image, InstanceType   string
	KeyName               string
	Zone, Subnet          string
	SecurityGroupIDs      []string
	InstanceProfile       string // ARN or name
	UserData              string // as text
	Monitoring            bool
	Tags                  []Tag // of the requests
}
