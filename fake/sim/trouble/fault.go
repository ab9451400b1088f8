package trouble

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The kinds of faults.
const (
	KillInstance      = "kill-instance"
	FailHealth        = "fail-health"
	ImpairInstance    = "impair-instance"
	SurgeTraffic      = "surge-traffic"
	DropTraffic       = "drop-traffic"
	ZoneOutage        = "zone-outage"
	SpotPrice         = "spot-price"
	SpotCapacity      = "spot-capacity"
	SpotReclaim       = "spot-reclaim"
	Rebalance         = "rebalance"
	Throttle          = "throttle"
	Deny              = "deny"
	ExpireCredentials = "expire-credentials"
	DelayMetrics      = "delay-metrics"
	ConsoleLogin      = "console-login"
)

// Fault is something to break, as plain data. Which fields besides Kind count
// is said by its Kind; the others must be left out.
type Fault struct {
	Kind      string
	Subject   string        `json:",omitempty"` // what Kind.Subject says
	For       time.Duration `json:",omitempty"` // how long; 0: as Kind.For says
	Code      int           `json:",omitempty"` // what a failing server answers: an HTTP code, -1 for nothing; 0: 503
	Factor    float64       `json:",omitempty"` // how many times the traffic; 0: three for a surge, a quarter for a drop
	Type      string        `json:",omitempty"` // of a Spot pool: the instance type; with Zone in place of Subject
	Zone      string        `json:",omitempty"` // of a Spot pool: the Availability Zone
	Price     float64       `json:",omitempty"` // of a Spot pool, USD an hour; 0: as Kinds says
	Available int           `json:",omitempty"` // how many instances a Spot pool holds in all
	Principal string        `json:",omitempty"` // whose calls: a user's or role's name or ARN, or an access key id; "": everybody's
	Success   bool          `json:",omitempty"` // whether the password was right
}

// Kind describes a kind of fault for people.
type Kind struct {
	Name, About string
	Subject     string        // what the subject is, in words; "" when there is none
	Optional    bool          // the subject may be left out
	For         time.Duration // how long it lasts unless told otherwise; 0: until what is broken is replaced, or at once
	Takes       []string      // the fields of Fault that it takes besides Kind and Subject, by name
}

// LongestFault bounds how long a fault lasts. Choice.
const LongestFault = 30 * 24 * time.Hour

// What a fault does when nothing else is said. Choice.
const (
	defaultCode  = 503
	defaultSurge = 3
	defaultDrop  = 0.25
	mostTraffic  = 1000 // times
)

// Kinds are all kinds of faults, in the order in which a menu shows them.
func Kinds() []Kind {
	const pool = "a Spot Instance or request for its pool, or Type and Zone"
	const traffic = "a load balancer, an Auto Scaling group that takes jobs, or a workload"
	return []Kind{
		{Name: KillInstance, About: "end an instance, as the failure of its host does", Subject: "an instance id"},
		{Name: FailHealth, About: "its server answers health checks and requests with an error",
			Subject: "an instance id, or a target group or Classic load balancer for all its instances", Takes: []string{"Code", "For"}},
		{Name: ImpairInstance, About: "its status check fails and it does not reply", Subject: "an instance id", Takes: []string{"For"}},
		{Name: SurgeTraffic, About: "several times the traffic", Subject: traffic, For: 20 * time.Minute, Takes: []string{"Factor", "For"}},
		{Name: DropTraffic, About: "a part of the traffic, as when a link to the site breaks", Subject: traffic, For: 20 * time.Minute, Takes: []string{"Factor", "For"}},
		{Name: ZoneOutage, About: "nothing in a zone replies, and nothing launches there",
			Subject: "an Availability Zone, or an instance for its zone", For: 15 * time.Minute, Takes: []string{"For"}},
		{Name: SpotPrice, About: "the price of a Spot pool moves; of itself to twice what it is", Subject: pool, Optional: true, For: 20 * time.Minute,
			Takes: []string{"Type", "Zone", "Price", "For"}},
		{Name: SpotCapacity, About: "a Spot pool holds only so many instances", Subject: pool, Optional: true, For: 20 * time.Minute,
			Takes: []string{"Type", "Zone", "Available", "For"}},
		{Name: SpotReclaim, About: "EC2 wants a Spot Instance back, or a whole pool, with two minutes' notice",
			Subject: "a Spot Instance or request, or Type and Zone for a pool", Optional: true, For: 15 * time.Minute, Takes: []string{"Type", "Zone", "For"}},
		{Name: Rebalance, About: "a Spot Instance is recommended to be replaced", Subject: "a Spot Instance or request"},
		{Name: Throttle, About: "calls are refused because there are too many", Subject: "an action such as ec2:Describe*", Optional: true, For: 2 * time.Minute,
			Takes: []string{"Principal", "For"}},
		{Name: Deny, About: "calls are refused because they are not allowed", Subject: "an action such as autoscaling:Set*", Optional: true, For: 10 * time.Minute,
			Takes: []string{"Principal", "For"}},
		{Name: ExpireCredentials, About: "the caller's credentials have expired", Subject: "an access key id", Optional: true, For: 2 * time.Minute, Takes: []string{"For"}},
		{Name: DelayMetrics, About: "CloudWatch's newest datapoints come late: until then they are missing", Optional: true, For: 10 * time.Minute, Takes: []string{"For"}},
		{Name: ConsoleLogin, About: "somebody signs in to AWS's console, or tries to", Subject: "a user's name, or root", Takes: []string{"Success"}},
	}
}

