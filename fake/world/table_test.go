package world_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"fleetglass/fake/world"
)

type row struct{ N int }

func ids(t *world.Table[row]) []string {
	var list []string
	for id := range t.All() {
		list = append(list, id)
	}
	return list
}

func TestATableKeepsTheOrderInWhichRecordsCame(t *testing.T) {
	var table world.Table[row]
	for i, id := range []string{"c", "a", "b", "a"} {
		table.Put(id, &row{i})
	}
	if got := ids(&table); !slices.Equal(got, []string{"c", "a", "b"}) || table.Get("a").N != 3 || table.Len() != 3 {
		t.Errorf("%v, a is %v", got, table.Get("a"))
	}
	table.Delete("c")
	table.Delete("nothing")
	table.Put("c", &row{9})
	if got := ids(&table); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("after c has gone and come: %v", got)
	}
	if table.Has("x") || table.Get("x") != nil {
		t.Error("there is no x")
	}
}

// A table is a list of records, whatever comes and goes.
func TestATableIsAnOrderedList(t *testing.T) {
	var table world.Table[row]
	var list []string
	random := rand.New(rand.NewPCG(1, 1))
	for range 5000 {
		id := fmt.Sprint(random.IntN(100))
		if at := slices.Index(list, id); random.IntN(2) == 0 {
			table.Put(id, &row{})
			if at < 0 {
				list = append(list, id)
			}
		} else {
			table.Delete(id)
			if at >= 0 {
				list = slices.Delete(list, at, at+1)
			}
		}
		if table.Len() != len(list) {
			t.Fatalf("%d records, want %d", table.Len(), len(list))
		}
	}
	if got := ids(&table); !slices.Equal(got, list) {
		t.Errorf("%v, want %v", got, list)
	}
}

func TestATableMayChangeUnderAWalk(t *testing.T) {
	var table world.Table[row]
	for i := range 100 {
		table.Put(fmt.Sprint(i), &row{i})
	}
	seen := 0
	for id, r := range table.All() {
		seen++
		table.Delete(id)
		table.Delete(fmt.Sprint(r.N + 1))
		table.Put(fmt.Sprint("new", r.N), &row{1000})
	}
	if seen != 50 || table.Len() != 50 {
		t.Errorf("the walk saw %d, %d are left", seen, table.Len())
	}
}

// What comes during a walk comes after it, also under the id of a record that
// has just gone, and also when the table is tidied meanwhile.
func TestAWalkPassesOverWhatComesUnderAnOldID(t *testing.T) {
	var table world.Table[row]
	for i := range 100 {
		table.Put(fmt.Sprint(i), &row{i})
	}
	seen := 0
	for range table.All() {
		if seen++; seen > 1 {
			t.Fatal("the walk sees what came after it began")
		}
		for i := range 100 {
			table.Delete(fmt.Sprint(i))
		}
		for i := range 100 {
			table.Put(fmt.Sprint(i), &row{-i})
		}
	}
	if table.Len() != 100 || table.Get("7").N != -7 {
		t.Errorf("%d records, the seventh is %v", table.Len(), table.Get("7"))
	}
}

func TestATableSurvivesJSON(t *testing.T) {
	var table, back world.Table[row]
	for i, id := range []string{"z", "gone", "a"} {
		table.Put(id, &row{i})
	}
	table.Delete("gone")
	data, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &back); err != nil || !slices.Equal(ids(&back), []string{"z", "a"}) || back.Get("a").N != 2 {
		t.Errorf("%s became %v, error %v", data, ids(&back), err)
	}
	for _, bad := range []string{`[{"ID":"a","Row":{}},{"ID":"a","Row":{}}]`, `[{"ID":"a"}]`, `[{"ID":"","Row":{}}]`, `{}`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}
