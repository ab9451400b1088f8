package control_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake"
	"fleetglass/fake/control"
	"fleetglass/fake/metadata"
)

// serve serves the control of an account whose clock stands.
func serve(t *testing.T, scenario string) (*control.Account, string) {
	t.Helper()
	at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	o := fake.Options{Scenario: scenario, Seed: 1, Wall: func() time.Time { return at }}
	engine, err := fake.New(o)
	if err != nil {
		t.Fatal(err)
	}
	engine.Pause()
	account := control.NewAccount(engine, o)
	server := httptest.NewServer(metadata.Named(control.New(account, "1.0"), control.Path+"instances/"))
	t.Cleanup(server.Close)
	return account, server.URL + "/_fleetglass/"
}

func ask(t *testing.T, method, url, body string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost && !strings.HasPrefix(body, "{") {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func healthOf(t *testing.T, status int, text string) (h control.Health) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &h); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s", status, text)
	}
	return h
}

func call[T any](t *testing.T, a *control.Account, operation string, input any) T {
	t.Helper()
	out, _, err := a.Call(t.Context(), "ec2", operation, "", input)
	if err != nil {
		t.Fatal(err)
	}
	return out.(T)
}

func run(t *testing.T, a *control.Account, market *types.InstanceMarketOptionsRequest, tokens types.HttpTokensState) string {
	t.Helper()
	images := call[*ec2.DescribeImagesOutput](t, a, "DescribeImages", &ec2.DescribeImagesInput{
		Filters: []types.Filter{{Name: aws.String("architecture"), Values: []string{"x86_64"}}},
	})
	out := call[*ec2.RunInstancesOutput](t, a, "RunInstances", &ec2.RunInstancesInput{
		ImageId: images.Images[0].ImageId, InstanceType: types.InstanceTypeT3Micro, MinCount: aws.Int32(1), MaxCount: aws.Int32(1),
		InstanceMarketOptions: market, MetadataOptions: &types.InstanceMetadataOptionsRequest{HttpTokens: tokens}, UserData: aws.String("IyEvYmluL3No"),
		TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeInstance, Tags: []types.Tag{{Key: aws.String("Name"), Value: aws.String("web")}}}},
	})
	return *out.Instances[0].InstanceId
}

func stateOf(t *testing.T, a *control.Account, id string) types.InstanceStateName {
	t.Helper()
	out := call[*ec2.DescribeInstancesOutput](t, a, "DescribeInstances", &ec2.DescribeInstancesInput{InstanceIds: []string{id}})
	return out.Reservations[0].Instances[0].State.Name
}