// Checked is a fault with everything that was left out filled in. A
// fault of no kind, without a subject, with a field that its kind
// does not take or with a number out of range is an error that says what
// would be right.
func Checked(f Fault) (Fault, error) {
	kinds := Kinds()
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == f.Kind })
	if i < 0 {
		var names []string
		for _, k := range kinds {
			names = append(names, k.Name)
		}
		return f, fmt.Errorf("unknown fault %q; choices are %s", f.Kind, strings.Join(names, ", "))
	}
	kind := kinds[i]
	if err := kind.check(f); err != nil {
		return f, err
	}
	return kind.filled(f), nil
}

func (k Kind) check(f Fault) error {
	for _, name := range given(f) {
		if !slices.Contains(k.Takes, name) {
			return fmt.Errorf("fault %s takes no %s; it takes %s", k.Name, name, k.takes())
		}
	}
	switch {
	case f.Subject != "" && k.Subject == "":
		return fmt.Errorf("fault %s takes no subject, but got %q", k.Name, f.Subject)
	case f.Subject == "" && !k.Optional:
		return fmt.Errorf("fault %s needs a subject: %s", k.Name, k.Subject)
	case f.For < 0 || f.For > LongestFault:
		return fmt.Errorf("fault %s cannot last for %s; at most %s", k.Name, f.For, LongestFault)
	case f.Code != 0 && f.Code != -1 && (f.Code < 200 || f.Code > 599):
		return fmt.Errorf("fault %s: no server answers %d; it takes an HTTP code from 200 to 599, or -1 for no answer", k.Name, f.Code)
	case f.Factor < 0 || f.Factor > mostTraffic:
		return fmt.Errorf("traffic cannot be %g times what it is; it goes from 0 to %d", f.Factor, mostTraffic)
	case k.Name == DropTraffic && f.Factor >= 1:
		return fmt.Errorf("fault %s: %g times the traffic is no drop; it takes a factor below 1", k.Name, f.Factor)
	case f.Price < 0:
		return fmt.Errorf("fault %s: a price cannot be %g", k.Name, f.Price)
	case f.Available < 0:
		return fmt.Errorf("fault %s: a pool cannot hold %d instances", k.Name, f.Available)
	}
	return nil
}

// takes is the fields that a kind takes, in words.
func (k Kind) takes() string {
	fields := k.Takes
	if k.Subject != "" {
		fields = append([]string{"Subject"}, fields...)
	}
	return strings.Join(fields, ", ")
}

// given is the names of the fields that are set, besides Kind and Subject.
func given(f Fault) []string {
	var names []string
	for _, field := range []struct {
		name string
		set  bool
	}{
		{"For", f.For != 0}, {"Code", f.Code != 0}, {"Factor", f.Factor != 0}, {"Type", f.Type != ""}, {"Zone", f.Zone != ""},
		{"Price", f.Price != 0}, {"Available", f.Available != 0}, {"Principal", f.Principal != ""}, {"Success", f.Success},
	} {
		if field.set {
			names = append(names, field.name)
		}
	}
	return names
}

func (k Kind) filled(f Fault) Fault {
	if f.For == 0 {
		f.For = k.For
	}
	switch {
	case k.Name == FailHealth && f.Code == 0:
		f.Code = defaultCode
	case k.Name == SurgeTraffic && f.Factor == 0:
		f.Factor = defaultSurge
	case k.Name == DropTraffic && f.Factor == 0:
		f.Factor = defaultDrop
	}
	return f
}
