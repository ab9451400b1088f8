package audit_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/bucketpolicy"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/audit"
	"fleetglass/fake/sim/storage"
	"fleetglass/fake/world"
)

const account = "123456789012"

// outside takes what is delivered besides files.
type outside struct {
	lines    map[string][]audit.Line // by stream
	messages []string
	down     bool
}

func (o *outside) HasLogGroup(string) bool             { return !o.down }
func (o *outside) RoleTrusts(string, string) bool      { return true }
func (o *outside) RoleMay(string, string, string) bool { return true }
func (o *outside) HasTopic(string) bool                { return true }
func (o *outside) WriteLog(_, stream string, lines []audit.Line) error {
	o.lines[stream] = append(o.lines[stream], lines...)
	return nil
}

func (o *outside) Publish(_, _, message string) error {
	if o.down {
		return errors.New("down")
	}
	o.messages = append(o.messages, message)
	return nil
}

// scene is an account whose home is in Oregon, and CloudTrail there and in
// Virginia.
type scene struct {
	t          *testing.T
	home, east *sim.Kernel
	store      *storage.Room
	out        *outside
	here, over *audit.Room
	n          int
}

func newScene(t *testing.T) *scene {
	k := func(region string) *sim.Kernel {
		return sim.New(&world.World{Account: account, Region: region, Now: noon()})
	}
	s := &scene{t: t, home: k("us-west-2"), east: k("us-east-1"), out: &outside{lines: map[string][]audit.Line{}}}
	s.store = storage.New(s.home)
	b, err := s.store.Create("logs", "us-west-2", "")
	if err != nil {
		t.Fatal(err)
	}
	b.Policy = bucketpolicy.Policy(bucketpolicy.Want{Bucket: "logs", Account: account})
	s.here, s.over = audit.New(s.home, s.store, s.out), audit.New(s.east, s.store, s.out)
	return s
}

func (s *scene) trail(t world.Trail) *world.Trail {
	s.t.Helper()
	t.Name, t.Bucket = "main", "logs"
	made, err := s.here.Create(t)
	if err != nil {
		s.t.Fatal(err)
	}
	s.here.Start(made)
	return made
}

// happens is an event in a region.
func (s *scene) happens(r *audit.Room, name, source string, readOnly bool) {
	s.n++
	at := s.home.Now()
	if r == s.over {
		at = s.east.Now()
	}
	r.Recorded(world.TrailEvent{ID: name + string(rune('0'+s.n)), Name: name, Source: source, At: at, ReadOnly: readOnly})
}

