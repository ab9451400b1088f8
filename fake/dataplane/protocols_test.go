package dataplane_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	clb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	clbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// HTTP/2 in clear text, with prior knowledge.
func TestHTTP2(t *testing.T) {
	s, _, _, _ := web(t, 1)
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: protocols}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	for range 3 {
		if got := s.do(client, "GET", s.address("web", 80), "/"); got.ProtoMajor != 2 || got.StatusCode != 200 || got.line("X-Forwarded-Port") != "80" {
			t.Fatalf("%s %d %s", got.Proto, got.StatusCode, got.body)
		}
	}
}

// The handshake of RFC 6455, 1.3, and frames back as they were sent.
func TestWebSocket(t *testing.T) {
	s, ids, _, _ := web(t, 1)
	c, err := net.Dial("tcp", s.address("web", 80))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: shop\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	in := bufio.NewReader(c)
	got, err := http.ReadResponse(in, nil)
	if err != nil || got.StatusCode != 101 || got.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" || got.Header.Get("X-Served-By") != ids[0] {
		t.Fatalf("%v %+v", err, got)
	}
	mask := [4]byte{1, 2, 3, 4}
	send := func(head byte, text string) {
		frame := append([]byte{head, 0x80 | byte(len(text))}, mask[:]...)
		for i := range len(text) {
			frame = append(frame, text[i]^mask[i%4])
		}
		if _, err := c.Write(frame); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []struct {
		sent, got byte
		text      string
	}{{0x81, 0x81, "hello"}, {0x89, 0x8a, "ping"}, {0x01, 0x01, "a part"}, {0x88, 0x88, ""}} {
		send(f.sent, f.text)
		back := make([]byte, 2+len(f.text))
		if _, err := io.ReadFull(in, back); err != nil || back[0] != f.got || string(back[2:]) != f.text {
			t.Errorf("%x %s: %x, %v", f.sent, f.text, back, err)
		}
	}
	if _, err := in.ReadByte(); err != io.EOF {
		t.Errorf("after the close: %v", err)
	}
}

// A Network balancer passes connections: to one target each, byte by byte, and
// nothing is added on the way.
func TestStreams(t *testing.T) {
	s := newSite(t)
	ids := s.servers(2, webServer)
	s.engine.Advance(3 * time.Minute)
	lb := s.balancer("flow", types.LoadBalancerTypeEnumNetwork)
	tg := s.targets("flow", types.ProtocolEnumTcp, ids)
	listener := s.listener(lb, types.ProtocolEnumTcp, 80, forward(tg))
	s.settle()
	at := s.address("flow", 80)
	c, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	in := bufio.NewReader(c)
	for _, text := range []string{"hello", "GETTING on", "bytes \x00\xff"} {
		fmt.Fprint(c, text+"\n")
		if got, err := in.ReadString('\n'); err != nil || got != text+"\n" {
			t.Errorf("%q came back as %q, %v", text, got, err)
		}
	}
	seen := map[string]bool{}
	for range 40 {
		got := s.do(s.client, "GET", at, "/page")
		if got.StatusCode != 200 || got.line("X-Forwarded-For") != "" {
			t.Fatalf("%d %s", got.StatusCode, got.body)
		}
		seen[got.line("instance")] = true
	}
	if len(seen) != 2 {
		t.Errorf("forty flows went to %v", seen)
	}
	call[*elb.DeleteListenerOutput](s, "elasticloadbalancingv2", "DeleteListener", &elb.DeleteListenerInput{ListenerArn: listener})
	s.plane.Sync()
	if c, err := net.Dial("tcp", at); err == nil {
		c.Close()
		t.Error("the port is still open")
	}
	if _, err := in.ReadByte(); err == nil {
		t.Error("a connection outlived the listener")
	}
}

// A Classic balancer with a listener for requests and one for connections
// (CLB/elb-listener-config, CLB/elb-sticky-sessions).
func TestClassic(t *testing.T) {
	s := newSite(t)
	const service = "elasticloadbalancing"
	name := aws.String("old")
	call[*clb.CreateLoadBalancerOutput](s, service, "CreateLoadBalancer", &clb.CreateLoadBalancerInput{
		LoadBalancerName: name, Subnets: s.subnets[:1], SecurityGroups: []string{s.group}, Listeners: []clbtypes.Listener{
			{Protocol: aws.String("HTTP"), LoadBalancerPort: 80, InstancePort: aws.Int32(80)}, {Protocol: aws.String("TCP"), LoadBalancerPort: 81, InstancePort: aws.Int32(80)}},
	})
	ask := func(port int, headers ...string) reply {
		return s.do(s.client, "GET", s.address("old", port), "/", headers...)
	}
	if got := ask(80); got.StatusCode != 503 || got.body != "" {
		t.Errorf("without instances: %d %s", got.StatusCode, got.body)
	}
	ids := s.servers(2, webServer)
	s.engine.Advance(3 * time.Minute)
	call[*clb.RegisterInstancesWithLoadBalancerOutput](s, service, "RegisterInstancesWithLoadBalancer", &clb.RegisterInstancesWithLoadBalancerInput{
		LoadBalancerName: name, Instances: []clbtypes.Instance{{InstanceId: &ids[0]}, {InstanceId: &ids[1]}}})
	s.settle()
	if a, b := ask(80), ask(80); a.line("instance") == b.line("instance") || a.line("X-Forwarded-Port") != "80" || a.line("X-Amzn-Trace-Id") != "" {
		t.Errorf("%s%s", a.body, b.body)
	}
	if got := ask(81); got.StatusCode != 200 || got.line("X-Forwarded-For") != "" {
		t.Errorf("through TCP: %d %s", got.StatusCode, got.body)
	}
	call[*clb.CreateLBCookieStickinessPolicyOutput](s, service, "CreateLBCookieStickinessPolicy", &clb.CreateLBCookieStickinessPolicyInput{LoadBalancerName: name, PolicyName: aws.String("stick"), CookieExpirationPeriod: aws.Int64(60)})
	call[*clb.SetLoadBalancerPoliciesOfListenerOutput](s, service, "SetLoadBalancerPoliciesOfListener", &clb.SetLoadBalancerPoliciesOfListenerInput{LoadBalancerName: name, LoadBalancerPort: 80, PolicyNames: []string{"stick"}})
	first := ask(80)
	if c := first.Cookies(); len(c) != 1 || c[0].Name != "AWSELB" || c[0].MaxAge != 60 {
		t.Fatalf("%v", c)
	}
	for range 3 {
		if got := ask(80, "Cookie", strings.SplitN(first.Header.Get("Set-Cookie"), ";", 2)[0]); got.line("instance") != first.line("instance") {
			t.Error("it did not stick")
		}
	}
}

// What would be two requests to one reader and one to another is refused, and
// so is what is too large.
func TestSmuggling(t *testing.T) {
	s, _, _, _ := web(t, 1)
	for name, text := range map[string]string{
		"two lengths":            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
		"a broken chunk":         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
		"an unknown encoding":    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n",
		"a space before a colon": "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
		"two hosts":              "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
		"a large header":         "GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("x", 100_000) + "\r\n\r\n",
	} {
		c, err := net.Dial("tcp", s.address("web", 80))
		if err != nil {
			t.Fatal(err)
		}
		go func() { _, _ = io.WriteString(c, text) }()
		got, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || got.StatusCode < 400 {
			t.Errorf("%s: %v %+v", name, err, got)
		}
		c.Close()
	}
}
