package classicapi_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	"fleetglass/fake/world"
)

// equal compares what pointers point to.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %s, want %s", what, shown(got), shown(want))
	}
}

func shown(v any) string {
	r := reflect.ValueOf(v)
	if r.Kind() == reflect.Pointer && !r.IsNil() {
		return fmt.Sprintf("%+v", r.Elem().Interface())
	}
	return fmt.Sprintf("%+v", v)
}

// What CreateLoadBalancer makes, with the API's defaults
// (CLI/elb/create-load-balancer, CLI/elb/describe-load-balancers).
func TestANewBalancer(t *testing.T) {
	a := newAccount(t)
	in := a.create("web")
	in.Tags = []types.Tag{{Key: aws.String("Env"), Value: aws.String("test")}}
	dns := *ask[elb.CreateLoadBalancerOutput](a, in).DNSName
	if !regexp.MustCompile(`^web-\d{9,10}\.us-west-2\.elb\.amazonaws\.com$`).MatchString(dns) {
		t.Errorf("its name is %q", dns)
	}
	b := a.described(aws.String("web"))
	group := a.World.SecurityGroups.Get(a.net.SecurityGroup)
	equal(t, "balancer", b, types.LoadBalancerDescription{
		LoadBalancerName: aws.String("web"), DNSName: &dns, CanonicalHostedZoneName: &dns, CanonicalHostedZoneNameID: b.CanonicalHostedZoneNameID,
		CreatedTime: aws.Time(a.Now()), Scheme: aws.String("internet-facing"), VPCId: &a.net.VPC,
		AvailabilityZones: []string{a.zone(0), a.zone(1)}, Subnets: a.net.Subnets[:2], SecurityGroups: []string{a.net.SecurityGroup},
		SourceSecurityGroup: &types.SourceSecurityGroup{GroupName: &group.Name, OwnerAlias: aws.String("123456789012")},
		HealthCheck: &types.HealthCheck{
			Target: aws.String("TCP:80"), Interval: aws.Int32(30), Timeout: aws.Int32(5), UnhealthyThreshold: aws.Int32(2), HealthyThreshold: aws.Int32(10),
		},
		ListenerDescriptions: []types.ListenerDescription{{PolicyNames: []string{}, Listener: &types.Listener{
			Protocol: aws.String("HTTP"), LoadBalancerPort: 80, InstanceProtocol: aws.String("HTTP"), InstancePort: aws.Int32(80),
		}}},
		Instances: []types.Instance{}, BackendServerDescriptions: []types.BackendServerDescription{},
		Policies: &types.Policies{AppCookieStickinessPolicies: []types.AppCookieStickinessPolicy{}, LBCookieStickinessPolicies: []types.LBCookieStickinessPolicy{}, OtherPolicies: []string{}},
	})
	tags := ask[elb.DescribeTagsOutput](a, &elb.DescribeTagsInput{LoadBalancerNames: []string{"web"}}).TagDescriptions
	equal(t, "tags", tags, []types.TagDescription{{LoadBalancerName: aws.String("web"), Tags: in.Tags}})
	inner := a.create("inner")
	inner.Scheme, inner.AvailabilityZones, inner.Subnets, inner.SecurityGroups = aws.String("internal"), nil, a.net.Subnets[2:3], []string{a.net.SecurityGroup}
	if dns := *ask[elb.CreateLoadBalancerOutput](a, inner).DNSName; !strings.HasPrefix(dns, "internal-inner-") {
		t.Errorf("the internal one is called %q", dns)
	}
}

