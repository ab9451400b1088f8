package dataplane

import (
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/routing"
	"fleetglass/fake"
	"fleetglass/fake/sim/balancing"
)

// answer is what a balancer that speaks HTTP does with a request.
func (o *port) answer(w http.ResponseWriter, r *http.Request) {
	door := o.currentDoor()
	engine, err := o.engine()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if r.Method == http.MethodTrace { // ALB/load-balancer-troubleshooting
		ownPage(w, door, http.StatusMethodNotAllowed)
		return
	}
	out, found := engine.Visit(door, visitOf(door, r))
	if !found || out.Shut {
		panic(http.ErrAbortHandler) // the connection ends without an answer
	}
	switch out.Action.Type {
	case routing.RedirectTo:
		redirect(w, door, out.Action.Redirect, r)
	case routing.FixedResponse:
		fixed(w, out.Action.Fixed)
	case routing.Forward:
		o.forward(w, r, engine, door, out)
	default:
		ownPage(w, door, http.StatusInternalServerError)
	}
}

// forward gives a request to its target, or answers for it.
func (o *port) forward(w http.ResponseWriter, r *http.Request, engine *fake.Engine, door fake.Door, out balancing.Outcome) {
	switch out.Fate {
	case balancing.Lost:
		ownPage(w, door, http.StatusServiceUnavailable)
		return
	case balancing.Refused:
		ownPage(w, door, http.StatusBadGateway)
		return
	case balancing.Unanswered:
		ownPage(w, door, http.StatusGatewayTimeout)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostBody)
	addForwarded(r, door, out.XFF, traceID(engine.Now(), r))
	setCookies(w, out.Cookies)
	if asksForSocket(r) && door.Type != "classic" && out.Target.Answer == http.StatusOK { // CLB/elb-listener-config: TCP only
		o.socket(w, r, out)
		return
	}
	serveTarget(w, r, out.Target, out.Target.Answer)
}

// visitOf is a request as the rules see it.
func visitOf(d fake.Door, r *http.Request) balancing.Visit {
	source, _, _ := net.SplitHostPort(r.RemoteAddr)
	req := routing.Request{
		Method: r.Method, Scheme: schemeOf(d), Host: r.Host, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, SourceIP: source, Port: d.Port,
	}
	for name, values := range r.Header {
		for _, v := range values {
			req.Headers = append(req.Headers, routing.Header{Name: name, Value: v})
		}
	}
	return balancing.Visit{Request: req, Cookie: func(name string) string {
		c, err := r.Cookie(name)
		if err != nil {
			return ""
		}
		return c.Value
	}}
}

// schemeOf is what the client would speak to the real balancer.
func schemeOf(d fake.Door) string {
	if d.Protocol == "HTTPS" {
		return "https"
	}
	return "http"
}

// addForwarded adds what a balancer tells its targets of the client
// (ALB/x-forwarded-headers, ALB/load-balancer-request-tracing). What it does
// with an X-Forwarded-For that has come is the balancer's setting.
func addForwarded(r *http.Request, d fake.Door, mode, trace string) {
	client, _, _ := net.SplitHostPort(r.RemoteAddr)
	const forwarded = "X-Forwarded-For"
	switch before := strings.Join(r.Header.Values(forwarded), ", "); {
	case mode == "preserve":
	case mode == "remove":
		r.Header.Del(forwarded)
	case before != "":
		r.Header.Set(forwarded, before+", "+client)
	default:
		r.Header.Set(forwarded, client)
	}
	r.Header.Set("X-Forwarded-Proto", schemeOf(d))
	r.Header.Set("X-Forwarded-Port", strconv.Itoa(d.Port))
	if d.Type != "classic" {
		r.Header.Set(traceHeader, trace)
	}
}

const traceHeader = "X-Amzn-Trace-Id"

