package awsclient

import "time"

// Metered is a Client that keeps account of its own calls.
type Metered interface {
	// Usage is what the client has called lately and what that costs.
	Usage() Usage
}

// Usage sums up the API calls of one client. It is a copy, safe to keep.
type Usage struct {
	CallsPerMinute int     // calls that ended in the last minute, retries not counted
	Throttles      int     // attempts of the last minute that AWS throttled
	CostPerHour    float64 // US dollars: the last minute's billed calls, times sixty
	Recent         []Call  // the ledger, newest first
	Spark          []int   // calls in each of the last minutes, oldest first
}

// Call is one line of the ledger of API calls.
type Call struct {
	When      time.Time // wall time when it began
	Service   string    // as the SDK names it: "Auto Scaling"
	Operation string
	Region    string
	Latency   time.Duration // of all attempts together, waits between them included
	Code      string        // AWS's error code, the error kind's word, or "" when it succeeded
	Attempts  int
	Throttled int     // attempts that AWS throttled
	Cost      float64 // US dollars, 0 for what AWS does not bill
	RequestID string
}
