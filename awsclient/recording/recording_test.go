package recording

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

func start() time.Time { return time.Date(2026, 3, 10, 21, 0, 0, 0, time.UTC) }

func feed[T any](rows ...T) watch.Feed[T] {
	return watch.Feed[T]{Rows: rows, At: start(), Tried: start(), Every: time.Second}
}

// story is what a watcher saw: an instance that stops, targets that come and
// go, a call that is denied.
func story() []*watch.Snapshot {
	one := &watch.Snapshot{Seq: 1, Generation: 1, Now: start(), Wall: start(), Region: "us-west-2",
		Identity:  feed(awsclient.Identity{Account: "123456789012", ARN: "arn:aws:iam::123456789012:user/operator"}),
		Instances: feed(awsclient.Instance{ID: "i-1", State: "running", PublicIP: "203.0.113.7", PublicDNS: "ec2-203-0-113-7.compute.amazonaws.com"}, awsclient.Instance{ID: "i-2", State: "running"}),
		Targets:   map[string]watch.Feed[awsclient.Target]{"tg": feed(awsclient.Target{ID: "i-1", State: "healthy"}), "old": feed(awsclient.Target{ID: "i-2"})},
		UserData:  map[string]watch.Feed[string]{"i-1": feed("PASSWORD=secret")},
		Launch:    map[string]watch.Feed[awsclient.LaunchSettings]{"lt": feed(awsclient.LaunchSettings{Kind: "launch template", UserData: "PASSWORD=secret"})},
		Meter:     awsclient.Usage{CallsPerMinute: 12, Recent: []awsclient.Call{{Operation: "DescribeInstances"}}},
	}
	two := *one
	two.Seq, two.Now, two.Wall = 2, one.Now.Add(time.Minute), one.Wall.Add(time.Second)
	two.Instances = feed(awsclient.Instance{ID: "i-1", State: "stopped"}, one.Instances.Rows[1])
	two.Targets = map[string]watch.Feed[awsclient.Target]{"tg": one.Targets["tg"], "new": feed(awsclient.Target{ID: "i-3"})}
	three := two
	three.Seq, three.Now, three.Wall = 3, two.Now.Add(time.Minute), two.Wall.Add(time.Second)
	three.Groups = watch.Feed[awsclient.Group]{Tried: three.Wall, Tries: 1,
		Err: &awsclient.Error{Kind: awsclient.Denied, Code: "AccessDenied", Message: "no", Err: errors.New("the SDK's")}}
	return []*watch.Snapshot{one, &two, &three}
}

