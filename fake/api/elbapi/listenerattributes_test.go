package elbapi

import (
	"testing"

	"fleetglass/fake/world"
)

// BC:elbv2.ListenerAttribute: which attributes a listener has hangs on its
// protocol; what was not changed has its default.
func TestListenersHaveTheAttributesOfTheirProtocol(t *testing.T) {
	for _, c := range []struct {
		listener   world.Listener
		count      int
		key, value string
	}{
		{world.Listener{Protocol: "HTTP"}, 11, "routing.http.response.server.enabled", "true"},
		{world.Listener{Protocol: "HTTPS"}, 19, "routing.http.request.x_amzn_tls_version.header_name", ""},
		{world.Listener{Protocol: "TCP"}, 1, "tcp.idle_timeout.seconds", "350"},
		{world.Listener{Protocol: "UDP"}, 0, "tcp.idle_timeout.seconds", ""},
		{world.Listener{Protocol: "TCP", Attributes: []world.Attribute{{Key: "tcp.idle_timeout.seconds", Value: "60"}}}, 1, "tcp.idle_timeout.seconds", "60"},
	} {
		all := attributesOf(&c.listener)
		if len(all) != c.count || valueOf(all, c.key) != c.value {
			t.Errorf("%s: %d attributes, %s is %q; want %d and %q", c.listener.Protocol, len(all), c.key, valueOf(all, c.key), c.count, c.value)
		}
	}
}

func TestListenerAttributesThatCannotBeAreRefused(t *testing.T) {
	settings := listenerSettings("TCP")
	for _, c := range []struct{ key, value, want string }{
		{"tcp.idle_timeout.seconds", "59", "'59' is not a valid value for the listener attribute 'tcp.idle_timeout.seconds'"},
		{"routing.http.response.server.enabled", "true", "Listener attribute key 'routing.http.response.server.enabled' is not recognized"},
	} {
		_, err := changed(nil, []world.Attribute{{Key: c.key, Value: c.value}}, settings, "Listener")
		if err == nil || err.Error() != "ValidationError: "+c.want {
			t.Errorf("%s = %s: %v, want %s", c.key, c.value, err, c.want)
		}
	}
}
