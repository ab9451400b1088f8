package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"
)

// TestCompare measures the server beside moto_server, both as programs of their
// own and asked in the same way: requests a second by two clients, and the time
// from start to the first answer. It is no test, so it runs only when asked
// for: make compare.
func TestCompare(t *testing.T) {
	ours := os.Getenv("FLEETGLASS_COMPARE")
	if ours == "" {
		t.Skip("FLEETGLASS_COMPARE names no fleetglass to measure; see make compare")
	}
	if _, err := exec.LookPath("moto_server"); err != nil {
		t.Skip("moto_server is not installed, so there is nothing to compare with")
	}
	first := measure(t, func(port string) *exec.Cmd {
		return exec.Command(ours, "serve", "--listen", "127.0.0.1:"+port, "--scenario", "empty", "--speed", "0", "--any-image")
	})
	second := measure(t, func(port string) *exec.Cmd { return exec.Command("moto_server", "-H", "127.0.0.1", "-p", port) })
	table := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "requests a second\tfleetglass\tmoto_server\tratio\t")
	fmt.Fprintf(table, "start to first answer, ms\t%.0f\t%.0f\t%.0f\t\n", first.start.Seconds()*1000, second.start.Seconds()*1000, second.start.Seconds()/first.start.Seconds())
	for _, c := range comparisons() {
		a, b := first.rates[c.name], second.rates[c.name]
		if b == 0 {
			fmt.Fprintf(table, "%s\t%.0f\tnot there\t\t\n", c.name, a)
			continue
		}
		fmt.Fprintf(table, "%s\t%.0f\t%.1f\t%.0f\t\n", c.name, a, b, a/b)
	}
	table.Flush()
}

// measured is what came of one server.
type measured struct {
	start time.Duration
	rates map[string]float64 // 0: the server has not this operation
}

// comparison is one sort of request.
type comparison struct {
	name, service string
	form          url.Values
	target, json  string // in place of a form
}

func form(action, version string, more ...string) url.Values {
	v := url.Values{"Action": {action}, "Version": {version}}
	for i := 0; i < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

const (
	ec2Version   = "2016-11-15"
	groupVersion = "2011-01-01"
	watchVersion = "2010-08-01"
	startTime    = 30 * time.Second
	measureFor   = 3 * time.Second
	clients      = 2
)

func comparisons() []comparison {
	query := form("GetMetricData", watchVersion, "StartTime", "2026-03-10T19:30:00Z", "EndTime", "2026-03-10T20:30:00Z")
	for i := 1; i <= 100; i++ {
		member := fmt.Sprintf("MetricDataQueries.member.%d.", i)
		query.Set(member+"Id", fmt.Sprintf("m%d", i))
		query.Set(member+"MetricStat.Stat", "Average")
		query.Set(member+"MetricStat.Period", "60")
		query.Set(member+"MetricStat.Metric.Namespace", "Own")
		query.Set(member+"MetricStat.Metric.MetricName", fmt.Sprintf("m%d", i))
	}
	return []comparison{
		{name: "DescribeInstances of 1,000", service: "ec2", form: form("DescribeInstances", ec2Version, "MaxResults", "1000")},
		{name: "DescribeAutoScalingGroups of 20", service: "autoscaling", form: form("DescribeAutoScalingGroups", groupVersion)},
		{name: "GetMetricData 100 x 60", service: "monitoring", form: query},
		{name: "LookupEvents 50", service: "cloudtrail", target: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents", json: `{"MaxResults": 50}`},
		{name: "RunInstances", service: "ec2", form: oneInstance("1")},
	}
}

// oneInstance runs instances of an image that every server knows or takes.
func oneInstance(count string) url.Values {
	return form("RunInstances", ec2Version, "ImageId", "ami-12c6146b", "InstanceType", "t3.micro", "MinCount", count, "MaxCount", count)
}

// measure starts a server, fills it and asks it.
func measure(t *testing.T, start func(port string) *exec.Cmd) measured {
	t.Helper()
	port := freePort(t)
	command := start(port)
	began := time.Now()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = command.Process.Kill(); _ = command.Wait() }()
	s := asker{"http://127.0.0.1:" + port + "/", &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}}}
	for s.ask(t.Context(), comparison{service: "ec2", form: form("DescribeRegions", ec2Version)}) != nil {
		if time.Since(began) > startTime {
			t.Fatal("the server does not answer")
		}
		time.Sleep(2 * time.Millisecond)
	}
	m := measured{start: time.Since(began), rates: map[string]float64{}}
	s.fill(t)
	for _, c := range comparisons() {
		m.rates[c.name] = s.rate(t.Context(), c)
	}
	return m
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// asker asks a server.
type asker struct {
	url    string
	client *http.Client
}

func (s asker) ask(ctx context.Context, c comparison) error {
	text, kind := c.form.Encode(), "application/x-www-form-urlencoded"
	if c.target != "" {
		text, kind = c.json, "application/x-amz-json-1.1"
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, strings.NewReader(text))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260310/us-west-2/"+c.service+"/aws4_request, SignedHeaders=host, Signature=0")
	if c.target != "" {
		r.Header.Set("X-Amz-Target", c.target)
	}
	response, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d %.200s", c.form.Get("Action"), response.StatusCode, body)
	}
	return err
}

// fill makes what is asked for: 1,000 instances, 20 groups, 100 metrics of 60 points.
func (s asker) fill(t *testing.T) {
	t.Helper()
	must := func(service string, v url.Values) {
		if err := s.ask(t.Context(), comparison{service: service, form: v}); err != nil {
			t.Fatal(err)
		}
	}
	must("ec2", oneInstance("1000"))
	must("autoscaling", form("CreateLaunchConfiguration", groupVersion, "LaunchConfigurationName", "web", "ImageId", "ami-12c6146b", "InstanceType", "t3.micro"))
	for i := range 20 {
		must("autoscaling", form("CreateAutoScalingGroup", groupVersion, "AutoScalingGroupName", fmt.Sprintf("g%d", i), "LaunchConfigurationName", "web",
			"MinSize", "0", "MaxSize", "4", "AvailabilityZones.member.1", "us-west-2a"))
	}
	for m := 1; m <= 100; m++ {
		put := form("PutMetricData", watchVersion, "Namespace", "Own")
		for i := range 60 {
			member := fmt.Sprintf("MetricData.member.%d.", i+1)
			put.Set(member+"MetricName", fmt.Sprintf("m%d", m))
			put.Set(member+"Value", strconv.Itoa(i))
			put.Set(member+"Timestamp", time.Date(2026, time.March, 10, 19, 30+i, 0, 0, time.UTC).Format(time.RFC3339))
		}
		must("monitoring", put)
	}
	for i := range 60 { // for the trail
		must("ec2", form("CreateKeyPair", ec2Version, "KeyName", fmt.Sprintf("k%d", i)))
	}
}

// rate is how many requests of a sort a server answers in a second.
func (s asker) rate(ctx context.Context, c comparison) float64 {
	if s.ask(ctx, c) != nil {
		return 0
	}
	ctx, stop := context.WithTimeout(ctx, measureFor)
	defer stop()
	began := time.Now()
	var counts [clients]int
	var group sync.WaitGroup
	for i := range counts {
		group.Go(func() {
			for ctx.Err() == nil && s.ask(context.WithoutCancel(ctx), c) == nil {
				counts[i]++
			}
		})
	}
	group.Wait()
	return float64(counts[0]+counts[1]) / time.Since(began).Seconds()
}
