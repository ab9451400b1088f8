package dataplane_test

import (
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake"
	"fleetglass/fake/dataplane"
)

// site is an empty account whose balancers take requests. Its clock stands.
type site struct {
	t       *testing.T
	engine  *fake.Engine
	present atomic.Pointer[fake.Engine] // what the plane sees
	plane   *dataplane.Plane
	client  *http.Client

	vpc, image, group string
	subnets           []string
}

func newSite(t *testing.T) *site {
	t.Helper()
	if l, err := net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Skipf("this machine lets nobody listen on the loopback: %v", err)
	} else {
		l.Close()
	}
	engine := newEngine(t)
	s := &site{t: t, engine: engine}
	s.present.Store(engine)
	s.plane = dataplane.New(func() []dataplane.Account {
		return []dataplane.Account{{Number: fake.Account, Engine: s.present.Load()}}
	}, func(string) {})
	t.Cleanup(s.plane.Close)
	transport := &http.Transport{DisableKeepAlives: true}
	s.client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	s.look()
	return s
}

func newEngine(t *testing.T) *fake.Engine {
	t.Helper()
	at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	engine, err := fake.New(fake.Options{Scenario: "empty", Seed: 1, Wall: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// look finds what a new account has, and opens it to the internet.
func (s *site) look() {
	subnets := call[*ec2.DescribeSubnetsOutput](s, "ec2", "DescribeSubnets", &ec2.DescribeSubnetsInput{})
	for _, sub := range subnets.Subnets {
		s.vpc, s.subnets = *sub.VpcId, append(s.subnets, *sub.SubnetId)
	}
	s.image = *call[*ec2.DescribeImagesOutput](s, "ec2", "DescribeImages", &ec2.DescribeImagesInput{
		Filters: []ec2types.Filter{{Name: aws.String("architecture"), Values: []string{"x86_64"}}, {Name: aws.String("name"), Values: []string{"al2023*"}}},
	}).Images[0].ImageId
	s.group = *call[*ec2.DescribeSecurityGroupsOutput](s, "ec2", "DescribeSecurityGroups", &ec2.DescribeSecurityGroupsInput{}).SecurityGroups[0].GroupId
	call[*ec2.AuthorizeSecurityGroupIngressOutput](s, "ec2", "AuthorizeSecurityGroupIngress", &ec2.AuthorizeSecurityGroupIngressInput{
		GroupId: &s.group, IpProtocol: aws.String("tcp"), FromPort: aws.Int32(1), ToPort: aws.Int32(65535), CidrIp: aws.String("0.0.0.0/0"),
	})
}

// call makes a call that must go well.
func call[O any](s *site, service, operation string, input any) O {
	s.t.Helper()
	out, _, err := s.engine.Call(s.t.Context(), service, operation, "", input)
	if err != nil {
		s.t.Fatalf("%s: %v", operation, err)
	}
	return out.(O)
}

const webServer = "#!/bin/bash\nyum install -y httpd\nsystemctl enable --now httpd\ntouch /var/www/html/page\n"

func encoded(text string) *string {
	return aws.String(base64.StdEncoding.EncodeToString([]byte(text)))
}

// servers runs instances of a script.
func (s *site) servers(n int32, script string) []string {
	s.t.Helper()
	out := call[*ec2.RunInstancesOutput](s, "ec2", "RunInstances", &ec2.RunInstancesInput{
		ImageId: &s.image, InstanceType: ec2types.InstanceTypeT3Micro, MinCount: &n, MaxCount: &n, SubnetId: &s.subnets[0], SecurityGroupIds: []string{s.group}, UserData: encoded(script),
	})
	var ids []string
	for _, in := range out.Instances {
		ids = append(ids, *in.InstanceId)
	}
	return ids
}

func (s *site) balancer(name string, kind types.LoadBalancerTypeEnum) types.LoadBalancer {
	in := &elb.CreateLoadBalancerInput{Name: &name, Type: kind, Subnets: s.subnets[:2], SecurityGroups: []string{s.group}}
	return call[*elb.CreateLoadBalancerOutput](s, "elasticloadbalancingv2", "CreateLoadBalancer", in).LoadBalancers[0]
}

// targets is a target group with these instances, and these attributes by key
// and value.
func (s *site) targets(name string, protocol types.ProtocolEnum, ids []string, attributes ...string) *string {
	tg := call[*elb.CreateTargetGroupOutput](s, "elasticloadbalancingv2", "CreateTargetGroup", &elb.CreateTargetGroupInput{
		Name: &name, Protocol: protocol, Port: aws.Int32(80), VpcId: &s.vpc,
	}).TargetGroups[0]
	var set []types.TargetGroupAttribute
	for i := 0; i < len(attributes); i += 2 {
		set = append(set, types.TargetGroupAttribute{Key: &attributes[i], Value: &attributes[i+1]})
	}
	if set != nil {
		call[*elb.ModifyTargetGroupAttributesOutput](s, "elasticloadbalancingv2", "ModifyTargetGroupAttributes", &elb.ModifyTargetGroupAttributesInput{TargetGroupArn: tg.TargetGroupArn, Attributes: set})
	}
	s.register(tg.TargetGroupArn, ids)
	return tg.TargetGroupArn
}

func described(ids []string) []types.TargetDescription {
	var list []types.TargetDescription
	for i := range ids {
		list = append(list, types.TargetDescription{Id: &ids[i]})
	}
	return list
}

func (s *site) register(tg *string, ids []string) {
	if len(ids) > 0 {
		call[*elb.RegisterTargetsOutput](s, "elasticloadbalancingv2", "RegisterTargets", &elb.RegisterTargetsInput{TargetGroupArn: tg, Targets: described(ids)})
	}
}

func forward(tg ...*string) types.Action {
	a := types.Action{Type: types.ActionTypeEnumForward, ForwardConfig: &types.ForwardActionConfig{}}
	for _, arn := range tg {
		a.ForwardConfig.TargetGroups = append(a.ForwardConfig.TargetGroups, types.TargetGroupTuple{TargetGroupArn: arn, Weight: aws.Int32(1)})
	}
	return a
}

func (s *site) listener(lb types.LoadBalancer, protocol types.ProtocolEnum, port int32, a types.Action) *string {
	return call[*elb.CreateListenerOutput](s, "elasticloadbalancingv2", "CreateListener", &elb.CreateListenerInput{
		LoadBalancerArn: lb.LoadBalancerArn, Protocol: protocol, Port: &port, DefaultActions: []types.Action{a},
	}).Listeners[0].ListenerArn
}

func (s *site) rule(listener *string, priority int32, a types.Action, conditions ...types.RuleCondition) *string {
	return call[*elb.CreateRuleOutput](s, "elasticloadbalancingv2", "CreateRule", &elb.CreateRuleInput{
		ListenerArn: listener, Priority: &priority, Conditions: conditions, Actions: []types.Action{a},
	}).Rules[0].RuleArn
}

func path(p string) types.RuleCondition {
	return types.RuleCondition{Field: aws.String("path-pattern"), Values: []string{p}}
}

// settle lets balancers come up and targets become healthy.
func (s *site) settle() { s.engine.Advance(10 * time.Minute) }

// address is where a balancer's port is open; "" where it is not.
func (s *site) address(balancer string, port int) string {
	for _, l := range s.plane.List() {
		if l.Balancer == balancer && l.Port == port {
			return l.Address
		}
	}
	return ""
}

// reply is an answer with its body.
type reply struct {
	*http.Response
	body string
}

// line is what the server's page says of something.
func (r reply) line(name string) string {
	for text := range strings.Lines(r.body) {
		if value, ok := strings.CutPrefix(text, name+": "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// get asks the port of balancer "web" for a path, with headers by name and
// value.
func (s *site) get(path string, headers ...string) reply {
	s.t.Helper()
	return s.do(s.client, "GET", s.address("web", 80), path, headers...)
}

func (s *site) do(client *http.Client, method, address, path string, headers ...string) reply {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, "http://"+address+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{got, string(text)}
}

// shut is a new security group that lets nobody in.
func (s *site) shut() string {
	return *call[*ec2.CreateSecurityGroupOutput](s, "ec2", "CreateSecurityGroup", &ec2.CreateSecurityGroupInput{
		GroupName: aws.String("shut"), Description: aws.String("nobody"), VpcId: &s.vpc,
	}).GroupId
}
