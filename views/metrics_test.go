package views

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

func dims(pairs ...string) []awsclient.Dimension {
	var all []awsclient.Dimension
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, awsclient.Dimension{Name: pairs[i], Value: pairs[i+1]})
	}
	return all
}

// metricsOfAccount are what CloudWatch lists of the test account.
func metricsOfAccount() []awsclient.Metric {
	var all []awsclient.Metric
	for i := range 6 {
		for _, name := range []string{"CPUUtilization", "NetworkIn", "NetworkOut"} {
			all = append(all, awsclient.Metric{Namespace: "AWS/EC2", Name: name, Dimensions: dims("InstanceId", instanceID(i))})
		}
	}
	for _, group := range []string{"api-asg", "web-asg", "worker-asg"} {
		all = append(all, awsclient.Metric{Namespace: "AWS/EC2", Name: "CPUUtilization", Dimensions: dims("AutoScalingGroupName", group)})
	}
	for _, name := range []string{"HTTPCode_Target_5XX_Count", "RequestCount", "TargetResponseTime"} {
		all = append(all, awsclient.Metric{Namespace: "AWS/ApplicationELB", Name: name, Dimensions: dims("LoadBalancer", "app/web-alb/50dc6c495c0c9188")})
	}
	return append(all, awsclient.Metric{Namespace: "Shop", Name: "Orders"}, awsclient.Metric{Namespace: "Shop", Name: "Orders", Dimensions: dims("Country", "NO")})
}

// accountWithMetrics is the test account with CloudWatch in it: what is
// listed, and whatever series a page of a desk wants.
func accountWithMetrics(wants ...watch.Want) *watch.Snapshot {
	s := account()
	s.Metrics = map[string]watch.Feed[awsclient.Metric]{awsclient.MetricSearch{}.Key(): ok(metricsOfAccount()...)}
	for _, w := range wants {
		if w.Kind == watch.Series {
			s.Series[w.Key] = ok(waves(s, w))
		}
	}
	return s
}

// waves are points for a wanted graph that are told by its query alone.
func waves(s *watch.Snapshot, w watch.Want) awsclient.Series {
	series := awsclient.Series{Query: w.Query}
	phase := float64(len(w.Query.Name))
	for _, d := range w.Query.Dimensions {
		phase += float64(d.Value[len(d.Value)-1]) + float64(len(d.Value))/3
	}
	end := s.Now.Truncate(w.Query.Period)
	for i := range int(w.Range / w.Query.Period) {
		at := end.Add(-w.Range).Add(time.Duration(i) * w.Query.Period)
		series.Points = append(series.Points, awsclient.Point{At: at, Value: 50 + 20*math.Sin(phase+float64(i)/9)})
	}
	return series
}

// metricDesk is a desk that answers what its page wants.
func metricDesk(t testing.TB, w, h int) *desk {
	d := newDesk(t, w, h)
	d.see(accountWithMetrics())
	return d
}

// served is the desk with what its page wants.
func (d *desk) served() *desk {
	d.see(accountWithMetrics(d.c.top().Wants()...))
	return d
}

func TestMetricsAreFoundInThreeSteps(t *testing.T) {
	d := metricDesk(t, 120, 36).press("6").sees("NAMESPACE", "AWS/ApplicationELB", "AWS/EC2", "Shop", "3 rows", "1 metric in alarm")
	d.press("j").hasSelected("AWS/EC2").press("enter").sees("Metrics › AWS/EC2", "by AutoScalingGroupName", "by InstanceId", "CPUUtilization, NetworkIn, NetworkOut")
	d.press("enter").sees("Metrics › AWS/EC2 › by AutoScalingGroupName", "web-asg", "web-cpu-high is in alarm")
	d.press("enter").served().sees("› CPUUtilization web-asg", "[Graph]", "last 3 h", "Average of every 1 m, by the range", "web-cpu-high 60", "web-cpu-low 20")
	d.press("esc", "esc", "esc").hasSelected("AWS/EC2").sees("NAMESPACE")
}

