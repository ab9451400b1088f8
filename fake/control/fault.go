package control

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"fleetglass/fake"
)

// order is a fault as it comes over HTTP. Pointers tell what was given.
type order struct {
	Instance    *string  `json:"instance"`
	TargetGroup *string  `json:"target_group"`
	Balancer    *string  `json:"balancer"`
	User        *string  `json:"user"`
	Zone        *string  `json:"zone"`
	Type        *string  `json:"type"`
	Service     *string  `json:"service"`
	Operation   *string  `json:"operation"`
	Principal   *string  `json:"principal"`
	Action      *string  `json:"action"`
	For         *string  `json:"for"`
	Code        *int     `json:"code"`
	Available   *int     `json:"available"`
	Price       *float64 `json:"price"`
	Factor      *float64 `json:"factor"`
	Success     *bool    `json:"success"`
}

// kind is a kind of fault by its name here, which is not always the engine's.
type kind struct {
	name, engine string
	fields       string // those that it takes, with a space between
}

func kinds() []kind {
	return []kind{
		{"terminate-instance", fake.KillInstance, "instance"},
		{"impair-instance", fake.ImpairInstance, "instance for"},
		{"fail-health", fake.FailHealth, "instance target_group code for"},
		{"zone-outage", fake.ZoneOutage, "zone for"},
		{"spot-price", fake.SpotPrice, "type zone price for"},
		{"spot-capacity", fake.SpotCapacity, "type zone available for"},
		{"spot-reclaim", fake.SpotReclaim, "instance type zone"},
		{"rebalance", fake.Rebalance, "instance"},
		{"traffic", fake.SurgeTraffic, "balancer factor for"},
		{"throttle", fake.Throttle, "service operation for"},
		{"deny", fake.Deny, "principal action for"},
		{"expire-credentials", fake.ExpireCredentials, "for"},
		{"delay-metrics", fake.DelayMetrics, "for"},
		{"console-login", fake.ConsoleLogin, "user success"},
	}
}

func (s *server) fault(w http.ResponseWriter, r *http.Request) (any, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostForm))
	if err != nil {
		return nil, err
	}
	f, err := parseFault(body)
	if err != nil {
		return nil, err
	}
	account, err := s.accounts.Named(r.URL.Query().Get("account"))
	if err != nil {
		return nil, err
	}
	if err := account.Engine().Inject(f); err != nil {
		return nil, err
	}
	return map[string]bool{"injected": true}, nil
}

// parseFault reads a fault. What it does not know it refuses by name.
func parseFault(body []byte) (f fake.Fault, err error) {
	var given map[string]json.RawMessage
	if err := json.Unmarshal(body, &given); err != nil {
		return f, fmt.Errorf("a fault is one JSON object, such as {\"kind\": \"rebalance\", \"instance\": \"i-...\"}: %v", err)
	}
	var name string
	if err := json.Unmarshal(given["kind"], &name); err != nil || name == "" {
		return f, fmt.Errorf("a fault needs a kind; choices are %s", names())
	}
	k, ok := kindNamed(name)
	if !ok {
		return f, fmt.Errorf("unknown kind %q; choices are %s", name, names())
	}
	if err := k.check(given); err != nil {
		return f, err
	}
	var o order
	if err := json.Unmarshal(body, &o); err != nil {
		return f, fmt.Errorf("fault %s: %v", name, err)
	}
	return o.fault(k)
}

func kindNamed(name string) (kind, bool) {
	list := kinds()
	if i := slices.IndexFunc(list, func(k kind) bool { return k.name == name }); i >= 0 {
		return list[i], true
	}
	return kind{}, false
}

func names() string {
	var list []string
	for _, k := range kinds() {
		list = append(list, k.name)
	}
	return strings.Join(list, ", ")
}

// check refuses fields that the kind does not take, the first in the order of
// names.
func (k kind) check(given map[string]json.RawMessage) error {
	takes := strings.Fields(k.fields)
	var strange []string
	for name := range given {
		if name != "kind" && !slices.Contains(takes, name) {
			strange = append(strange, name)
		}
	}
	if len(strange) == 0 {
		return nil
	}
	return fmt.Errorf("fault %s takes no field %q; it takes %s", k.name, slices.Min(strange), strings.Join(takes, ", "))
}

// fault is the engine's fault.
func (o order) fault(k kind) (f fake.Fault, err error) {
	f = fake.Fault{
		Kind: k.engine, Code: or(o.Code), Type: or(o.Type), Zone: or(o.Zone), Price: or(o.Price), Available: or(o.Available),
		Principal: or(o.Principal), Success: or(o.Success), Factor: or(o.Factor),
	}
	if o.For != nil {
		if f.For, err = time.ParseDuration(*o.For); err != nil || f.For <= 0 {
			return f, fmt.Errorf("fault %s: for %q is no duration such as 5m", k.name, *o.For)
		}
	}
	if f.Subject, err = o.subject(k); err != nil {
		return f, err
	}
	switch k.engine {
	case fake.ZoneOutage:
		f.Zone = "" // it is the subject
	case fake.SpotCapacity:
		if o.Available == nil {
			return f, fmt.Errorf("fault %s needs available: how many instances the pool holds", k.name)
		}
	case fake.SurgeTraffic:
		if o.Factor != nil && *o.Factor <= 0 {
			return f, fmt.Errorf("fault %s: factor %g is not above 0", k.name, *o.Factor)
		}
		if f.Factor > 0 && f.Factor < 1 {
			f.Kind = fake.DropTraffic
		}
	}
	return f, nil
}

// subject is what the fault is on, of which there may be one only.
func (o order) subject(k kind) (string, error) {
	if k.engine == fake.Throttle {
		return o.calls(k)
	}
	subject := ""
	for _, one := range []*string{o.Instance, o.TargetGroup, o.Balancer, o.User, o.Action} {
		if one == nil {
			continue
		}
		if subject != "" {
			return "", fmt.Errorf("fault %s takes either an instance or a target_group, not both", k.name)
		}
		subject = *one
	}
	if k.engine == fake.ZoneOutage {
		subject = or(o.Zone)
	}
	return subject, nil
}

// calls is the action that a service and an operation mean.
func (o order) calls(k kind) (string, error) {
	switch {
	case o.Operation == nil:
		return or(o.Service), nil
	case o.Service == nil:
		return "", fmt.Errorf("fault %s: operation %q needs its service", k.name, *o.Operation)
	}
	return *o.Service + ":" + *o.Operation, nil
}

// or is what a pointer points to, or else nothing.
func or[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
