package fake

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/awsclient/semantics/bucketpolicy"
	"fleetglass/fake/world"
)

// lifetime is how much virtual time the tests of this file live;
// FLEETGLASS_DETERMINISM_DAYS makes it more, and FLEETGLASS_DETERMINISM_SEEDS
// sets with how many seeds.
func lifetime() time.Duration {
	return 16*time.Hour + time.Duration(number("FLEETGLASS_DETERMINISM_DAYS", 0))*24*time.Hour
}

func determinismSeeds() uint64 { return uint64(number("FLEETGLASS_DETERMINISM_SEEDS", 3)) }

// forEachSeed runs a test with several seeds. Each life has one goroutine, so
// the race detector would have nothing to find.
func forEachSeed(t *testing.T, f func(t *testing.T, seed uint64)) {
	if underRace {
		t.Skip("one goroutine has no races")
	}
	for seed := range determinismSeeds() {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			f(t, seed)
		})
	}
}

// life is a demo in which operators make the same random calls at the same
// virtual moments, whatever else is different.
type life struct {
	simulation
	source *rand.PCG
	clock  *clock
	pass   func(*life, time.Duration) // lets virtual time pass; nil: at once
	end    time.Time
	steps  int
}

func newLife(t *testing.T, seed uint64, quiet bool) *life {
	e, c := newTested(t, Options{Seed: seed, AfterStep: func(*world.World) {}})
	e.Pause()
	l := &life{clock: c, source: rand.NewPCG(seed, 2), end: e.Now().Add(lifetime())}
	l.simulation = simulation{t: t, e: e, random: rand.New(l.source), quiet: quiet}
	if !quiet {
		audited(t, e)
	}
	return l
}

// audited gives an account a trail of all regions, and a bucket for it.
func audited(t *testing.T, e *Engine) {
	const bucket = "determined-logs"
	must[s3.CreateBucketOutput](t, e, &s3.CreateBucketInput{Bucket: aws.String(bucket),
		CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: Region}})
	must[s3.PutBucketPolicyOutput](t, e, &s3.PutBucketPolicyInput{Bucket: aws.String(bucket),
		Policy: aws.String(bucketpolicy.Policy(bucketpolicy.Want{Bucket: bucket, Account: Account}))})
	must[cloudtrail.CreateTrailOutput](t, e, &cloudtrail.CreateTrailInput{Name: aws.String("determined"), S3BucketName: aws.String(bucket), IsMultiRegionTrail: aws.Bool(true)})
	must[cloudtrail.StartLoggingOutput](t, e, &cloudtrail.StartLoggingInput{Name: aws.String("determined")})
}

// step makes one call and lets some whole minutes pass; it tells whether the
// life goes on.
func (l *life) step() bool {
	if !l.e.Now().Before(l.end) {
		return false
	}
	l.operate()
	if rare := []func() (string, error){l.startRefresh, l.requestSpot, l.interrupt, l.deregister}; l.steps%8 < len(rare) {
		l.perform(rare[l.steps%8])
	}
	l.steps++
	d := time.Duration(1+l.random.ExpFloat64()*14) * time.Minute
	if l.pass == nil {
		l.e.Advance(d)
	} else {
		l.pass(l, d)
	}
	return true
}

func (l *life) live() *life {
	for l.step() {
	}
	return l
}

// inSmallSteps lets time pass in many moves of the clock.
func inSmallSteps(l *life, d time.Duration) {
	for passed := time.Duration(0); passed < d; passed += 20 * time.Second {
		l.e.Advance(20 * time.Second)
	}
}

// byTheWall lets the clock run by itself, at sixty times, with somebody who
// looks at it now and then.
func byTheWall(l *life, d time.Duration) {
	l.e.SetSpeed(60)
	l.e.Resume()
	for range 4 {
		l.clock.advance(d / 240)
		l.e.Now()
	}
	l.e.Pause()
	l.e.SetSpeed(1)
	l.e.Advance(0) // the operators look at the world before they call
}

func TestTheSameCallsGiveTheSameWorldHoweverTimePasses(t *testing.T) {
	forEachSeed(t, func(t *testing.T, seed uint64) {
		want := encoded(t, newLife(t, seed, false).live().e)
		for _, c := range []struct {
			name string
			pass func(*life, time.Duration)
		}{{"again", nil}, {"in small steps", inSmallSteps}, {"by the wall clock", byTheWall}} {
			t.Run(c.name, func(t *testing.T) {
				l := newLife(t, seed, false)
				l.pass = c.pass
				sameState(t, want, encoded(t, l.live().e))
			})
		}
	})
}

