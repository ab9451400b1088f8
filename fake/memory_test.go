package fake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/fake/world"
)

// What a furnished world may take. Both are about half as much again as it
// does, so that they tell a leak from a change of furniture.
const (
	memoryADay = 12 << 20  // heap gained in one of its first days
	memoryEver = 144 << 20 // heap however long it lives: thirty days of what AWS keeps for thirty
)

// A young world gains a little every day.
func TestAWorldGainsLittleADay(t *testing.T) {
	if underRace {
		t.Skip("the race detector keeps notes of its own, and one goroutine has no races")
	}
	const days = 2
	e, _ := newTested(t, Options{AfterStep: func(*world.World) {}})
	e.Pause()
	early := heap()
	e.Advance(days * 24 * time.Hour)
	if late := heap(); late > early+days*memoryADay {
		t.Errorf("in %d days the heap grows from %d to %d MiB", days, early>>20, late>>20)
	}
	runtime.KeepAlive(e)
}

// settled is from when on a world has forgotten as much as it learns: AWS
// keeps scaling activities for six weeks, and most else for thirty days or
// less.
const settled = 45

// keptLonger are the parts of a world that AWS keeps for longer than that, and
// how much of them it may have in the end: events of the trail that are few in
// their region, for ninety days, and what users put into metrics, an hour's
// worth in a slot, for fifteen months.
func keptLonger() map[string]int { return map[string]int{"Trail": 20 << 20, "Custom": 1 << 20} }

// An old world gains nothing, because AWS forgets too. It takes a minute or
// two, so FLEETGLASS_MEMORY_DAYS says how long to live; 90 is the usual.
func TestAnOldWorldGainsNothing(t *testing.T) {
	days := number("FLEETGLASS_MEMORY_DAYS", 0)
	if days <= settled {
		t.Skipf("FLEETGLASS_MEMORY_DAYS says how many days to live, more than %d", settled)
	}
	e, _ := newTested(t, Options{AfterStep: func(*world.World) {}})
	e.Pause()
	e.Advance(settled * 24 * time.Hour)
	early, before := heap(), sizes(e)
	e.Advance(time.Duration(days-settled) * 24 * time.Hour)
	late, after := heap(), sizes(e)
	t.Logf("heap %d MiB after %d days, %d MiB after %d", early>>20, settled, late>>20, days)
	if late > memoryEver {
		t.Errorf("after %d days the heap has %d MiB", days, late>>20)
	}
	for _, name := range slices.Sorted(maps.Keys(after)) {
		most := before[name] + before[name]/2 + 1<<16
		if _, part, _ := strings.Cut(name, "."); strings.HasSuffix(part, "Custom") {
			most = keptLonger()["Custom"]
		} else if kept := keptLonger()[part]; kept > 0 {
			most = kept
		}
		if after[name] > most {
			t.Errorf("%s grows: %d bytes, then %d", name, before[name], after[name])
		}
	}
	runtime.KeepAlive(e)
}

// Whoever looks at a world all the time fills no more than its trail, and that
// has its bounds.
func TestReadersFillNothing(t *testing.T) {
	if underRace {
		t.Skip("one goroutine has no races")
	}
	e, _ := newTested(t, Options{AfterStep: func(*world.World) {}})
	e.Pause()
	e.Advance(time.Hour)
	readAll(t, e, true)
	before := sizes(e)
	for range 30 {
		readAll(t, e, false)
	}
	for name, after := range sizes(e) {
		_, part, _ := strings.Cut(name, ".")
		waits := part == "Deliveries" || part == "Trail" || part == "Calls" // for the trail's next file
		if !waits && after > before[name]+1<<10 {
			t.Errorf("%s grows: %d bytes, then %d", name, before[name], after)
		}
	}
	for _, p := range e.places {
		if n := len(p.world.Trail); n > trailWrites+trailReads+trailSlack {
			t.Errorf("%s: %d events in the trail", p.world.Region, n)
		}
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC() // what is pooled survives the first
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// sizes are how many bytes each part of a world takes when it is saved.
func sizes(e *Engine) map[string]int {
	all := map[string]int{}
	for _, p := range e.places {
		measure(all, p.world.Region, reflect.ValueOf(*p.world))
	}
	return all
}

func measure(all map[string]int, path string, v reflect.Value) {
	for i := range v.NumField() {
		f, name := v.Field(i), path+"."+v.Type().Field(i).Name
		if f.Kind() == reflect.Struct && strings.HasSuffix(name, "Metrics") {
			measure(all, name, f)
			continue
		}
		data, err := json.Marshal(f.Interface())
		if err != nil {
			panic(fmt.Sprintf("%s: %v", name, err))
		}
		all[name] = len(bytes.TrimSpace(data))
	}
}