func TestMetricsThatOnlyAnAlarmKnowsAreListed(t *testing.T) {
	metricDesk(t, 120, 36).press("6", "j", "enter", "enter").sees("batch-asg", "4 rows")
}

func TestMarkedMetricsAreDrawnTogetherAndApartByUnit(t *testing.T) {
	d := metricDesk(t, 160, 45).press("6", "j", "enter", "j", "enter").sees("by InstanceId", "18 rows")
	d.press("space", "j", "j", "j", "j", "j", "space", "enter").served()
	d.sees("› 2 metrics: CPUUtilization...", "m1 CPUUtilization", "m2 NetworkIn", "percent", "bytes", "60 B")
	if graph, ok := d.c.page().(*metricGraph); !ok || len(graph.Wants()) != 3 {
		t.Errorf("wants %v", d.c.page().Wants())
	}
}

// graphOfWeb opens the graph of the web group's processor.
func graphOfWeb(t testing.TB, w, h int) *desk {
	return metricDesk(t, w, h).press("6", "j", "enter", "enter", "/").typed("web").press("enter", "enter").served()
}

func seriesWant(t *testing.T, d *desk) watch.Want {
	t.Helper()
	for _, w := range d.c.top().Wants() {
		if w.Kind == watch.Series {
			return w
		}
	}
	t.Fatal("no series is wanted")
	return watch.Want{}
}

func TestRangePeriodAndStatisticByKey(t *testing.T) {
	d := graphOfWeb(t, 120, 36)
	for _, c := range []struct {
		key               string
		back, period      time.Duration
		statistic, screen string
	}{
		{"b", 12 * time.Hour, 5 * time.Minute, "Average", "last 12 h"},
		{"b", day, 15 * time.Minute, "Average", "last 1 d"},
		{"B", 12 * time.Hour, 5 * time.Minute, "Average", "last 12 h"},
		{"u", 12 * time.Hour, 5 * time.Minute, "Sum", "Sum of every 5 m"},
		{"U", 12 * time.Hour, 5 * time.Minute, "Average", "Average"},
		{"U", 12 * time.Hour, 5 * time.Minute, "tm99", "tm99 of every 5 m"},
		{"o", 12 * time.Hour, time.Minute, "tm99", "CloudWatch does not keep 10 s that long"},
		{"o", 12 * time.Hour, time.Minute, "tm99", "every 1 m, fixed"},
		{"O", 12 * time.Hour, time.Minute, "tm99", "CloudWatch does not keep 10 s that long"},
		{"O", 12 * time.Hour, 5 * time.Minute, "tm99", "by the range"},
	} {
		d.press(c.key).served().sees(c.screen)
		if w := seriesWant(t, d); w.Range != c.back || w.Query.Period != c.period || w.Query.Statistic != c.statistic {
			t.Errorf("after %s: %v of %v, %s", c.key, w.Range, w.Query.Period, w.Query.Statistic)
		}
	}
}

// CW/cloudwatch_concepts: what is kept how long.
func TestPeriodsRespectRetention(t *testing.T) {
	for _, c := range []struct{ chosen, back, want time.Duration }{
		{autoPeriod, 15 * time.Minute, time.Minute}, {autoPeriod, 3 * time.Hour, time.Minute}, {autoPeriod, 12 * time.Hour, 5 * time.Minute},
		{autoPeriod, 7 * day, time.Hour}, {autoPeriod, 30 * day, 6 * time.Hour}, {autoPeriod, 455 * day, day},
		{10 * time.Second, 3 * time.Hour, 10 * time.Second}, {10 * time.Second, 4 * time.Hour, time.Minute},
		{time.Minute, 16 * day, 5 * time.Minute}, {time.Minute, 64 * day, time.Hour}, {6 * time.Hour, 64 * day, 6 * time.Hour},
	} {
		if got := periodFor(c.chosen, c.back); got != c.want {
			t.Errorf("%v over %v: %v, want %v", c.chosen, c.back, got, c.want)
		}
	}
}