// Whoever reads leaves his calls in the trail, and nothing else.
func TestReadersChangeNothing(t *testing.T) {
	forEachSeed(t, func(t *testing.T, seed uint64) {
		alone, watched := newLife(t, seed, true), newLife(t, seed, true)
		reads := 0
		watched.pass = func(l *life, d time.Duration) {
			l.e.Advance(d / 2)
			readAll(l.t, l.e, reads%20 == 0)
			reads++
			l.e.Advance(d - d/2)
		}
		for _, l := range []*life{alone, watched} {
			// What a trail delivers tells of those who read.
			must[cloudtrail.StopLoggingOutput](t, l.e, &cloudtrail.StopLoggingInput{Name: aws.String("management-events")})
			l.live()
			for _, p := range l.e.places {
				p.world.Trail, p.world.Calls = nil, 0
			}
			l.e.places = l.e.places[:1] // a region is there from its first reader on
		}
		sameState(t, encoded(t, alone.e), encoded(t, watched.e))
	})
}

// At whatever moment a world is saved, it goes on as if nothing had happened.
func TestASavedWorldGoesOnInTheMiddleOfThings(t *testing.T) {
	if underRace {
		t.Skip("one goroutine has no races")
	}
	const steps = 12 // calls after the load
	path := filepath.Join(t.TempDir(), "state")
	met := map[string]bool{}
	for seed := range determinismSeeds() {
		l := newLife(t, seed, false)
		type future struct {
			step int
			name string
			want []byte
		}
		var futures []future
		for n := 0; l.step(); n++ {
			for len(futures) > 0 && futures[0].step == n {
				if !sameState(t, encoded(t, l.e), futures[0].want) {
					t.Errorf("seed %d: saved in the middle of %s", seed, futures[0].name)
				}
				futures = futures[1:]
			}
			if l.end.Sub(l.e.Now()) < 6*time.Hour || !metNew(met, l.world()) {
				continue
			}
			futures = append(futures, future{n + steps, under(l.world()), l.saved(path, steps)})
		}
	}
	for name := range moments() {
		if !met[name] {
			t.Errorf("no world was saved in the middle of %s", name)
		}
	}
}

// saved saves the world, loads it, lives on there, and answers what came of it.
func (l *life) saved(path string, steps int) []byte {
	if err := l.e.Save(path); err != nil {
		l.t.Fatal(err)
	}
	e, err := Load(path, Options{Wall: l.clock.now})
	if err != nil {
		l.t.Fatal(err)
	}
	source := *l.source
	other := &life{clock: l.clock, source: &source, end: l.end, steps: l.steps}
	other.simulation = simulation{t: l.t, e: e, random: rand.New(other.source), quiet: l.quiet}
	for range steps {
		other.step()
	}
	return encoded(l.t, e)
}

// moments are what a world can be in the middle of.
func moments() map[string]func(*world.World) bool {
	return map[string]func(*world.World) bool{
		"a refresh": func(w *world.World) bool {
			return anyIn(&w.Groups, func(g *world.Group) bool { return g.Refresh != "" })
		},
		"a spot notice": func(w *world.World) bool {
			return anyIn(&w.SpotInstances, func(i *world.SpotInstance) bool { return !i.NoticeAt.IsZero() })
		},
		"a draining": func(w *world.World) bool { return anyIn(&w.TargetGroups, draining) },
		"a delivery": func(w *world.World) bool {
			return anyIn(&w.Deliveries, func(d *world.TrailDelivery) bool { return d.Waiting && len(d.Files) > 0 })
		},
		"a hook": func(w *world.World) bool { return anyIn(&w.Groups, waitsAtHook) },
		"a spot request": func(w *world.World) bool {
			return anyIn(&w.SpotRequests, func(r *world.SpotRequest) bool { return !r.Due.IsZero() })
		},
	}
}

func draining(tg *world.TargetGroup) bool {
	for _, target := range tg.Targets {
		if target.State == "draining" {
			return true
		}
	}
	return false
}

func waitsAtHook(g *world.Group) bool {
	for _, m := range g.Members {
		if m.Hook.Name != "" {
			return true
		}
	}
	return false
}

func anyIn[T any](table *world.Table[T], holds func(*T) bool) bool {
	for _, v := range table.All() {
		if holds(v) {
			return true
		}
	}
	return false
}

// metNew notes the moments that a world is in, and tells whether there is one
// that no world was saved in before.
func metNew(met map[string]bool, w *world.World) bool {
	found := false
	for name, holds := range moments() {
		if !met[name] && holds(w) {
			met[name], found = true, true
		}
	}
	return found
}

// under names what a world is in the middle of.
func under(w *world.World) string {
	var names []string
	for name, holds := range moments() {
		if holds(w) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// sameState compares two saved states, and names the first difference.
func sameState(t *testing.T, want, got []byte) bool {
	t.Helper()
	if bytes.Equal(want, got) {
		return true
	}
	a, b := unpacked(t, want), unpacked(t, got)
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	t.Errorf("at byte %d\n%s\nis not\n%s", at, around(a, at), around(b, at))
	return false
}

func unpacked(t *testing.T, data []byte) []byte {
	t.Helper()
	body, err := checkHeader(data)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func around(data []byte, at int) []byte { return data[max(at-300, 0):min(at+100, len(data))] }