func TestTheClockMovesAsItIsTold(t *testing.T) {
	_, url := serve(t, "empty")
	before := healthOf(t, 200, get(t, url+"health"))
	if before.Version != "1.0" || before.Seed != 1 || before.Scenario != "empty" || !before.Paused || before.Speed != 0 {
		t.Errorf("%+v", before)
	}
	status, text := ask(t, "POST", url+"clock?advance=5m", "")
	if h := healthOf(t, status, text); h.Now.Sub(before.Now) != 5*time.Minute {
		t.Errorf("it moved by %s", h.Now.Sub(before.Now))
	}
	status, text = ask(t, "POST", url+"clock", "speed=120")
	if h := healthOf(t, status, text); h.Paused || h.Speed != 120 {
		t.Errorf("%+v", h)
	}
	status, text = ask(t, "POST", url+"clock", "speed=0&settle=true")
	if h := healthOf(t, status, text); !h.Paused || h.Speed != 0 || !h.Settle {
		t.Errorf("%+v", h)
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	_, text := ask(t, "GET", url, "")
	return text
}

// An instance that is run is pending in the reply, and running at the next call.
func TestSettleLetsTransitionsFinish(t *testing.T) {
	account, _ := serve(t, "empty")
	id := run(t, account, nil, "optional")
	if got := stateOf(t, account, id); got != "pending" {
		t.Errorf("without it: %s", got)
	}
	account.Settle(true)
	if got := stateOf(t, account, id); got != "running" {
		t.Errorf("with it: %s", got)
	}
	call[*ec2.TerminateInstancesOutput](t, account, "TerminateInstances", &ec2.TerminateInstancesInput{InstanceIds: []string{id}})
	if got := stateOf(t, account, id); got != "terminated" {
		t.Errorf("after its end: %s", got)
	}
	if moved := account.Engine().Settle(); moved != 0 {
		t.Errorf("where nothing moves the clock moved by %s", moved)
	}
}

func TestWhatIsRefused(t *testing.T) {
	_, url := serve(t, "empty")
	for _, c := range []struct {
		method, path, body string
		status             int
		says               string
	}{
		{"GET", "nothing", "", 404, `no \"nothing\"`},
		{"GET", "clock", "", 405, "clock takes POST"},
		{"DELETE", "state", "", 405, "GET or PUT"},
		{"POST", "clock", "", 400, "nothing to do"},
		{"POST", "clock?advance=soon", "", 400, `advance \"soon\"`},
		{"POST", "clock?advance=-5m", "", 400, "advance"},
		{"POST", "clock?speed=NaN", "", 400, "speed"},
		{"POST", "clock?speed=-1", "", 400, "speed"},
		{"POST", "clock", "pause=maybe", 400, "pause"},
		{"POST", "clock", "faster=1", 400, `unknown parameter \"faster\"`},
		{"POST", "clock?speed=1", "speed=2", 400, "more than once"},
		{"POST", "clock", "advance=" + strings.Repeat("1", 70_000), 413, "too large"},
		{"POST", "reset?seed=-1", "", 400, "seed"},
		{"POST", "reset?scenario=utopia", "", 400, `unknown scenario \"utopia\"`},
		{"PUT", "state", "a shopping list", 400, "not a fleetglass state file"},
		{"POST", "fault", "not JSON", 400, "one JSON object"},
		{"POST", "fault", `{}`, 400, "needs a kind; choices are terminate-instance"},
		{"POST", "fault", `{"kind": "plague"}`, 400, `unknown kind \"plague\"`},
		{"POST", "fault", `{"kind": "rebalance", "zone": "us-west-2a"}`, 400, `takes no field \"zone\"; it takes instance`},
		{"POST", "fault", `{"kind": "rebalance", "instance": "i-1"}`, 400, "no instance"},
		{"POST", "fault", `{"kind": "fail-health", "instance": "i-1", "target_group": "web"}`, 400, "not both"},
		{"POST", "fault", `{"kind": "fail-health", "instance": 1}`, 400, "instance"},
		{"POST", "fault", `{"kind": "zone-outage", "zone": "us-west-2a", "for": "5 minutes"}`, 400, `for \"5 minutes\"`},
		{"POST", "fault", `{"kind": "spot-capacity", "type": "t3.micro", "zone": "us-west-2a"}`, 400, "needs available"},
		{"POST", "fault", `{"kind": "traffic", "balancer": "web", "factor": 0}`, 400, "factor 0 is not above 0"},
		{"POST", "fault", `{"kind": "throttle", "operation": "RunInstances"}`, 400, "needs its service"},
		{"GET", "instances/i-1/latest/meta-data/", "", 404, `no instance \"i-1\"`},
	} {
		status, text := ask(t, c.method, url+c.path, c.body)
		if status != c.status || !strings.Contains(text, c.says) || !strings.HasPrefix(text, `{"error":`) {
			t.Errorf("%s %s %.60s: %d %s", c.method, c.path, c.body, status, text)
		}
	}
}

// A page of another site, open in a browser here, could send forms.
func TestOtherSitesAreRefused(t *testing.T) {
	_, url := serve(t, "empty")
	if status, _ := ask(t, "POST", url+"reset", "", "Sec-Fetch-Site", "cross-site"); status != http.StatusForbidden {
		t.Errorf("status %d", status)
	}
}

func TestFaultsAreInjected(t *testing.T) {
	_, url := serve(t, "empty")
	for _, body := range []string{
		`{"kind": "zone-outage", "zone": "us-west-2a", "for": "5m"}`,
		`{"kind": "spot-price", "type": "t3.micro", "zone": "us-west-2a", "price": 0.5, "for": "5m"}`,
		`{"kind": "spot-capacity", "type": "t3.micro", "zone": "us-west-2a", "available": 0}`,
		`{"kind": "delay-metrics", "for": "5m"}`,
		`{"kind": "console-login", "user": "root", "success": false}`,
		`{"kind": "deny", "principal": "admin", "action": "ec2:Run*", "for": "1m"}`,
		`{"kind": "throttle", "service": "ec2", "operation": "RunInstances", "for": "2m"}`,
		`{"kind": "expire-credentials"}`,
	} {
		if status, text := ask(t, "POST", url+"fault", body); status != http.StatusOK {
			t.Errorf("%s: %d %s", body, status, text)
		}
	}
}

func TestResetAndStates(t *testing.T) {
	account, url := serve(t, "empty")
	id := run(t, account, nil, "optional")
	saved := get(t, url+"state")
	status, text := ask(t, "POST", url+"reset?seed=9", "")
	if h := healthOf(t, status, text); h.Seed != 9 || h.Scenario != "empty" || !h.Paused {
		t.Errorf("%+v", h)
	}
	if out := call[*ec2.DescribeInstancesOutput](t, account, "DescribeInstances", &ec2.DescribeInstancesInput{}); len(out.Reservations) != 0 {
		t.Error("the instance outlived the reset")
	}
	if status, text = ask(t, "PUT", url+"state", saved); status != http.StatusOK {
		t.Fatal(text)
	}
	if got := stateOf(t, account, id); got != "pending" {
		t.Errorf("it is %s", got)
	}
	if status, text = ask(t, "PUT", url+"state", saved[:len(saved)-9]); status != http.StatusBadRequest || !strings.Contains(text, "damaged") {
		t.Errorf("a torn one: %d %s", status, text)
	}
}

func TestEventsStream(t *testing.T) {
	account, url := serve(t, "empty")
	response, err := http.Get(url + "events")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	id := run(t, account, nil, "optional")
	account.Engine().Settle()
	lines := bufio.NewScanner(response.Body)
	var seen []string
	for lines.Scan() {
		var h fake.Happening
		if err := json.Unmarshal(lines.Bytes(), &h); err != nil {
			t.Fatal(err)
		}
		if h.Kind != "call" || !h.ReadOnly {
			seen = append(seen, h.Kind+" "+h.Name)
		}
		if h.Name == "running" && h.Subjects[0] == id {
			break
		}
	}
	if got := strings.Join(seen, ", "); got != "instance pending, call RunInstances, instance running" {
		t.Errorf("it told: %s", got)
	}
}

// Whoever reads too slowly loses the oldest, and is told how many.
func TestASlowReaderDoesNotHoldTheEngine(t *testing.T) {
	account, _ := serve(t, "empty")
	l := account.Engine().Listen()
	defer l.Close()
	for range 5000 {
		call[*ec2.DescribeKeyPairsOutput](t, account, "DescribeKeyPairs", &ec2.DescribeKeyPairsInput{})
	}
	if h, err := l.Next(t.Context()); err != nil || h.Lost != 5000-4096 {
		t.Errorf("%+v, %v", h, err)
	}
}

// The SDK's own client of the metadata service sees a Spot interruption
// (EC2/spot-instance-termination-notices).
func TestTheMetadataOfAnInterruptedSpotInstance(t *testing.T) {
	account, url := serve(t, "empty")
	id := run(t, account, &types.InstanceMarketOptionsRequest{MarketType: types.MarketTypeSpot}, "optional")
	account.Engine().Settle()
	client := imds.New(imds.Options{Endpoint: strings.Replace(strings.TrimSuffix(url, control.Path), "://", "://"+id+"@", 1), Retryer: aws.NopRetryer{}})
	for path, want := range map[string]string{
		"instance-id": id, "instance-type": "t3.micro", "instance-life-cycle": "spot", "placement/region": "us-west-2",
		"tags/instance/Name": "web", "tags/instance/": "Name",
	} {
		if got, err := item(t, client, path); got != want {
			t.Errorf("%s is %q, %v", path, got, err)
		}
	}
	document, err := client.GetInstanceIdentityDocument(t.Context(), nil)
	if err != nil || document.InstanceID != id || document.Architecture != "x86_64" || document.AccountID != fake.Account {
		t.Errorf("%+v, %v", document, err)
	}
	if data, err := client.GetUserData(t.Context(), nil); err != nil {
		t.Error(err)
	} else if text, _ := io.ReadAll(data.Content); string(text) != "#!/bin/sh" {
		t.Errorf("user data %q", text)
	}
	for _, path := range []string{"spot/instance-action", "spot/termination-time", "events/recommendations/rebalance", "iam/security-credentials/"} {
		if got, err := item(t, client, path); err == nil {
			t.Errorf("%s is there before the notice: %s", path, got)
		}
	}
	inject(t, url, `{"kind": "rebalance", "instance": "`+id+`"}`)
	inject(t, url, `{"kind": "spot-reclaim", "instance": "`+id+`"}`)
	at := account.Engine().Now().Add(2 * time.Minute).Format(time.RFC3339)
	if got, err := item(t, client, "spot/instance-action"); got != `{"action": "terminate", "time": "`+at+`"}` {
		t.Errorf("the action is %q, %v", got, err)
	}
	if got, err := item(t, client, "spot/termination-time"); got != at {
		t.Errorf("the time is %q, %v, not %s", got, err, at)
	}
	if got, err := item(t, client, "events/recommendations/rebalance"); !strings.HasPrefix(got, `{"noticeTime": "2026-`) {
		t.Errorf("the recommendation is %q, %v", got, err)
	}
	account.Engine().Advance(3 * time.Minute)
	if _, err := item(t, client, "instance-id"); err == nil {
		t.Error("it still answers")
	}
}

func item(t *testing.T, client *imds.Client, path string) (string, error) {
	t.Helper()
	out, err := client.GetMetadata(t.Context(), &imds.GetMetadataInput{Path: path})
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(out.Content)
	return string(text), err
}

func inject(t *testing.T, url, body string) {
	t.Helper()
	if status, text := ask(t, "POST", url+"fault", body); status != http.StatusOK {
		t.Fatal(text)
	}
}

// Tokens (EC2/configuring-instance-metadata-service).
func TestTokens(t *testing.T) {
	account, url := serve(t, "empty")
	id, strict := run(t, account, nil, "optional"), run(t, account, nil, "required")
	account.Engine().Settle()
	const life, token = "X-aws-ec2-metadata-token-ttl-seconds", "X-aws-ec2-metadata-token"
	latest := url + "instances/" + id + "/latest/"
	for _, ttl := range []string{"", "0", "21601", "long"} {
		if status, _ := ask(t, "PUT", latest+"api/token", "", life, ttl); status != 400 {
			t.Errorf("a life of %q: %d", ttl, status)
		}
	}
	if status, _ := ask(t, "PUT", latest+"api/token", "", life, "60", "X-Forwarded-For", "192.0.2.1"); status != 403 {
		t.Errorf("through a proxy: %d", status)
	}
	_, mine := ask(t, "PUT", latest+"api/token", "", life, "60")
	for _, c := range []struct {
		name, token string
		wait        time.Duration
		status      int
	}{
		{"none, version 1", "", 0, 200},
		{"its own", mine, 0, 200},
		{"none that was given", "bXkgb3du", 0, 401},
		{"one that has ended", mine, time.Minute, 401},
	} {
		account.Engine().Advance(c.wait)
		header := []string{token, c.token}
		if c.token == "" {
			header = nil
		}
		if status, text := ask(t, "GET", latest+"meta-data/instance-id", "", header...); status != c.status {
			t.Errorf("%s: %d %s", c.name, status, text)
		}
	}
	if status, _ := ask(t, "GET", url+"instances/"+strict+"/latest/meta-data/", ""); status != 401 {
		t.Errorf("version 1 where tokens are required: %d", status)
	}
}