func TestAnyStatisticCanBeTyped(t *testing.T) {
	d := graphOfWeb(t, 120, 36).press("%")
	for range len("Average") {
		d.press("backspace")
	}
	d.typed("p").sees("CloudWatch has no such statistic").typed("99.95").press("enter").served().sees("p99.95 of every 1 m")
}

func TestMathIsTypedAndItsMistakesArePointedAt(t *testing.T) {
	d := graphOfWeb(t, 120, 36).press("m").typed("m1 / ").sees("^")
	d.typed("m9").sees("there is no metric")
	d.press("backspace").typed("1 * 100").press("enter").sees("e1", "m1 / m1 * 100", "now 100", "computed")
	d.press("m").typed("e1 + m1").press("enter").sees("e2", "e1 + m1")
	d.press("M", "M").doesNotSee("e1", "e2")
}

func TestMistakesOfExpressionsHaveAPlace(t *testing.T) {
	for text, at := range map[string]int{"m1 +": 4, "m1 $ 2": 3, "FOO(m1)": 0, "m1 * (2": 7} {
		_, err := readFormulas([]formula{{"e1", text}})
		if err == nil {
			t.Errorf("%s is taken", text)
			continue
		}
		if got, why := mistake(err); got != at || why == "" {
			t.Errorf("%s: at %d (%s), want %d", text, got, why, at)
		}
	}
}

func TestTheTableHasTheNewestValueFirstAndCanBeHidden(t *testing.T) {
	d := graphOfWeb(t, 120, 36).sees("TIME", "14:01")
	d.press("v").doesNotSee("TIME")
	graphOfWeb(t, 80, 24).doesNotSee("TIME").press("v").sees("TIME", "14:01")
}

func TestFavouritesAreKeptForTheSession(t *testing.T) {
	d := graphOfWeb(t, 120, 36).press("F").sees("no favourites yet")
	d.press("f").sees("kept for this session").press("1", "6", "6", "F").sees("Favourite graphs", "CPUUtilization web-asg", "Average, last 3 h")
	d.press("enter").served().sees("Metrics › CPUUtilization web-asg", "favourite").press("f").sees("no favourite any more")
}

func TestASearchAsksCloudWatch(t *testing.T) {
	d := metricDesk(t, 120, 36).press("6", "A").typed("AWS/EC2").press("tab").typed("CPUUtilization").press("tab").typed("InstanceId, Zone=a").press("tab", "space")
	d.sees("aws cloudwatch list-metrics", "--metric-name CPUUtilization", "Name=Zone,Value=a --recently-active PT3H")
	d.press("enter").sees("search AWS/EC2 CPUUtilization InstanceId Zone=a recently active", "loading...")
	search := awsclient.MetricSearch{Namespace: "AWS/EC2", Name: "CPUUtilization", Dimensions: dims("InstanceId", "", "Zone", "a"), RecentlyActive: true}
	if !slices.ContainsFunc(d.c.top().Wants(), func(w watch.Want) bool { return w.Kind == watch.Metrics && w.Key == search.Key() }) {
		t.Errorf("wants %v", d.c.top().Wants())
	}
	s := accountWithMetrics()
	s.Metrics[search.Key()] = ok(awsclient.Metric{Namespace: "AWS/EC2", Name: "CPUUtilization", Dimensions: dims("InstanceId", instanceID(2))})
	d.see(s)
	d.sees("1 row").press("enter").sees("CPUUtilization " + instanceID(2))
}

func TestAMetricLeadsToWhatItIsOfAndBack(t *testing.T) {
	d := graphOfWeb(t, 120, 36).press("r").sees("group", "web-asg", "alarms").press("enter").sees("Scaling", "web-asg")
	d.press("esc").sees("[Graph]").press("c").sees("aws cloudwatch list-metrics --namespace AWS/EC2 --metric-name CPUUtilization", "--dimensions Name=AutoScalingGroupName,Value=web-asg")
}

