package whatif

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"fleetglass/awsclient/semantics/routing"
)

// Asked is a request as a person writes it down.
type Asked struct {
	URL     string   // "http://host/path?query", or "/path" of the balancer itself
	Method  string   // "GET"
	Headers []string // "Name: value"
	Source  string   // the client's address
}

// Request reads what was asked. host is the balancer's own name, for a URL
// that names none. The errors are for the person who asked.
func (a Asked) Request(host string) (routing.Request, error) {
	u, err := url.Parse(a.URL)
	switch {
	case err != nil:
		return routing.Request{}, fmt.Errorf("%q is not a URL; one looks like http://www.example.com/path", a.URL)
	case u.Scheme == "" && strings.HasPrefix(a.URL, "/"):
		u.Scheme, u.Host = "http", host
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return routing.Request{}, fmt.Errorf("%q is not a URL of a web server; one looks like http://www.example.com/path, or /path", a.URL)
	}
	if _, err := netip.ParseAddr(a.Source); err != nil {
		return routing.Request{}, fmt.Errorf("the source %q is not an IP address; one looks like 203.0.113.10", a.Source)
	}
	r := routing.Request{
		Method: a.Method, Scheme: u.Scheme, Host: u.Host, Path: u.EscapedPath(), Query: u.RawQuery, SourceIP: a.Source,
	}
	if r.Port, err = portOf(u); err != nil {
		return routing.Request{}, err
	}
	return withHeaders(r, a.Headers)
}

func portOf(u *url.URL) (int, error) {
	switch {
	case u.Port() == "" && u.Scheme == "https":
		return 443, nil
	case u.Port() == "":
		return 80, nil
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil || port < 1 || port > 65535 {
		return 0, fmt.Errorf("%q is not a port; it goes from 1 to 65535", u.Port())
	}
	return port, nil
}

// withHeaders adds headers. One named Host stands for the URL's host, as in
// other programs that make requests.
func withHeaders(r routing.Request, headers []string) (routing.Request, error) {
	for _, h := range headers {
		name, value, ok := strings.Cut(h, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || name == "" {
			return r, fmt.Errorf("%q is not a header; one looks like \"Accept: text/html\"", h)
		}
		if strings.EqualFold(name, "Host") {
			r.Host = value
			continue
		}
		r.Headers = append(r.Headers, routing.Header{Name: name, Value: value})
	}
	return r, nil
}