// recorded writes snapshots and gives the file.
func recorded(t testing.TB, o Options, all ...*watch.Snapshot) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := NewWriter(&file, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if err := w.Write(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func reading(t testing.TB, file []byte) (*Reader, []*watch.Snapshot) {
	t.Helper()
	r, err := NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var all []*watch.Snapshot
	for {
		s, _, err := r.Next()
		if err == io.EOF {
			return r, all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
}

// plain is a text of a file.
func plain(t *testing.T, file []byte) string {
	t.Helper()
	gz, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(gz)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestWhatIsReadIsWhatWasWritten(t *testing.T) {
	all := story()
	r, got := reading(t, recorded(t, Options{}, all...))
	if len(got) != len(all) || r.Torn() {
		t.Fatalf("%d snapshots, torn %v", len(got), r.Torn())
	}
	for i, s := range all {
		want := *s
		want.UserData, want.Meter.Recent = nil, nil // left out
		want.Launch = map[string]watch.Feed[awsclient.LaunchSettings]{"lt": feed(awsclient.LaunchSettings{Kind: "launch template"})}
		if want.Groups.Err != nil {
			told := *want.Groups.Err
			told.Err, want.Groups.Err = nil, &told
		}
		if !reflect.DeepEqual(got[i], &want) {
			t.Errorf("snapshot %d is\n%+v\nwant\n%+v", i+1, got[i], &want)
		}
	}
}

// What did not change stays the same slice and map, as a watcher's do.
func TestSnapshotsShareWhatDidNotChange(t *testing.T) {
	_, got := reading(t, recorded(t, Options{}, story()...))
	if &got[1].Instances.Rows[0] != &got[2].Instances.Rows[0] {
		t.Error("instances that did not change are read anew")
	}
	if &got[0].Targets["tg"].Rows[0] != &got[1].Targets["tg"].Rows[0] {
		t.Error("targets that did not change are read anew")
	}
}

func TestNoSecretIsWritten(t *testing.T) {
	if text := plain(t, recorded(t, Options{}, story()...)); strings.Contains(text, "secret") {
		t.Errorf("user data is in the recording: %s", text)
	}
}

func TestARedactedRecordingDoesNotTellWhoseAccountItIs(t *testing.T) {
	s := story()[0]
	s.Instances.Rows[0].Name = "of operator@corp.test, key AKIAIOSFODNN7EXAMPLE"
	text := plain(t, recorded(t, Options{Redact: true}, s))
	for _, told := range []string{"123456789012", "203.0.113.7", "203-0-113-7", "operator@corp.test", "IOSFODNN7EXAMPLE"} {
		if strings.Contains(text, told) {
			t.Errorf("%s is in it", told)
		}
	}
	_, got := reading(t, recorded(t, Options{Redact: true}, s))
	id := got[0].Identity.Rows[0]
	if !strings.Contains(id.ARN, "::"+id.Account+":") || !strings.HasPrefix(id.Account, "9999") || len(id.Account) != 12 {
		t.Errorf("what hung together does not any more: %+v", id)
	}
	in := got[0].Instances.Rows[0]
	if !strings.Contains(in.PublicDNS, strings.ReplaceAll(in.PublicIP, ".", "-")) {
		t.Errorf("the address %s and the name %s do not belong together", in.PublicIP, in.PublicDNS)
	}
	if in.ID != "i-1" || got[0].Region != "us-west-2" {
		t.Errorf("more is hidden than need be: %+v", in)
	}
}

func TestARecordingIsBounded(t *testing.T) {
	var file bytes.Buffer
	w, err := NewWriter(&file, Options{Limit: 4096})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10_000 {
		s := *story()[0]
		s.Wall = s.Wall.Add(time.Duration(i) * time.Second)
		s.Instances = feed(awsclient.Instance{ID: fmt.Sprintf("i-%d", i*i)})
		if err = w.Write(&s); err != nil {
			break
		}
	}
	if !errors.Is(err, ErrFull) || file.Len() > 2*4096 {
		t.Errorf("%v at %d bytes", err, file.Len())
	}
}

// A program that is killed leaves a file that is cut anywhere.
func TestATornRecordingIsReadToItsLastWholeFrame(t *testing.T) {
	file := recorded(t, Options{}, story()...)
	most := 0
	for cut := range len(file) {
		r, err := NewReader(bytes.NewReader(file[:cut]))
		if err != nil {
			continue // not even its beginning is there
		}
		n := 0
		for {
			if _, _, err := r.Next(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("cut at %d: %v", cut, err)
			}
			n++
		}
		if n < most {
			t.Errorf("cut at %d there are %d frames, before it %d", cut, n, most)
		}
		if most = n; !r.Torn() {
			t.Errorf("cut at %d it does not say that it is torn", cut)
		}
	}
	if most != 3 {
		t.Errorf("without its very end there are %d frames", most)
	}
}

func TestWhatIsNoRecordingIsRefused(t *testing.T) {
	squeezed := func(text string) []byte {
		var b bytes.Buffer
		gz := gzip.NewWriter(&b)
		fmt.Fprint(gz, text)
		gz.Close()
		return b.Bytes()
	}
	for _, c := range []struct {
		file []byte
		want string
	}{
		{nil, "it is no recording"},
		{[]byte("hello"), "it is no recording"},
		{squeezed(""), "ends before it begins"},
		{squeezed("{}\n"), "it is no recording"},
		{squeezed(`{"format": "fleetglass recording", "version": 9}` + "\n"), "a recording of version 9; this program reads version 1"},
	} {
		if _, err := NewReader(bytes.NewReader(c.file)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.file, err, c.want)
		}
	}
}

func FuzzReader(f *testing.F) {
	text := `{"format": "fleetglass recording", "version": 1}` + "\n"
	f.Add(text + `{"Parts": [{"Region": "x", "Feeds": {"Instances": {"Rows": [{"ID": "i-1"}]}}, "Keyed": {"Targets": {"tg": null}}}]}` + "\n")
	f.Add(text + `{"Parts": [{"Feeds": {"Region": 1, "Targets": {}}, "Keyed": {"Instances": {}, "Wall": {}}}]}` + "\n")
	f.Fuzz(func(_ *testing.T, text string) {
		var b bytes.Buffer
		gz := gzip.NewWriter(&b)
		fmt.Fprint(gz, text)
		gz.Close()
		r, err := NewReader(&b)
		for err == nil {
			_, _, err = r.Next()
		}
	})
}

// playing plays the story in virtual time.
func playing(t *testing.T, script func(*Player)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r, err := NewReader(bytes.NewReader(recorded(t, Options{}, story()...)))
		if err != nil {
			t.Fatal(err)
		}
		p := NewPlayer(r)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go func() { _ = p.Run(ctx) }()
		synctest.Wait()
		script(p)
	})
}

// shows takes the newest snapshot and compares its number; 0 for none.
func shows(t *testing.T, p *Player, want uint64) {
	t.Helper()
	synctest.Wait()
	var got uint64
	select {
	case s := <-p.Snapshots():
		got = s.Seq
	default:
	}
	if got != want {
		t.Errorf("it shows %d, want %d", got, want)
	}
}

func TestFramesComeInTheirTime(t *testing.T) {
	playing(t, func(p *Player) {
		shows(t, p, 1)
		time.Sleep(900 * time.Millisecond)
		shows(t, p, 0)
		time.Sleep(200 * time.Millisecond)
		shows(t, p, 2)
		if want := start().Add(time.Minute); !p.Now().Equal(want) {
			t.Errorf("its clock stands at %s, want %s", p.Now(), want)
		}
		p.SetSpeed(10)
		time.Sleep(110 * time.Millisecond)
		shows(t, p, 3)
		if synctest.Wait(); !p.Paused() {
			t.Error("at its end it does not stand still")
		}
	})
}

func TestAPausedPlayerGoesOnWhereItWas(t *testing.T) {
	playing(t, func(p *Player) {
		shows(t, p, 1)
		p.Pause(true)
		time.Sleep(time.Hour / 2)
		shows(t, p, 0)
		p.Pause(false)
		time.Sleep(1100 * time.Millisecond)
		shows(t, p, 2)
		p.Hold(true)
		time.Sleep(time.Minute)
		shows(t, p, 0)
	})
}

func TestTheNextEventIsWhereSomethingHappens(t *testing.T) {
	playing(t, func(p *Player) {
		shows(t, p, 1)
		p.Pause(true)
		p.StepEvent()
		shows(t, p, 2) // an instance stopped
	})
}