func TestMetricsThatAreRefusedSaySo(t *testing.T) {
	d := newDesk(t, 120, 36).press("6")
	s := account()
	s.Metrics = map[string]watch.Feed[awsclient.Metric]{awsclient.MetricSearch{}.Key(): failed[awsclient.Metric](noMetrics())}
	d.see(s)
	d.sees("this endpoint does not offer the operation").doesNotSee("none in")
	d = graphOfWeb(t, 120, 36)
	s = accountWithMetrics()
	s.Series[seriesWant(t, d).Key] = failed[awsclient.Series](denied("CloudWatch", "GetMetricData"))
	d.see(s)
	d.sees("You are not authorized", "cloudwatch:GetMetricData")
}

func TestUnitsAreToldByName(t *testing.T) {
	for _, c := range []struct{ namespace, name, statistic, unit string }{
		{"AWS/EC2", "CPUUtilization", "Average", "percent"}, {"AWS/EC2", "NetworkIn", "Sum", "bytes"}, {"AWS/EC2", "CPUUtilization", "SampleCount", "samples"},
		{"AWS/ApplicationELB", "TargetResponseTime", "p99", "time"}, {"AWS/ELB", "Latency", "Average", "time"}, {"AWS/ApplicationELB", "TargetResponseTime", "PR(:1)", "percent"},
		{"AWS/ApplicationELB", "RequestCount", "Sum", "count"}, {"Shop", "CPUUtilization", "Average", ""},
	} {
		if got := measureOf(awsclient.Metric{Namespace: c.namespace, Name: c.name}, c.statistic).name; got != c.unit {
			t.Errorf("%s %s %s: %q, want %q", c.namespace, c.name, c.statistic, got, c.unit)
		}
	}
}

func TestKeysOfTheGraphDoNotHideThoseOfTheConsole(t *testing.T) {
	d := graphOfWeb(t, 120, 36)
	graph := d.c.page().(*metricGraph)
	own := map[string]bool{}
	for _, k := range graph.Keys() {
		if k.Group == groupGraph {
			for _, name := range k.Keys {
				own[name] = true
			}
		}
	}
	for _, set := range [][]ui.Key{d.c.openKeys(), d.c.resourceKeys(), d.c.rowKeys(), d.c.screenKeys(), d.c.engineKeys(), d.c.paneKeys(), tabKeys(nil)} {
		for _, k := range set {
			for _, name := range k.Keys {
				if own[name] {
					t.Errorf("%s is %s, and a key of the graph", name, k.Label)
				}
			}
		}
	}
}

func TestMetricScreens(t *testing.T) {
	for _, size := range sizes() {
		at := fmt.Sprintf("-%dx%d", size.W, size.H)
		d := metricDesk(t, size.W, size.H).press("6")
		golden(t, "metrics-namespaces"+at, d.screen())
		golden(t, "metrics-dimensions"+at, d.press("j", "enter").screen())
		golden(t, "metrics-list"+at, d.press("enter").screen())
		golden(t, "metrics-graph"+at, graphOfWeb(t, size.W, size.H).screen())
		d = metricDesk(t, size.W, size.H).press("6", "enter", "enter", "space", "space", "space", "enter").served()
		golden(t, "metrics-several"+at, d.press("m").typed("100 * m1 / m2").press("enter").screen())
		golden(t, "metrics-mistake"+at, d.press("m").typed("m1 / (m2 + ").screen())
		golden(t, "metrics-details"+at, graphOfWeb(t, size.W, size.H).press("d").screen())
		golden(t, "metrics-search"+at, metricDesk(t, size.W, size.H).press("6", "A").typed("AWS/EC2").screen())
	}
}

func TestMetricPagesFitAnySize(t *testing.T) {
	for _, size := range []ui.Rect{{W: 60, H: 12}, {W: 81, H: 20}, {W: 111, H: 25}, {W: 240, H: 70}} {
		d := metricDesk(t, size.W, size.H).press("6", "enter", "enter", "space", "space", "enter").served()
		for i, line := range strings.Split(d.screen(), "\n") {
			if ui.Width(line) > size.W || i >= size.H {
				t.Errorf("%v: line %d is %d wide", size, i, ui.Width(line))
			}
		}
	}
}