// events are the names of all events in the bucket, by region.
func (s *scene) events() map[string]string {
	found := map[string]string{}
	for _, o := range s.store.List(s.store.Bucket("logs"), storage.Listing{Max: 1000}).Objects {
		z, err := gzip.NewReader(bytes.NewReader(o.Body))
		if err != nil {
			s.t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		var file struct {
			Records []struct{ EventName, AWSRegion string }
		}
		if err != nil || json.Unmarshal(text, &file) != nil {
			s.t.Fatalf("%v in %s", err, text)
		}
		for _, r := range file.Records {
			found[r.AWSRegion] = strings.TrimSpace(found[r.AWSRegion] + " " + r.EventName)
		}
	}
	return found
}

func (s *scene) advance(d time.Duration) {
	s.home.Advance(s.home.Now().Add(d))
	s.east.Advance(s.home.Now())
}

func TestWithoutATrailNothingIsKept(t *testing.T) {
	s := newScene(t)
	s.happens(s.here, "RunInstances", "ec2.amazonaws.com", false)
	if _, waits := s.home.Next(); waits || s.home.World.Deliveries.Len() > 0 {
		t.Error("something waits")
	}
}

func TestAFileFiveMinutesAfterTheFirstEvent(t *testing.T) {
	s := newScene(t)
	made := s.trail(world.Trail{GlobalServices: true, Topic: "arn:aws:sns:us-west-2:123456789012:t",
		LogGroup: "arn:aws:logs:us-west-2:123456789012:log-group:g:*", LogRole: "arn:aws:iam::123456789012:role/r"})
	s.happens(s.here, "RunInstances", "ec2.amazonaws.com", false)
	s.happens(s.over, "CreateUser", "iam.amazonaws.com", false)
	s.advance(3 * time.Minute)
	s.happens(s.here, "StopInstances", "ec2.amazonaws.com", false)
	s.advance(2*time.Minute - time.Second)
	if len(s.events()) > 0 {
		t.Error("too early")
	}
	s.advance(time.Second)
	if got := s.events(); len(got) != 1 || got["us-west-2"] != "RunInstances StopInstances" {
		t.Errorf("files have %v: the trail is of one region", got)
	}
	key := s.store.List(s.store.Bucket("logs"), storage.Listing{Max: 1}).Objects[0].Key
	const folder = "AWSLogs/123456789012/CloudTrail/us-west-2/2026/03/02/123456789012_CloudTrail_us-west-2_20260302T1205Z_"
	if !strings.HasPrefix(key, folder) || len(key) != len(folder)+len("0123456789abcdef.json.gz") {
		t.Error(key)
	}
	if lines := s.out.lines["123456789012_CloudTrail_us-west-2"]; len(lines) != 2 || !lines[0].At.Equal(s.home.Now()) {
		t.Errorf("lines: %v", s.out.lines)
	}
	if len(s.out.messages) != 1 || !strings.Contains(s.out.messages[0], key) {
		t.Errorf("messages: %v", s.out.messages)
	}
	if d := s.here.Delivery(made.ARN); !d.Delivered.Equal(s.home.Now()) || d.Error != "" || d.Waiting {
		t.Errorf("%+v", d)
	}
	if _, waits := s.home.Next(); waits {
		t.Error("a trail with nothing to deliver has an appointment")
	}
}

// CT/cloudtrail-concepts: events of global services are in us-east-1.
func TestATrailOfAllRegions(t *testing.T) {
	s := newScene(t)
	s.trail(world.Trail{MultiRegion: true, GlobalServices: true})
	s.happens(s.here, "RunInstances", "ec2.amazonaws.com", false)
	s.happens(s.over, "CreateUser", "iam.amazonaws.com", false)
	s.happens(s.over, "RunInstances", "ec2.amazonaws.com", false)
	s.advance(5 * time.Minute)
	if got := s.events(); got["us-west-2"] != "RunInstances" || got["us-east-1"] != "CreateUser RunInstances" {
		t.Errorf("%v", got)
	}
}

// What cannot be delivered waits, and the status says S3's error.
func TestDeliveryFailsAndGoesOn(t *testing.T) {
	s := newScene(t)
	made := s.trail(world.Trail{GlobalServices: true})
	policy := s.store.Bucket("logs").Policy
	s.store.Bucket("logs").Policy = ""
	s.happens(s.here, "RunInstances", "ec2.amazonaws.com", false)
	s.advance(6 * time.Minute)
	if d := s.here.Delivery(made.ARN); d.Error != "AccessDenied" || !d.Delivered.IsZero() {
		t.Errorf("without a policy: %+v", d)
	}
	if err := s.store.Delete("logs"); err != nil {
		t.Fatal(err)
	}
	s.advance(5 * time.Minute)
	if d := s.here.Delivery(made.ARN); d.Error != "NoSuchBucket" {
		t.Errorf("without a bucket: %+v", d)
	}
	b, err := s.store.Create("logs", "us-west-2", "")
	if err != nil {
		t.Fatal(err)
	}
	b.Policy = policy
	s.advance(5 * time.Minute)
	if d := s.here.Delivery(made.ARN); d.Error != "" || s.events()["us-west-2"] != "RunInstances" {
		t.Errorf("mended: %+v, %v", d, s.events())
	}
}

func TestTheCallThatStopsATrailIsInIt(t *testing.T) {
	s := newScene(t)
	made := s.trail(world.Trail{GlobalServices: true})
	s.here.Stop(made)
	s.happens(s.here, "StopLogging", "cloudtrail.amazonaws.com", false)
	s.advance(time.Minute)
	s.happens(s.here, "RunInstances", "ec2.amazonaws.com", false)
	s.advance(10 * time.Minute)
	if got := s.events()["us-west-2"]; got != "StopLogging" {
		t.Errorf("%q", got)
	}
}

func TestWaitingEventsAreBounded(t *testing.T) {
	s := newScene(t)
	made := s.trail(world.Trail{GlobalServices: true})
	s.store.Bucket("logs").Policy = ""
	for range 20_000 {
		s.happens(s.here, "RunInstances", "ec2.amazonaws.com", false)
	}
	if n := len(s.here.Delivery(made.ARN).Files); n > 5_500 {
		t.Errorf("%d events wait", n)
	}
}

func TestSelectorsChoose(t *testing.T) {
	field := func(name string, equals ...string) world.FieldSelector {
		return world.FieldSelector{Field: name, Equals: equals}
	}
	read := world.TrailEvent{Name: "DescribeInstances", Source: "ec2.amazonaws.com", ReadOnly: true}
	write := world.TrailEvent{Name: "RunInstances", Source: "ec2.amazonaws.com"}
	for _, c := range []struct {
		name        string
		trail       world.Trail
		read, write bool
	}{
		{"none", world.Trail{}, true, true},
		{"all", world.Trail{Selectors: []world.EventSelector{{ReadWrite: "All", Management: true}}}, true, true},
		{"writes", world.Trail{Selectors: []world.EventSelector{{ReadWrite: "WriteOnly", Management: true}}}, false, true},
		{"reads", world.Trail{Selectors: []world.EventSelector{{ReadWrite: "ReadOnly", Management: true}}}, true, false},
		{"data only", world.Trail{Selectors: []world.EventSelector{{ReadWrite: "All"}}}, false, false},
		{"excluded", world.Trail{Selectors: []world.EventSelector{{ReadWrite: "All", Management: true, Excluded: []string{"ec2.amazonaws.com"}}}}, false, false},
		{"advanced writes", world.Trail{Advanced: []world.AdvancedSelector{{Fields: []world.FieldSelector{field("eventCategory", "Management"), field("readOnly", "false")}}}}, false, true},
		{"advanced data", world.Trail{Advanced: []world.AdvancedSelector{{Fields: []world.FieldSelector{field("eventCategory", "Data")}}}}, false, false},
		{"not from EC2", world.Trail{Advanced: []world.AdvancedSelector{{Fields: []world.FieldSelector{field("eventCategory", "Management"),
			{Field: "eventSource", NotEquals: []string{"ec2.amazonaws.com"}}}}}}, false, false},
		{"by its name", world.Trail{Advanced: []world.AdvancedSelector{{Fields: []world.FieldSelector{{Field: "eventName", StartsWith: []string{"Describe"}}}}}}, true, false},
	} {
		if audit.Wants(&c.trail, read) != c.read || audit.Wants(&c.trail, write) != c.write {
			t.Errorf("%s: reads %t, writes %t", c.name, audit.Wants(&c.trail, read), audit.Wants(&c.trail, write))
		}
	}
}
