package trailapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"fleetglass/fake/api"
	"fleetglass/fake/api/trailapi"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/audit"
	"fleetglass/fake/sim/storage"
	"fleetglass/fake/world"
)

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

// trail is a table over an account with 120 calls, one a minute, the last one
// at noon, and one call older than the event history.
func trail() (*api.Mux, *world.World) {
	w := &world.World{Account: "123456789012", Region: "us-west-2", Now: noon()}
	w.Principals.Put("AKIAALICE", &world.Principal{AccessKey: "AKIAALICE", Type: "IAMUser", Name: "alice", ARN: "arn:aws:iam::123456789012:user/alice", ID: "AIDAALICE"})
	w.Trail = append(w.Trail, world.TrailEvent{ID: "old", Name: "RunInstances", At: noon().Add(-91 * 24 * time.Hour)})
	for i := range 120 {
		e := world.TrailEvent{
			ID: fmt.Sprintf("e%03d", i), Name: "DescribeInstances", Source: "ec2.amazonaws.com", At: noon().Add(time.Duration(i-119) * time.Minute),
			AccessKey: "AKIAALICE", Username: "alice", IdentityType: "IAMUser", ARN: "arn:aws:iam::123456789012:user/alice", ReadOnly: true,
			SourceIP: "198.51.100.7", UserAgent: "aws-cli/2", RequestID: "r",
		}
		if i%40 == 0 {
			e.Name, e.ReadOnly, e.Request, e.Response = "StopInstances", false, `{"instancesSet":{}}`, `{"ok":true}`
			e.Resources = []world.TrailResource{{Type: "AWS::EC2::Instance", Name: fmt.Sprintf("i-%d", i)}}
		}
		w.Trail = append(w.Trail, e)
	}
	return table(w, &outside{}), w
}

// table is CloudTrail over a world that is its own home.
func table(w *world.World, o *outside) *api.Mux {
	m, k := api.NewMux(), sim.New(w)
	trailapi.Register(m, k, audit.New(k, storage.New(k), o))
	return m
}

func lookup(m *api.Mux, in cloudtrail.LookupEventsInput) ([]types.Event, *string, error) {
	out, err := m.Call(context.Background(), "cloudtrail", "LookupEvents", &in)
	if err != nil {
		return nil, nil, err
	}
	return out.(*cloudtrail.LookupEventsOutput).Events, out.(*cloudtrail.LookupEventsOutput).NextToken, nil
}

func by(key types.LookupAttributeKey, value string) []types.LookupAttribute {
	return []types.LookupAttribute{{AttributeKey: key, AttributeValue: aws.String(value)}}
}

func TestPagesAreCompleteAndNewestFirst(t *testing.T) {
	m, w := trail()
	var seen []string
	in := cloudtrail.LookupEventsInput{}
	for page := 0; ; page++ {
		events, next, err := lookup(m, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			seen = append(seen, *e.EventId)
		}
		if next == nil {
			break
		}
		// A call between two pages must not shift them.
		w.Trail = append(w.Trail, world.TrailEvent{ID: fmt.Sprintf("later%d", page), Name: "LookupEvents", At: w.Now})
		in.NextToken = next
	}
	if len(seen) != 120 || seen[0] != "e119" || seen[119] != "e000" || !slices.IsSortedFunc(seen, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("%d events, from %s to %s: want 120 from e119 to e000; the call 91 days ago is too old", len(seen), seen[0], seen[len(seen)-1])
	}
}

func TestATokenOutlivesItsEvent(t *testing.T) {
	m, w := trail()
	events, next, _ := lookup(m, cloudtrail.LookupEventsInput{MaxResults: aws.Int32(10)})
	last := *events[9].EventId
	w.Trail = slices.DeleteFunc(w.Trail, func(e world.TrailEvent) bool { return e.ID == last })
	rest, _, err := lookup(m, cloudtrail.LookupEventsInput{MaxResults: aws.Int32(10), NextToken: next})
	if err != nil || *rest[0].EventId != "e109" {
		t.Errorf("goes on with %v, %v; want e109", rest, err)
	}
}

