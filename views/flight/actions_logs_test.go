package flight_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
)

// logGroup is the log group as AWS has it, and whether it is there.
func (f *flight) logGroup(name string) (awsclient.LogGroup, bool) {
	f.t.Helper()
	groups, err := f.client.LogGroups(f.t.Context(), name)
	if err != nil {
		f.t.Fatal(err)
	}
	i := slices.IndexFunc(groups, func(g awsclient.LogGroup) bool { return g.Name == name })
	if i < 0 {
		return awsclient.LogGroup{}, false
	}
	return groups[i], true
}

// filterOn is the metric filter as AWS has it, and whether it is there.
func (f *flight) filterOn(group, name string) (awsclient.MetricFilter, bool) {
	f.t.Helper()
	filters, err := f.client.MetricFilters(f.t.Context(), group)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, o := range filters {
		if o.Name == name {
			return o, true
		}
	}
	return awsclient.MetricFilter{}, false
}

func TestALogGroupLives(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("8")
		f.Wait(time.Second)
		f.act("Create a log group")
		f.fill("name", "a b")
		f.Sees("Member must satisfy", "pattern:")
		f.fill("name", "/test/shop")
		f.chooseIn("keep events", "30 days")
		f.Press("enter")
		f.agree("aws logs create-log-group --log-group-name /test/shop --region us-west-2 aws logs put-retention-policy --log-group-name /test/shop --retention-in-days 30")
		f.Sees("the log group /test/shop is made", "it keeps events for 30 days")
		f.Wait(time.Second)
		f.Press("esc")
		if g, there := f.logGroup("/test/shop"); !there || g.Retention != 30 {
			f.t.Fatalf("it is %+v, %t", g, there)
		}
		f.untilLine(10*time.Second, "/test/shop", "30 days")

		f.row("/test/shop")
		f.act("Set the retention of /test/shop")
		f.chooseIn("keep events", "14 days")
		f.Sees("30 days → 14 days", "what is older than 14 days is lost")
		f.Press("enter", "enter") // enter alone confirms nothing
		f.agree("aws logs put-retention-policy --log-group-name /test/shop --retention-in-days 14")
		if g, _ := f.logGroup("/test/shop"); g.Retention != 14 {
			f.t.Errorf("it is kept for %d days", g.Retention)
		}

		f.row("/test/shop")
		f.act("Create a log group")
		f.fill("name", "/test/shop")
		f.Press("enter")
		f.agree("aws logs create-log-group --log-group-name /test/shop")
		f.reads("ResourceAlreadyExistsException: The specified log group already exists")
		f.Sees("/test/shop") // the form is as it was
		f.Wait(time.Second)
		f.Press("esc")

		f.row("/test/shop")
		f.act("Delete /test/shop")
		f.confirm("aws logs delete-log-group --log-group-name /test/shop", "/test/shop")
		if _, there := f.logGroup("/test/shop"); there {
			f.t.Errorf("it is still there\n%s", f.Text())
		}
	})
}

func TestAMetricFilterIsTriedOutMadeChangedAndDeleted(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("8")
		f.Wait(time.Second)
		groups, err := f.client.LogGroups(f.t.Context(), "")
		if err != nil {
			f.t.Fatal(err)
		}
		var group string // one that has lines of servers
		for _, g := range groups {
			if strings.Contains(g.Name, "access") {
				group = g.Name
			}
		}
		f.open(group)
		f.Wait(2 * time.Second)
		f.beginIn("Create a metric filter on " + group)
		f.fill("pattern", "{ $.status = ")
		f.Sees("{ $.status =", "^", "expected a value")
		f.fill("pattern", "GET")
		f.Sees("50 of 50 lines match, of those on the tail's", "still needed: filter name, namespace", `"GET / HTTP/1.1" 200`, "value 1")
		f.fill("pattern", "NOTHING_LIKE_THIS")
		f.Sees("│ 0 of 50 lines")
		f.fill("pattern", "GET")
		f.fill("filter name", "gets")
		f.fill("namespace", "AWS/Shop")
		f.fill("metric", "Gets")
		f.says("the metric namespace 'AWS/Shop' must not begin with 'AWS/'")
		f.Press("enter")
		f.Sees("Create a metric filter") // nothing goes on with what AWS refuses
		f.fill("namespace", "Shop")
		f.fill("value", "$.x")
		f.says("neither a number nor a field")
		f.fill("value", "1")
		f.fill("without match", "zero")
		f.Press("tab")
		f.Sees("not a number")
		f.fill("without match", "0")
		f.fill("dimensions", "Path=$.path")
		f.says("mutually exclusive")
		f.fill("dimensions", "")
		f.chooseIn("unit", "Count")
		f.Press("enter")
		f.agree(`aws logs put-metric-filter --log-group-name ` + group + ` --filter-name gets --filter-pattern GET --metric-transformations ` +
			`'{"metricName":"Gets","metricNamespace":"Shop","metricValue":"1","defaultValue":0,"unit":"Count"}'`)
		made, there := f.filterOn(group, "gets")
		if !there || made.Default == nil || *made.Default != 0 || made.Unit != "Count" || made.Namespace != "Shop" {
			f.t.Fatalf("it is %+v, %t", made, there)
		}

		f.tab("Metric filters")
		f.untilLine(10*time.Second, "gets", "GET")
		f.row("gets")
		f.beginIn("Change gets")
		f.Sees("nothing changes")
		f.fill("pattern", "POST")
		f.Sees("GET → POST")
		f.Press("enter")
		f.agree("aws logs put-metric-filter --log-group-name " + group + " --filter-name gets --filter-pattern POST")
		if made, _ = f.filterOn(group, "gets"); made.Pattern != "POST" || made.Default == nil {
			f.t.Errorf("it is %+v", made)
		}
		f.untilLine(10*time.Second, "gets", "POST")
		f.row("gets")
		f.act("Delete gets")
		f.confirm("aws logs delete-metric-filter --log-group-name "+group+" --filter-name gets", "gets")
		if _, there := f.filterOn(group, "gets"); there {
			f.t.Errorf("it is still there\n%s", f.Text())
		}
	})
}

// says fails the test when neither the fields of the form on top nor what
// stands beside them has the text, however it is broken into lines.
func (f *flight) says(text string) {
	f.t.Helper()
	var columns [2]strings.Builder
	for _, line := range f.Lines() {
		_, inside, ok := strings.Cut(line, "│")
		if !ok {
			continue
		}
		for i, column := range strings.SplitN(inside, "│", 3)[:min(2, strings.Count(inside, "│")+1)] {
			columns[i].WriteString(strings.Join(strings.Fields(column), ""))
		}
	}
	for i := range columns {
		if strings.Contains(columns[i].String(), strings.Join(strings.Fields(text), "")) {
			return
		}
	}
	f.t.Fatalf("the form does not say %q:\n%s", text, f.Text())
}
