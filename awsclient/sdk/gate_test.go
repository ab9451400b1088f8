package sdk

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
)

// readers are the methods of Client that change nothing. Every other method is
// a write: one that is added is tested here without being named.
func readers() []string {
	return []string{"Region", "Identity", "Regions", "Instances", "InstanceStatuses", "Subnets", "SecurityGroups", "UserData", "ConsoleOutput",
		"VPCs", "NetworkACLs", "RouteTables", "InternetGateways",
		"LoadBalancers", "Listeners", "Rules", "TargetGroups", "Targets", "BalancerAttributes", "TargetGroupAttributes",
		"ClassicBalancers", "ClassicHealth", "ClassicAttributes", "ClassicTags",
		"Groups", "Activities", "Policies", "ScheduledActions", "Hooks", "LaunchSettings", "Series", "Alarms", "AlarmHistory", "Metrics", "Events",
		"Topics", "Subscriptions", "Users", "Roles", "ManagedPolicies", "PolicyDocument", "UserPolicies", "RolePolicies",
		"SpotPrices", "SpotRequests", "Images", "KeyPairs", "LaunchTemplates", "LaunchConfigurations",
		"Trails", "TrailStatus", "TrailSelectors", "Buckets", "BucketPolicy", "Objects", "Object",
		"LogGroups", "LogStreams", "LogEvents", "StreamEvents", "Tail", "MetricFilters", "TestMetricFilter", "StartInsights", "Insights", "StopInsights",
		"Metrics", "AlarmHistory", "SpotFleets", "SpotFleetHistory", "SpotFleetInstances", "InstanceRefreshes", "NotificationConfigs"}
}

func TestReadOnlyMeansReadOnly(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(http.StatusBadRequest)
	}))
	defer server.Close()
	c := openAt(t, server.URL, Options{})
	kind, writes := reflect.TypeFor[awsclient.Client](), 0
	for i := range kind.NumMethod() {
		name := kind.Method(i).Name
		if slices.Contains(readers(), name) {
			continue
		}
		writes++
		method := reflect.ValueOf(c).MethodByName(name)
		args := []reflect.Value{reflect.ValueOf(t.Context())}
		for p := 1; p < method.Type().NumIn(); p++ {
			args = append(args, filled(method.Type().In(p)))
		}
		results := method.Call(args)
		err, _ := results[len(results)-1].Interface().(error)
		if awsclient.KindOf(err) != awsclient.Denied || !strings.Contains(err.Error(), "--allow-writes") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if writes < 20 {
		t.Errorf("only %d writes found", writes)
	}
	if asked != 0 || len(c.Usage().Recent) != 0 {
		t.Errorf("%d requests left the process", asked)
	}
}

// filled is a value that the SDK's own checks of parameters let pass.
func filled(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	if t == reflect.TypeFor[time.Time]() {
		return reflect.ValueOf(time.Unix(1000, 0))
	}
	switch t.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Int:
		v.SetInt(1)
	case reflect.Struct:
		for i := range t.NumField() {
			v.Field(i).Set(filled(t.Field(i).Type))
		}
	case reflect.Slice:
		v = reflect.MakeSlice(t, 1, 1)
		if name := t.Elem().Name(); name != "RuleAction" && name != "Condition" {
			v.Index(0).Set(filled(t.Elem()))
		} else {
			v = reflect.MakeSlice(t, 0, 0)
		}
	}
	return v
}

func TestTheGateShutsInProcessToo(t *testing.T) {
	r := &recorder{}
	c := InProcess(r.call, "us-west-2").ReadOnly()
	if err := c.StopInstances(t.Context(), []string{"i-1"}); awsclient.KindOf(err) != awsclient.Denied || len(r.calls) > 0 || c.WritesAllowed() {
		t.Errorf("%v after %v", err, r.calls)
	}
}

func TestReadsAreKnownByTheirNames(t *testing.T) {
	for operation, want := range map[string]bool{
		"DescribeInstances": true, "GetMetricData": true, "LookupEvents": true, "ListMetrics": true,
		"TerminateInstances": false, "CreateRule": false, "SetDesiredCapacity": false, "ExitStandby": false, "": false,
	} {
		if reads(operation) != want {
			t.Errorf("%s: %v", operation, !want)
		}
	}
}