// traceID is the header by which a request can be followed. One that has come
// with a root keeps it, and is given this request's own (ALB/load-balancer-
// request-tracing). The same request at the same time of the account has the
// same id: nothing here is drawn by lot.
func traceID(now time.Time, r *http.Request) string {
	seed := balancing.Hash(r.RemoteAddr + r.Method + r.RequestURI)
	id := "1-" + hex(uint64(now.Unix()), 8) + "-" + hex(seed^uint64(now.UnixNano()), 16) + hex(seed>>32, 8)
	came := r.Header.Get(traceHeader)
	if !strings.Contains(came, "Root=") {
		return "Root=" + id
	}
	fields := slices.DeleteFunc(strings.Split(came, ";"), func(f string) bool { return strings.HasPrefix(strings.TrimSpace(f), "Self=") })
	return "Self=" + id + ";" + strings.Join(fields, ";")
}

// hex is the last digits of a number.
func hex(n uint64, digits int) string {
	text := "0000000000000000" + strconv.FormatUint(n, 16)
	return text[len(text)-digits:]
}

// setCookies adds a balancer's cookies to the answer. They end by their age,
// not at a date as AWS's do: the account's dates are not the client's.
func setCookies(w http.ResponseWriter, list []balancing.Cookie) {
	for _, c := range list {
		text := c.Name + "=" + c.Value
		if c.Age > 0 {
			text += "; Max-Age=" + strconv.Itoa(int(c.Age/time.Second))
		}
		text += "; Path=/"
		if c.Abroad {
			text += "; SameSite=None; Secure"
		}
		w.Header().Add("Set-Cookie", text)
	}
}

// balancerServer is how an Application balancer names itself.
const balancerServer = "awselb/2.0"

// ownPage is an answer of the balancer's own. An Application balancer sends a
// page, a Classic one nothing but the status.
func ownPage(w http.ResponseWriter, d fake.Door, status int) {
	if d.Type == "classic" {
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(status)
		return
	}
	writePage(w, status, titleOf(status))
}

// titleOf is the status as the balancer's pages word it, which is not always
// as the standard does.
func titleOf(status int) string {
	switch status {
	case http.StatusMovedPermanently:
		return "301 Moved Permanently"
	case http.StatusServiceUnavailable:
		return "503 Service Temporarily Unavailable"
	case http.StatusGatewayTimeout:
		return "504 Gateway Time-out"
	case http.StatusMethodNotAllowed:
		return "405 Not Allowed"
	}
	return strconv.Itoa(status) + " " + http.StatusText(status)
}

func writePage(w http.ResponseWriter, status int, title string) {
	page := "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title + "</h1></center>\r\n</body>\r\n</html>\r\n"
	h := w.Header()
	h.Set("Server", balancerServer)
	h.Set("Content-Type", "text/html")
	h.Set("Content-Length", strconv.Itoa(len(page)))
	w.WriteHeader(status)
	_, _ = io.WriteString(w, page) // who has gone away needs no answer
}

// redirect sends a client elsewhere: to the very place that AWS's balancer
// names, with the listener's port and not the one of this machine.
func redirect(w http.ResponseWriter, d fake.Door, to routing.Redirect, r *http.Request) {
	w.Header().Set("Location", routing.RedirectURL(to, visitOf(d, r).Request))
	status := http.StatusMovedPermanently
	if to.StatusCode == "HTTP_302" {
		status = http.StatusFound
	}
	writePage(w, status, titleOf(status))
}

// fixed is a fixed response.
func fixed(w http.ResponseWriter, f routing.Fixed) {
	status, err := strconv.Atoi(f.StatusCode)
	if err != nil || status < 200 || status > 599 {
		status = http.StatusInternalServerError
	}
	h := w.Header()
	h.Set("Server", balancerServer)
	if f.ContentType == "" {
		f.ContentType = "text/plain"
	}
	h.Set("Content-Type", f.ContentType+"; charset=utf-8")
	if status != http.StatusNoContent && status != http.StatusNotModified {
		h.Set("Content-Length", strconv.Itoa(len(f.Body)))
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, f.Body)
}