func TestLookupAttributes(t *testing.T) {
	m, _ := trail()
	cases := []struct {
		name string
		in   cloudtrail.LookupEventsInput
		want int
	}{
		{"event name", cloudtrail.LookupEventsInput{LookupAttributes: by(types.LookupAttributeKeyEventName, "StopInstances")}, 3},
		{"read only", cloudtrail.LookupEventsInput{LookupAttributes: by(types.LookupAttributeKeyReadOnly, "false")}, 3},
		{"id", cloudtrail.LookupEventsInput{LookupAttributes: by(types.LookupAttributeKeyEventId, "e007")}, 1},
		{"user", cloudtrail.LookupEventsInput{LookupAttributes: by(types.LookupAttributeKeyUsername, "bob")}, 0},
		{"access key", cloudtrail.LookupEventsInput{LookupAttributes: by(types.LookupAttributeKeyAccessKeyId, "AKIAALICE")}, 50},
		{"source", cloudtrail.LookupEventsInput{LookupAttributes: by(types.LookupAttributeKeyEventSource, "ec2.amazonaws.com"), MaxResults: aws.Int32(7)}, 7},
		{"resource", cloudtrail.LookupEventsInput{LookupAttributes: by(types.LookupAttributeKeyResourceName, "i-40")}, 1},
		{"resource type", cloudtrail.LookupEventsInput{LookupAttributes: by(types.LookupAttributeKeyResourceType, "AWS::EC2::Instance")}, 3},
		{"a span, both ends in it", cloudtrail.LookupEventsInput{StartTime: aws.Time(noon().Add(-9 * time.Minute)), EndTime: aws.Time(noon().Add(-5 * time.Minute))}, 5},
	}
	for _, c := range cases {
		events, _, err := lookup(m, c.in)
		if err != nil || len(events) != c.want {
			t.Errorf("%s: %d events, %v; want %d", c.name, len(events), err, c.want)
		}
	}
}

func TestLookupRefusals(t *testing.T) {
	m, _ := trail()
	_, next, _ := lookup(m, cloudtrail.LookupEventsInput{})
	two := append(by(types.LookupAttributeKeyEventName, "a"), by(types.LookupAttributeKeyUsername, "b")...)
	const attributes, results, token = "InvalidLookupAttributesException: ", "InvalidMaxResultsException: ", "InvalidNextTokenException: "
	cases := []struct {
		name, want string
		in         cloudtrail.LookupEventsInput
	}{
		{"two attributes", attributes + "You can only specify one lookup attribute.", cloudtrail.LookupEventsInput{LookupAttributes: two}},
		{"no such attribute", attributes + "Region is not a valid lookup attribute.", cloudtrail.LookupEventsInput{LookupAttributes: by("Region", "b")}},
		{"an attribute without a value", attributes + "The lookup attribute value cannot be empty.", cloudtrail.LookupEventsInput{LookupAttributes: by(types.LookupAttributeKeyEventName, "")}},
		{"end before start", "InvalidTimeRangeException: Start time must be before or equal to end time.", cloudtrail.LookupEventsInput{StartTime: aws.Time(noon()), EndTime: aws.Time(noon().Add(-time.Hour))}},
		{"page of none", results + "A max results value of 0 is invalid. Specify max results between 1 and 50.", cloudtrail.LookupEventsInput{MaxResults: aws.Int32(0)}},
		{"page too large", results + "A max results value of 51 is invalid. Specify max results between 1 and 50.", cloudtrail.LookupEventsInput{MaxResults: aws.Int32(51)}},
		{"no such category", "InvalidEventCategoryException: odd is not a valid event category.", cloudtrail.LookupEventsInput{EventCategory: "odd"}},
		{"no token", token + "Invalid token.", cloudtrail.LookupEventsInput{NextToken: aws.String("x")}},
		{"token of another question", token + "Invalid token.", cloudtrail.LookupEventsInput{NextToken: next, LookupAttributes: by(types.LookupAttributeKeyEventName, "a")}},
	}
	for _, c := range cases {
		if _, _, err := lookup(m, c.in); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

// member is a member of a JSON object by its path, "absent" when it is not
// there.
func member(t *testing.T, text, path string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Split(path, ".") {
		object, _ := v.(map[string]any)
		next, ok := object[name]
		if !ok {
			return "absent"
		}
		v = next
	}
	return fmt.Sprint(v)
}

func TestLookupKnowsThePrincipal(t *testing.T) {
	m, _ := trail()
	events, _, err := lookup(m, cloudtrail.LookupEventsInput{MaxResults: aws.Int32(1)})
	if err != nil {
		t.Fatal(err)
	}
	if got := member(t, *events[0].CloudTrailEvent, "userIdentity.principalId"); got != "AIDAALICE" {
		t.Errorf("principalId is %s", got)
	}
}
