package dataplane

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"fleetglass/fake/sim/balancing"
)

// serveTarget is the web server on a target. It answers the code that the
// instance's user data or a fault give this path, and says who it is and what
// it was sent.
func serveTarget(w http.ResponseWriter, r *http.Request, to balancing.Reached, code int) {
	size, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		http.Error(w, "the body is too large, or ended early", http.StatusRequestEntityTooLarge)
		return
	}
	h := w.Header()
	h.Set("Server", "webserver"+strconv.Itoa(to.Number))
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff") // the text repeats what the client sent
	if to.AppCookie != "" {
		if _, err := r.Cookie(to.AppCookie); err != nil {
			h.Add("Set-Cookie", to.AppCookie+"="+hex(balancing.Hash(to.ID+r.RemoteAddr+r.RequestURI), 16)+"; Path=/; HttpOnly")
		}
	}
	if code >= 300 && code < 400 {
		h.Set("Location", r.URL.EscapedPath()+"/") // a directory, asked for without its slash
	}
	page := pageOf(r, to, size)
	if code != http.StatusNoContent && code != http.StatusNotModified {
		h.Set("Content-Length", strconv.Itoa(len(page)))
	}
	w.WriteHeader(code)
	_, _ = io.WriteString(w, page)
}

// pageOf says who answers, and what the request looked like when it came.
func pageOf(r *http.Request, to balancing.Reached, size int64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "webserver%d\n", to.Number)
	for _, line := range [][2]string{
		{"instance", to.ID}, {"name", to.Name}, {"zone", to.Zone}, {"address", to.IP}, {"port", strconv.Itoa(to.Port)},
		{"target group", to.Group}, {"request", r.Method + " " + r.URL.RequestURI()}, {"host", r.Host},
	} {
		if line[1] != "" {
			fmt.Fprintf(&b, "%s: %s\n", line[0], line[1])
		}
	}
	if size > 0 {
		fmt.Fprintf(&b, "body: %d bytes\n", size)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		if strings.HasPrefix(name, "X-") {
			fmt.Fprintf(&b, "%s: %s\n", name, strings.Join(r.Header[name], ", "))
		}
	}
	return b.String()
}