func TestBalancersThatAreRefused(t *testing.T) {
	a := newAccount(t)
	a.web()
	a.World.VPCs.Put("vpc-other", &world.VPC{ID: "vpc-other"})
	a.World.Subnets.Put("subnet-other", &world.Subnet{ID: "subnet-other", VPC: "vpc-other", Zone: a.zone(2)})
	a.World.Subnets.Put("subnet-twin", &world.Subnet{ID: "subnet-twin", VPC: a.net.VPC, Zone: a.zone(0)})
	for _, c := range []struct {
		name   string
		change func(in *elb.CreateLoadBalancerInput)
		want   string
	}{
		{"no name", func(in *elb.CreateLoadBalancerInput) { in.LoadBalancerName = nil }, "ValidationError: 1 validation error detected: Value null at 'loadBalancerName' failed to satisfy constraint: Member must not be null"},
		{"a bad name", func(in *elb.CreateLoadBalancerInput) { in.LoadBalancerName = aws.String("a_b") }, "ValidationError: LoadBalancer name must contain only alphanumeric characters or hyphens, must not start or end with a hyphen, and must have 1 to 32 characters: 'a_b'"},
		{"the name of another", func(in *elb.CreateLoadBalancerInput) { in.LoadBalancerName = aws.String("web") }, "DuplicateLoadBalancerName: The specified load balancer name already exists for this account: web"},
		{"no listener", func(in *elb.CreateLoadBalancerInput) { in.Listeners = nil }, "ValidationError: Listeners: at least one listener must be specified"},
		{"a protocol that there is not", func(in *elb.CreateLoadBalancerInput) { in.Listeners = []types.Listener{listener("UDP", 53, 53)} }, "UnsupportedProtocol: Listener protocols must be one of [TCP, SSL, HTTP, HTTPS]"},
		{"layers mixed", func(in *elb.CreateLoadBalancerInput) { in.Listeners[0].InstanceProtocol = aws.String("TCP") }, "ValidationError: If the front-end protocol is HTTP, the back-end protocol cannot be TCP"},
		{"no port", func(in *elb.CreateLoadBalancerInput) { in.Listeners[0].InstancePort = nil }, "ValidationError: 1 validation error detected: Value '0' at 'listener.instancePort' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		{"one port twice", func(in *elb.CreateLoadBalancerInput) { in.Listeners = append(in.Listeners, listener("TCP", 80, 81)) }, "DuplicateListener: A listener already exists on the port 80 with a different configuration"},
		{"secure without a certificate", func(in *elb.CreateLoadBalancerInput) { in.Listeners = []types.Listener{listener("HTTPS", 443, 80)} }, "ValidationError: Secure Listeners need to specify a SSLCertificateId"},
		{"a certificate that there is not", func(in *elb.CreateLoadBalancerInput) {
			in.Listeners = []types.Listener{secure("HTTPS", 443, "arn:aws:acm:x")}
		}, "CertificateNotFound: Server Certificate not found for the key: arn:aws:acm:x"},
		{"neither zones nor subnets", func(in *elb.CreateLoadBalancerInput) { in.AvailabilityZones = nil }, "ValidationError: Either AvailabilityZones or SubnetIds must be specified"},
		{"both", func(in *elb.CreateLoadBalancerInput) { in.Subnets = a.net.Subnets[:1] }, "ValidationError: Either AvailabilityZones or SubnetIds must be specified"},
		{"an unknown zone", func(in *elb.CreateLoadBalancerInput) { in.AvailabilityZones = []string{"mars-1a"} }, "ValidationError: Invalid availability zone: mars-1a"},
		{"an unknown subnet", func(in *elb.CreateLoadBalancerInput) { in.AvailabilityZones, in.Subnets = nil, []string{"subnet-0"} }, "SubnetNotFound: The subnet ID 'subnet-0' does not exist"},
		{"two subnets of one zone", func(in *elb.CreateLoadBalancerInput) {
			in.AvailabilityZones, in.Subnets = nil, []string{a.net.Subnets[0], "subnet-twin"}
		}, "InvalidConfigurationRequest: ELB cannot be attached to multiple subnets in the same AZ."},
		{"subnets of two VPCs", func(in *elb.CreateLoadBalancerInput) {
			in.AvailabilityZones, in.Subnets = nil, []string{a.net.Subnets[0], "subnet-other"}
		}, "InvalidConfigurationRequest: Subnets must be in the same VPC as the load balancer: vpc-d206400e1b891b413"},
		{"an unknown security group", func(in *elb.CreateLoadBalancerInput) { in.SecurityGroups = []string{"sg-0"} }, "InvalidSecurityGroup: One or more of the specified security groups do not exist."},
		{"an unknown scheme", func(in *elb.CreateLoadBalancerInput) { in.Scheme = aws.String("private") }, "InvalidScheme: Invalid scheme: private. Valid schemes: [internal, internet-facing]"},
		{"a tag twice", func(in *elb.CreateLoadBalancerInput) {
			in.Tags = []types.Tag{{Key: aws.String("a")}, {Key: aws.String("a")}}
		}, "DuplicateTagKeys: Tag key was specified more than once: a"},
	} {
		in := a.create("new")
		c.change(in)
		if got := a.refusal(in); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	for n := range 19 {
		ask[elb.CreateLoadBalancerOutput](a, a.create("b"+strconv.Itoa(n)))
	}
	equal(t, "the 21st", a.refusal(a.create("new")), "TooManyLoadBalancers: Exceeded quota of account 123456789012") // CLB/elb-limits
}

func TestPages(t *testing.T) {
	a := newAccount(t)
	for _, name := range []string{"c", "a", "b"} {
		ask[elb.CreateLoadBalancerOutput](a, a.create(name))
	}
	var names []string
	in := &elb.DescribeLoadBalancersInput{PageSize: aws.Int32(2)}
	for {
		out := ask[elb.DescribeLoadBalancersOutput](a, in)
		for _, b := range out.LoadBalancerDescriptions {
			names = append(names, *b.LoadBalancerName)
		}
		if in.Marker = out.NextMarker; in.Marker == nil {
			break
		}
	}
	equal(t, "names", names, []string{"c", "a", "b"})
	for _, c := range []struct {
		in   any
		want string
	}{
		{&elb.DescribeLoadBalancersInput{PageSize: aws.Int32(401)}, "ValidationError: 1 validation error detected: Value '401' at 'pageSize' failed to satisfy constraint: Member must have value between 1 and 400"},
		{&elb.DescribeLoadBalancersInput{PageSize: aws.Int32(0)}, "ValidationError: 1 validation error detected: Value '0' at 'pageSize' failed to satisfy constraint: Member must have value between 1 and 400"},
		{&elb.DescribeLoadBalancersInput{Marker: aws.String("?")}, "ValidationError: Invalid Marker: ?"},
		{&elb.DescribeLoadBalancersInput{LoadBalancerNames: []string{"a", "x"}}, "LoadBalancerNotFound: There is no ACTIVE Load Balancer named 'x'"},
		{&elb.DescribeAccountLimitsInput{PageSize: aws.Int32(-1)}, "ValidationError: 1 validation error detected: Value '-1' at 'pageSize' failed to satisfy constraint: Member must have value between 1 and 400"},
	} {
		if got := a.refusal(c.in); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	limits := ask[elb.DescribeAccountLimitsOutput](a, &elb.DescribeAccountLimitsInput{}).Limits
	equal(t, "limits", limits, []types.Limit{ // CLI/elb/describe-account-limits
		{Name: aws.String("classic-load-balancers"), Max: aws.String("20")}, {Name: aws.String("classic-listeners"), Max: aws.String("100")},
		{Name: aws.String("classic-registered-instances"), Max: aws.String("1000")},
	})
}

// Two servers behind a balancer: registration, health, and the way back.
func TestInstances(t *testing.T) {
	a := newAccount(t)
	web, one, two := a.web(), a.server(), a.server()
	out := ask[elb.RegisterInstancesWithLoadBalancerOutput](a, &elb.RegisterInstancesWithLoadBalancerInput{LoadBalancerName: web, Instances: of(one, two)})
	equal(t, "registered", out.Instances, of(one, two))
	health := func(ids ...string) []types.InstanceState {
		return ask[elb.DescribeInstanceHealthOutput](a, &elb.DescribeInstanceHealthInput{LoadBalancerName: web, Instances: of(ids...)}).InstanceStates
	}
	equal(t, "health at once", health(two), []types.InstanceState{{
		InstanceId: &two, State: aws.String("OutOfService"), ReasonCode: aws.String("ELB"), Description: aws.String("Instance registration is still in progress."),
	}})
	check := ask[elb.ConfigureHealthCheckOutput](a, &elb.ConfigureHealthCheckInput{LoadBalancerName: web, HealthCheck: &types.HealthCheck{
		Target: aws.String("HTTP:80/"), Interval: aws.Int32(10), Timeout: aws.Int32(3), UnhealthyThreshold: aws.Int32(3), HealthyThreshold: aws.Int32(2),
	}})
	equal(t, "check", check.HealthCheck, a.described(web).HealthCheck)
	a.pass(10 * time.Second)
	if all := health(); len(all) != 2 || *all[0].State != "InService" || *all[1].Description != "N/A" {
		t.Errorf("after the first check: %+v", all)
	}
	ask[elb.ModifyLoadBalancerAttributesOutput](a, &elb.ModifyLoadBalancerAttributesInput{LoadBalancerName: web, LoadBalancerAttributes: &types.LoadBalancerAttributes{
		ConnectionDraining: &types.ConnectionDraining{Enabled: true}}})
	left := ask[elb.DeregisterInstancesFromLoadBalancerOutput](a, &elb.DeregisterInstancesFromLoadBalancerInput{LoadBalancerName: web, Instances: of(one)})
	equal(t, "left", left.Instances, of(two))
	if got := *health()[0].Description; got != "Instance deregistration currently in progress." {
		t.Errorf("draining: %s", got)
	}
	a.pass(2 * time.Minute)
	if got := *health(one)[0].Description; got != "Instance is not currently registered with the LoadBalancer." {
		t.Errorf("drained: %s", got)
	}
	if n := len(health()); n != 1 {
		t.Errorf("%d instances are left", n)
	}
	ask[elb.DeleteLoadBalancerOutput](a, &elb.DeleteLoadBalancerInput{LoadBalancerName: web})
	ask[elb.DeleteLoadBalancerOutput](a, &elb.DeleteLoadBalancerInput{LoadBalancerName: web}) // BC:elb.DeleteLoadBalancer: no error
	if a.World.ClassicBalancers.Len() != 0 {
		t.Error("the balancer is still there")
	}
}

func TestListeners(t *testing.T) {
	a := newAccount(t)
	web := a.web()
	const certificate = "arn:aws:acm:us-west-2:123456789012:certificate/1"
	ask[elb.CreateLoadBalancerListenersOutput](a, &elb.CreateLoadBalancerListenersInput{LoadBalancerName: web, Listeners: []types.Listener{
		secure("https", 443, certificate), listener("HTTP", 80, 80), listener("TCP", 25, 2525),
	}})
	var got []string
	for _, l := range a.described(web).ListenerDescriptions {
		got = append(got, fmt.Sprint(*l.Listener.Protocol, l.Listener.LoadBalancerPort, *l.Listener.InstanceProtocol, *l.Listener.InstancePort, l.PolicyNames))
	}
	equal(t, "listeners", got, []string{"HTTP80HTTP80 []", "HTTPS443HTTP80 [ELBSecurityPolicy-2016-08]", "TCP25TCP2525 []"})
	equal(t, "policies", a.described(web).Policies.OtherPolicies, []string{"ELBSecurityPolicy-2016-08"})
	equal(t, "a listener that is there, but otherwise", a.refusal(&elb.CreateLoadBalancerListenersInput{LoadBalancerName: web, Listeners: []types.Listener{listener("HTTP", 80, 81)}}),
		"DuplicateListener: A listener already exists on the port 80 with a different configuration")

	other := "arn:aws:iam::123456789012:server-certificate/mine"
	set := func(port int32, arn string) any {
		return &elb.SetLoadBalancerListenerSSLCertificateInput{LoadBalancerName: web, LoadBalancerPort: port, SSLCertificateId: &arn}
	}
	ask[elb.SetLoadBalancerListenerSSLCertificateOutput](a, set(443, other))
	equal(t, "certificate", *a.described(web).ListenerDescriptions[1].Listener.SSLCertificateId, other)
	for _, c := range []struct {
		in   any
		want string
	}{
		{set(444, other), "ListenerNotFound: Could not find a listener with port 444 for load balancer web"}, {set(80, other), "InvalidConfigurationRequest: Requested listener must use HTTPS or SSL to have a certificate; port 80 uses HTTP"}, {set(443, "mine"), "CertificateNotFound: Server Certificate not found for the key: mine"}, {set(443, ""), "ValidationError: 1 validation error detected: Value null at 'sSLCertificateId' failed to satisfy constraint: Member must not be null"},
		{&elb.CreateLoadBalancerListenersInput{LoadBalancerName: web}, "ValidationError: Listeners: at least one listener must be specified"},
		{&elb.DeleteLoadBalancerListenersInput{LoadBalancerName: web}, "ValidationError: 1 validation error detected: Value null at 'loadBalancerPorts' failed to satisfy constraint: Member must not be null"},
	} {
		if got := a.refusal(c.in); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	ask[elb.DeleteLoadBalancerListenersOutput](a, &elb.DeleteLoadBalancerListenersInput{LoadBalancerName: web, LoadBalancerPorts: []int32{443, 99}})
	equal(t, "listeners left", len(a.described(web).ListenerDescriptions), 2)
}

func TestAttributes(t *testing.T) {
	a := newAccount(t)
	web := a.web()
	read := func() *types.LoadBalancerAttributes {
		return ask[elb.DescribeLoadBalancerAttributesOutput](a, &elb.DescribeLoadBalancerAttributesInput{LoadBalancerName: web}).LoadBalancerAttributes
	}
	equal(t, "defaults of a call", read(), &types.LoadBalancerAttributes{
		CrossZoneLoadBalancing: &types.CrossZoneLoadBalancing{}, ConnectionDraining: &types.ConnectionDraining{Timeout: aws.Int32(300)},
		ConnectionSettings: &types.ConnectionSettings{IdleTimeout: aws.Int32(60)}, AccessLog: &types.AccessLog{},
		AdditionalAttributes: []types.AdditionalAttribute{{Key: aws.String("elb.http.desyncmitigationmode"), Value: aws.String("defensive")}},
	})
	modify := func(v *types.LoadBalancerAttributes) *elb.ModifyLoadBalancerAttributesInput {
		return &elb.ModifyLoadBalancerAttributesInput{LoadBalancerName: web, LoadBalancerAttributes: v}
	}
	want := &types.LoadBalancerAttributes{
		CrossZoneLoadBalancing: &types.CrossZoneLoadBalancing{Enabled: true}, ConnectionDraining: &types.ConnectionDraining{Enabled: true, Timeout: aws.Int32(20)},
		ConnectionSettings:   &types.ConnectionSettings{IdleTimeout: aws.Int32(30)},
		AccessLog:            &types.AccessLog{Enabled: true, S3BucketName: aws.String("logs"), S3BucketPrefix: aws.String("web"), EmitInterval: aws.Int32(5)},
		AdditionalAttributes: []types.AdditionalAttribute{{Key: aws.String("elb.http.desyncmitigationmode"), Value: aws.String("strictest")}},
	}
	out := ask[elb.ModifyLoadBalancerAttributesOutput](a, modify(want))
	equal(t, "answer", out.LoadBalancerAttributes, want)
	equal(t, "read back", read(), want)
	part := ask[elb.ModifyLoadBalancerAttributesOutput](a, modify(&types.LoadBalancerAttributes{CrossZoneLoadBalancing: &types.CrossZoneLoadBalancing{}}))
	equal(t, "the answer to a part", part.LoadBalancerAttributes, &types.LoadBalancerAttributes{CrossZoneLoadBalancing: &types.CrossZoneLoadBalancing{}})
	for _, c := range []struct {
		name string
		v    *types.LoadBalancerAttributes
		want string
	}{
		{"nothing", nil, "ValidationError: 1 validation error detected: Value null at 'loadBalancerAttributes' failed to satisfy constraint: Member must not be null"},
		{"draining too long", &types.LoadBalancerAttributes{ConnectionDraining: &types.ConnectionDraining{Enabled: true, Timeout: aws.Int32(3601)}}, "ValidationError: 1 validation error detected: Value '3601' at 'connectionDraining.timeout' failed to satisfy constraint: Member must have value less than or equal to 3600"},
		{"no idle timeout", &types.LoadBalancerAttributes{ConnectionSettings: &types.ConnectionSettings{}}, "ValidationError: 1 validation error detected: Value null at 'loadBalancerAttributes.connectionSettings.idleTimeout' failed to satisfy constraint: Member must not be null"},
		{"idle for too long", &types.LoadBalancerAttributes{ConnectionSettings: &types.ConnectionSettings{IdleTimeout: aws.Int32(4000)}}, "ValidationError: 1 validation error detected: Value '4000' at 'connectionSettings.idleTimeout' failed to satisfy constraint: Member must have value less than or equal to 3600"},
		{"a log without a bucket", &types.LoadBalancerAttributes{AccessLog: &types.AccessLog{Enabled: true}}, "InvalidConfigurationRequest: S3 bucket name must be specified to enable access logs"},
		{"a log every 7 minutes", &types.LoadBalancerAttributes{AccessLog: &types.AccessLog{EmitInterval: aws.Int32(7)}}, "InvalidConfigurationRequest: Access log emit interval must be 5 or 60 minutes. Got 7"},
		{"an unknown attribute", &types.LoadBalancerAttributes{CrossZoneLoadBalancing: &types.CrossZoneLoadBalancing{Enabled: true}, AdditionalAttributes: []types.AdditionalAttribute{{Key: aws.String("x")}}}, "LoadBalancerAttributeNotFound: Load balancer attribute key 'x' is not recognized"},
		{"an unknown value", &types.LoadBalancerAttributes{AdditionalAttributes: []types.AdditionalAttribute{{Key: aws.String("elb.http.desyncmitigationmode"), Value: aws.String("off")}}}, "InvalidConfigurationRequest: Invalid value 'off' for attribute 'elb.http.desyncmitigationmode'. Valid values: [monitor defensive strictest]"},
	} {
		if got := a.refusal(modify(c.v)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if read().CrossZoneLoadBalancing.Enabled {
		t.Error("a refused change was made in part")
	}
}

func TestZonesAndSecurityGroups(t *testing.T) {
	a := newAccount(t)
	web := a.web()
	zones := ask[elb.EnableAvailabilityZonesForLoadBalancerOutput](a, &elb.EnableAvailabilityZonesForLoadBalancerInput{LoadBalancerName: web, AvailabilityZones: []string{a.zone(2), a.zone(0)}})
	equal(t, "enabled", zones.AvailabilityZones, []string{a.zone(0), a.zone(1), a.zone(2)})
	off := ask[elb.DisableAvailabilityZonesForLoadBalancerOutput](a, &elb.DisableAvailabilityZonesForLoadBalancerInput{LoadBalancerName: web, AvailabilityZones: []string{a.zone(0)}})
	equal(t, "after disabling", off.AvailabilityZones, []string{a.zone(1), a.zone(2)})
	equal(t, "subnets", a.described(web).Subnets, a.net.Subnets[1:3])
	subnets := ask[elb.AttachLoadBalancerToSubnetsOutput](a, &elb.AttachLoadBalancerToSubnetsInput{LoadBalancerName: web, Subnets: a.net.Subnets[:1]})
	equal(t, "attached", subnets.Subnets, []string{a.net.Subnets[1], a.net.Subnets[2], a.net.Subnets[0]})
	detached := ask[elb.DetachLoadBalancerFromSubnetsOutput](a, &elb.DetachLoadBalancerFromSubnetsInput{LoadBalancerName: web, Subnets: a.net.Subnets[1:3]})
	equal(t, "detached", detached.Subnets, a.net.Subnets[:1])
	equal(t, "zones", a.described(web).AvailabilityZones, []string{a.zone(0)})
	a.World.SecurityGroups.Put("sg-2", &world.SecurityGroup{ID: "sg-2", Name: "two", VPC: a.net.VPC})
	groups := ask[elb.ApplySecurityGroupsToLoadBalancerOutput](a, &elb.ApplySecurityGroupsToLoadBalancerInput{LoadBalancerName: web, SecurityGroups: []string{"sg-2", "sg-2"}})
	equal(t, "security groups", groups.SecurityGroups, []string{"sg-2"})

	a.World.VPCs.Put("vpc-own", &world.VPC{ID: "vpc-own"})
	a.World.Subnets.Put("subnet-own", &world.Subnet{ID: "subnet-own", VPC: "vpc-own", Zone: a.zone(0)})
	own := a.create("own")
	own.AvailabilityZones, own.Subnets = nil, []string{"subnet-own"}
	ask[elb.CreateLoadBalancerOutput](a, own)
	for _, c := range []struct {
		in   any
		want string
	}{
		{&elb.DisableAvailabilityZonesForLoadBalancerInput{LoadBalancerName: web, AvailabilityZones: []string{a.zone(0)}}, "InvalidConfigurationRequest: LoadBalancer 'web' must have at least one availability zone or subnet"},
		{&elb.DetachLoadBalancerFromSubnetsInput{LoadBalancerName: web, Subnets: a.net.Subnets}, "InvalidConfigurationRequest: LoadBalancer 'web' must have at least one availability zone or subnet"},
		{&elb.EnableAvailabilityZonesForLoadBalancerInput{LoadBalancerName: web, AvailabilityZones: []string{"mars-1a"}}, "ValidationError: Invalid availability zone: mars-1a"},
		{&elb.EnableAvailabilityZonesForLoadBalancerInput{LoadBalancerName: aws.String("own"), AvailabilityZones: []string{a.zone(1)}}, "InvalidConfigurationRequest: Availability zones cannot be changed for a load balancer in a VPC. Use AttachLoadBalancerToSubnets"},
		{&elb.AttachLoadBalancerToSubnetsInput{LoadBalancerName: web, Subnets: []string{"subnet-0"}}, "SubnetNotFound: The subnet ID 'subnet-0' does not exist"},
		{&elb.AttachLoadBalancerToSubnetsInput{LoadBalancerName: aws.String("own"), Subnets: a.net.Subnets[1:2]}, "InvalidConfigurationRequest: Subnets must be in the same VPC as the load balancer: vpc-own"},
		{&elb.ApplySecurityGroupsToLoadBalancerInput{LoadBalancerName: aws.String("own"), SecurityGroups: []string{"sg-2"}}, "InvalidSecurityGroup: One or more of the specified security groups do not exist."},
	} {
		if got := a.refusal(c.in); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

func TestPolicies(t *testing.T) {
	a := newAccount(t)
	web := a.web()
	ask[elb.CreateLoadBalancerListenersOutput](a, &elb.CreateLoadBalancerListenersInput{LoadBalancerName: web, Listeners: []types.Listener{listener("TCP", 25, 25)}})
	ask[elb.CreateLBCookieStickinessPolicyOutput](a, &elb.CreateLBCookieStickinessPolicyInput{LoadBalancerName: web, PolicyName: aws.String("minute"), CookieExpirationPeriod: aws.Int64(60)})
	ask[elb.CreateLBCookieStickinessPolicyOutput](a, &elb.CreateLBCookieStickinessPolicyInput{LoadBalancerName: web, PolicyName: aws.String("session")})
	ask[elb.CreateAppCookieStickinessPolicyOutput](a, &elb.CreateAppCookieStickinessPolicyInput{LoadBalancerName: web, PolicyName: aws.String("cart"), CookieName: aws.String("CART")})
	equal(t, "policies", a.described(web).Policies, &types.Policies{
		LBCookieStickinessPolicies:  []types.LBCookieStickinessPolicy{{PolicyName: aws.String("minute"), CookieExpirationPeriod: aws.Int64(60)}, {PolicyName: aws.String("session")}},
		AppCookieStickinessPolicies: []types.AppCookieStickinessPolicy{{PolicyName: aws.String("cart"), CookieName: aws.String("CART")}},
		OtherPolicies:               []string{},
	})
	set := func(port int32, names ...string) any {
		return &elb.SetLoadBalancerPoliciesOfListenerInput{LoadBalancerName: web, LoadBalancerPort: port, PolicyNames: names}
	}
	ask[elb.SetLoadBalancerPoliciesOfListenerOutput](a, set(80, "cart"))
	equal(t, "of the listener", a.described(web).ListenerDescriptions[0].PolicyNames, []string{"cart"})
	drop := &elb.DeleteLoadBalancerPolicyInput{LoadBalancerName: web, PolicyName: aws.String("cart")}
	for _, c := range []struct {
		name string
		in   any
		want string
	}{
		{"in use", drop, "InvalidConfigurationRequest: Policy cart is in use by a listener of load balancer web"},
		{"two at once", set(80, "cart", "session"), "InvalidConfigurationRequest: Only one session stickiness policy can be associated with a listener"},
		{"not on TCP", set(25, "cart"), "InvalidConfigurationRequest: Session stickiness policies can only be associated with HTTP or HTTPS listeners"},
		{"an unknown policy", set(80, "x"), "PolicyNotFound: There is no policy with name x for load balancer web."},
		{"an unknown listener", set(81, "cart"), "ListenerNotFound: Could not find a listener with port 81 for load balancer web"},
		{"the name is taken", &elb.CreateLBCookieStickinessPolicyInput{LoadBalancerName: web, PolicyName: aws.String("cart")}, "DuplicatePolicyName: Policy already exists with the name cart for load balancer web."},
		{"a bad name", &elb.CreateLBCookieStickinessPolicyInput{LoadBalancerName: web, PolicyName: aws.String("a b")}, "InvalidConfigurationRequest: Policy names must consist of alphanumeric characters and dashes: a b"},
		{"no name", &elb.CreateLBCookieStickinessPolicyInput{LoadBalancerName: web}, "ValidationError: 1 validation error detected: Value null at 'policyName' failed to satisfy constraint: Member must not be null"},
		{"a negative time", &elb.CreateLBCookieStickinessPolicyInput{LoadBalancerName: web, PolicyName: aws.String("z"), CookieExpirationPeriod: aws.Int64(-1)}, "InvalidConfigurationRequest: CookieExpirationPeriod must not be negative. Got -1"},
		{"no cookie", &elb.CreateAppCookieStickinessPolicyInput{LoadBalancerName: web, PolicyName: aws.String("z")}, "ValidationError: 1 validation error detected: Value null at 'cookieName' failed to satisfy constraint: Member must not be null"},
		{"describe an unknown one", &elb.DescribeLoadBalancerPoliciesInput{LoadBalancerName: web, PolicyNames: []string{"x"}}, "PolicyNotFound: There is no policy with name x for load balancer web."},
	} {
		if got := a.refusal(c.in); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	one := ask[elb.DescribeLoadBalancerPoliciesOutput](a, &elb.DescribeLoadBalancerPoliciesInput{LoadBalancerName: web, PolicyNames: []string{"minute"}}).PolicyDescriptions
	equal(t, "one described", one, []types.PolicyDescription{{PolicyName: aws.String("minute"), PolicyTypeName: aws.String("LBCookieStickinessPolicyType"),
		PolicyAttributeDescriptions: []types.PolicyAttributeDescription{{AttributeName: aws.String("CookieExpirationPeriod"), AttributeValue: aws.String("60")}}}})
	ask[elb.SetLoadBalancerPoliciesOfListenerOutput](a, set(80))
	ask[elb.DeleteLoadBalancerPolicyOutput](a, drop)
	equal(t, "left", len(ask[elb.DescribeLoadBalancerPoliciesOutput](a, &elb.DescribeLoadBalancerPoliciesInput{LoadBalancerName: web}).PolicyDescriptions), 2)
	if ours := ask[elb.DescribeLoadBalancerPoliciesOutput](a, &elb.DescribeLoadBalancerPoliciesInput{}).PolicyDescriptions; len(ours) == 0 || *ours[0].PolicyTypeName != "SSLNegotiationPolicyType" {
		t.Errorf("AWS's own: %+v", ours)
	}
}

func TestTags(t *testing.T) {
	a := newAccount(t)
	web := []string{*a.web()}
	tag := func(key, value string) []types.Tag { return []types.Tag{{Key: &key, Value: &value}} }
	ask[elb.AddTagsOutput](a, &elb.AddTagsInput{LoadBalancerNames: web, Tags: append(tag("a", "1"), tag("b", "2")...)})
	ask[elb.AddTagsOutput](a, &elb.AddTagsInput{LoadBalancerNames: web, Tags: tag("a", "3")})
	ask[elb.RemoveTagsOutput](a, &elb.RemoveTagsInput{LoadBalancerNames: web, Tags: []types.TagKeyOnly{{Key: aws.String("b")}, {Key: aws.String("none")}}})
	equal(t, "tags", ask[elb.DescribeTagsOutput](a, &elb.DescribeTagsInput{LoadBalancerNames: web}).TagDescriptions[0].Tags, tag("a", "3"))
	var many []types.Tag
	for n := range 50 {
		many = append(many, tag("k"+strconv.Itoa(n), "")...)
	}
	for _, c := range []struct {
		name string
		in   any
		want string
	}{
		{"too many", &elb.AddTagsInput{LoadBalancerNames: web, Tags: many}, "TooManyTags: The quota for the number of tags that can be assigned to a load balancer has been reached"},
		{"twice", &elb.AddTagsInput{LoadBalancerNames: web, Tags: append(tag("x", "1"), tag("x", "2")...)}, "DuplicateTagKeys: Tag key was specified more than once: x"},
		{"AWS's own", &elb.AddTagsInput{LoadBalancerNames: web, Tags: tag("aws:x", "1")}, "ValidationError: Tag keys cannot begin with 'aws:'"},
		{"no key", &elb.AddTagsInput{LoadBalancerNames: web, Tags: tag("", "1")}, "ValidationError: 1 validation error detected: Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have length between 1 and 128"},
		{"a long value", &elb.AddTagsInput{LoadBalancerNames: web, Tags: tag("x", strings.Repeat("v", 257))}, "ValidationError: 1 validation error detected: Value 'vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv' at 'tags.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 256"},
		{"none", &elb.AddTagsInput{LoadBalancerNames: web}, "ValidationError: 1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not be null"},
		{"two balancers", &elb.AddTagsInput{LoadBalancerNames: []string{"web", "web"}, Tags: tag("x", "1")}, "ValidationError: 1 validation error detected: Value '[web, web]' at 'loadBalancerNames' failed to satisfy constraint: Member must have length less than or equal to 1"},
		{"none to remove", &elb.RemoveTagsInput{LoadBalancerNames: web}, "ValidationError: 1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not be null"},
		{"of nobody", &elb.DescribeTagsInput{}, "ValidationError: 1 validation error detected: Value null at 'loadBalancerNames' failed to satisfy constraint: Member must not be null"},
		{"of too many", &elb.DescribeTagsInput{LoadBalancerNames: slices.Repeat(web, 21)}, "ValidationError: 1 validation error detected: Value '[web, web, web, web, web, web, web, web, web, web, web, web, web, web, web, web, web, web, web, web, web]' at 'loadBalancerNames' failed to satisfy constraint: Member must have length less than or equal to 20"},
		{"of an unknown one", &elb.DescribeTagsInput{LoadBalancerNames: []string{"x"}}, "LoadBalancerNotFound: There is no ACTIVE Load Balancer named 'x'"},
	} {
		if got := a.refusal(c.in); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Every operation on one balancer refuses one that is not there, and a request
// that names none.
func TestAnUnknownBalancerIsRefusedEverywhere(t *testing.T) {
	a := newAccount(t)
	nobody, port, id := aws.String("nobody"), []int32{80}, of("i-0")
	for _, in := range []any{
		&elb.CreateLoadBalancerListenersInput{LoadBalancerName: nobody}, &elb.DeleteLoadBalancerListenersInput{LoadBalancerName: nobody, LoadBalancerPorts: port},
		&elb.SetLoadBalancerListenerSSLCertificateInput{LoadBalancerName: nobody}, &elb.DescribeLoadBalancerAttributesInput{LoadBalancerName: nobody},
		&elb.ModifyLoadBalancerAttributesInput{LoadBalancerName: nobody}, &elb.EnableAvailabilityZonesForLoadBalancerInput{LoadBalancerName: nobody},
		&elb.DisableAvailabilityZonesForLoadBalancerInput{LoadBalancerName: nobody}, &elb.AttachLoadBalancerToSubnetsInput{LoadBalancerName: nobody},
		&elb.DetachLoadBalancerFromSubnetsInput{LoadBalancerName: nobody}, &elb.ApplySecurityGroupsToLoadBalancerInput{LoadBalancerName: nobody},
		&elb.ConfigureHealthCheckInput{LoadBalancerName: nobody}, &elb.RegisterInstancesWithLoadBalancerInput{LoadBalancerName: nobody, Instances: id},
		&elb.DeregisterInstancesFromLoadBalancerInput{LoadBalancerName: nobody, Instances: id}, &elb.DescribeInstanceHealthInput{LoadBalancerName: nobody},
		&elb.CreateLBCookieStickinessPolicyInput{LoadBalancerName: nobody, PolicyName: nobody},
		&elb.CreateAppCookieStickinessPolicyInput{LoadBalancerName: nobody, PolicyName: nobody, CookieName: nobody},
		&elb.SetLoadBalancerPoliciesOfListenerInput{LoadBalancerName: nobody}, &elb.DeleteLoadBalancerPolicyInput{LoadBalancerName: nobody},
		&elb.DescribeLoadBalancerPoliciesInput{LoadBalancerName: nobody},
	} {
		if got := a.refusal(in); got != "LoadBalancerNotFound: There is no ACTIVE Load Balancer named 'nobody'" {
			t.Errorf("%T: %s", in, got)
		}
	}
	for _, in := range []any{&elb.ConfigureHealthCheckInput{}, &elb.DeleteLoadBalancerInput{}, &elb.DescribeInstanceHealthInput{}} {
		if got := a.refusal(in); !strings.HasPrefix(got, "ValidationError: 1 validation error detected: Value null at 'loadBalancerName'") {
			t.Errorf("%T: %s", in, got)
		}
	}
}

// What is missing or out of range in requests about instances.
func TestInstanceRequestsThatAreRefused(t *testing.T) {
	a := newAccount(t)
	web := a.web()
	check := func(change func(*types.HealthCheck)) any {
		c := &types.HealthCheck{Target: aws.String("TCP:80"), Interval: aws.Int32(30), Timeout: aws.Int32(5), UnhealthyThreshold: aws.Int32(2), HealthyThreshold: aws.Int32(10)}
		change(c)
		return &elb.ConfigureHealthCheckInput{LoadBalancerName: web, HealthCheck: c}
	}
	for _, c := range []struct {
		name string
		in   any
		want string
	}{
		{"no check", &elb.ConfigureHealthCheckInput{LoadBalancerName: web}, "ValidationError: 1 validation error detected: Value null at 'healthCheck' failed to satisfy constraint: Member must not be null"},
		{"no target", check(func(c *types.HealthCheck) { c.Target = nil }), "ValidationError: 1 validation error detected: Value null at 'healthCheck.target' failed to satisfy constraint: Member must not be null"},
		{"no path", check(func(c *types.HealthCheck) { c.Target = aws.String("HTTP:80") }), "ValidationError: HealthCheck HTTP Target must specify a port followed by a path that begins with a slash. e.g. HTTP:80/ping/this/path"},
		{"too often", check(func(c *types.HealthCheck) { c.Interval = aws.Int32(4) }), "ValidationError: 1 validation error detected: Value '4' at 'healthCheck.interval' failed to satisfy constraint: Member must have value greater than or equal to 5"},
		{"a timeout of an interval", check(func(c *types.HealthCheck) { c.Timeout = aws.Int32(30) }), "ValidationError: HealthCheck timeout must be less than interval"},
		{"eleven passes", check(func(c *types.HealthCheck) { c.HealthyThreshold = aws.Int32(11) }), "ValidationError: 1 validation error detected: Value '11' at 'healthCheck.healthyThreshold' failed to satisfy constraint: Member must have value less than or equal to 10"},
		{"register nobody", &elb.RegisterInstancesWithLoadBalancerInput{LoadBalancerName: web}, "ValidationError: 1 validation error detected: Value null at 'instances' failed to satisfy constraint: Member must not be null"},
		{"register an unknown instance", &elb.RegisterInstancesWithLoadBalancerInput{LoadBalancerName: web, Instances: of("i-0")}, "InvalidInstance: Could not find EC2 instance i-0."},
		{"deregister nobody", &elb.DeregisterInstancesFromLoadBalancerInput{LoadBalancerName: web}, "ValidationError: 1 validation error detected: Value null at 'instances' failed to satisfy constraint: Member must not be null"},
		{"deregister an unknown instance", &elb.DeregisterInstancesFromLoadBalancerInput{LoadBalancerName: web, Instances: of("i-0")}, "InvalidInstance: Could not find EC2 instance i-0."},
		{"health of a stranger", &elb.DescribeInstanceHealthInput{LoadBalancerName: web, Instances: of("i-0")}, "InvalidInstance: Could not find EC2 instance i-0."},
	} {
		if got := a.refusal(c.in); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	// BC:elb.DescribeInstanceHealth
	equal(t, "health of nobody", len(ask[elb.DescribeInstanceHealthOutput](a, &elb.DescribeInstanceHealthInput{LoadBalancerName: web}).InstanceStates), 0)
}
