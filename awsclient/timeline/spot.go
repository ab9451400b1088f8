package timeline

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/awsclient/semantics/spot"
)

// FleetHistory is a Spot Fleet's history, which AWS gives oldest first.
func FleetHistory(rows []awsclient.FleetEvent) *List {
	last := len(rows) - 1
	return newList(len(rows), func(i int) time.Time { return rows[last-i].At }, func(i int) Event { return ofFleetEvent(&rows[last-i]) })
}

func ofFleetEvent(f *awsclient.FleetEvent) Event {
	e := Event{
		ID: strings.Join([]string{"fleet", f.Fleet, f.At.UTC().Format(time.RFC3339Nano), f.Subtype, f.Instance, f.Description}, "/"),
		At: f.At, Source: FromFleet, Severity: Calm, Subject: Ref{Fleet, f.Fleet}, Words: strings.ReplaceAll(f.Subtype, "_", " "), Why: f.Description,
	}
	if f.Instance != "" {
		e.Also = []Ref{{Instance, f.Instance}}
		e.Words, e.Why = e.Words+" "+f.Instance, f.Description
	}
	switch f.Subtype {
	case fleet.InstanceLaunched:
		e.deed = launches
		var s fleet.Specification
		if json.Unmarshal([]byte(f.Description), &s) == nil && s.Type != "" {
			e.Zone, e.Why = s.Zone, strings.TrimSpace(s.Type+" "+s.Zone)
		}
	case fleet.InstanceTerminated:
		e.deed, e.Severity = terminates, Notable
	case "progress":
		e.Severity, e.Words = Quiet, "asks for capacity"
	case "launchSpecUnusable":
		e.Severity, e.Words, e.Why = Notable, "cannot use a pool", poolTrouble(f.Description)
	default:
		if f.Type == fleet.Error {
			e.Severity = Grave
		}
	}
	return e
}

// poolTrouble is what is wrong with which pool: AWS tells the type, image,
// product, zone and a message, with commas between them.
func poolTrouble(description string) string {
	parts := strings.SplitN(description, ", ", 5)
	if len(parts) < 5 {
		return description
	}
	return parts[0] + " " + parts[3] + ": " + parts[4]
}

// Requests are Spot requests by the last change of their status: AWS tells no
// earlier ones. Those that Seen has noticed are a list of their own.
func Requests(rows []awsclient.SpotRequest) *List {
	var order []*awsclient.SpotRequest
	for i := range rows {
		if !rows[i].StatusSince.IsZero() {
			order = append(order, &rows[i])
		}
	}
	slices.SortStableFunc(order, func(a, b *awsclient.SpotRequest) int { return b.StatusSince.Compare(a.StatusSince) })
	return newList(len(order), func(i int) time.Time { return order[i].StatusSince }, func(i int) Event { return ofRequest(order[i]) })
}

func ofRequest(q *awsclient.SpotRequest) Event {
	e := Event{
		ID: "request/" + q.ID + "/" + q.Status + "/" + q.StatusSince.UTC().Format(time.RFC3339), At: q.StatusSince, Source: FromSpot, Severity: Calm,
		Subject: Ref{Request, q.ID}, Words: strings.ReplaceAll(q.Status, "-", " "), Why: SpotReason(q.Status), Zone: q.Zone, code: q.Status,
	}
	if q.Instance != "" {
		e.Also = []Ref{{Instance, q.Instance}}
	}
	status, known := spot.Lookup(q.Status)
	switch {
	case taken(q.Status):
		e.deed, e.Severity, e.Words = ends, Notable, "taken back by AWS"
		if q.Status == spot.MarkedForTermination || q.Status == spot.MarkedForStop {
			e.Words, e.Why = "about to be taken back by AWS", "two minutes are left"
		}
	case !known || status.Phase == spot.Holding || status.Phase == spot.NeverLaunched:
		e.Severity = Notable
	}
	return e
}

// taken tells whether AWS takes, or took, an instance back.
func taken(status string) bool {
	switch status {
	case spot.MarkedForTermination, spot.MarkedForStop:
		return true
	}
	return strings.HasPrefix(status, "instance-terminated-") && !strings.HasSuffix(status, "-by-user") || strings.HasPrefix(status, "instance-stopped-") && !strings.HasSuffix(status, "-by-user")
}

// SpotReason is why AWS did what a status says, in a few words; "" when the
// status itself says it.
func SpotReason(status string) string {
	switch {
	case strings.HasSuffix(status, "no-capacity"), status == spot.CapacityNotAvailable:
		return "no Spot capacity"
	case strings.HasSuffix(status, "by-price"), status == spot.PriceTooLow:
		return "the price is above the maximum"
	case strings.HasSuffix(status, "capacity-oversubscribed"):
		return "more is asked for than there is"
	}
	return ""
}
