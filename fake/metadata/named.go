package metadata

import (
	"net/http"
	"strings"
)

// Named lets requests for /latest/... through to an instance that they name in
// another way than by the path: as the user of the URL, http://ID@host:port,
// or before the host, http://ID.localhost:port. Prefix is the path of the
// instances. Trap: the SDK for Go drops the path of its endpoint, and keeps
// its user; where names under localhost are not known, only that helps.
func Named(next http.Handler, prefix string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if id := named(r); id != "" && strings.HasPrefix(r.URL.Path, "/latest/") {
			r = r.Clone(r.Context())
			r.URL.Path, r.URL.RawPath = prefix+id+r.URL.Path, ""
		}
		next.ServeHTTP(w, r)
	})
}

func named(r *http.Request) string {
	id, _, given := r.BasicAuth()
	if !given {
		id, _, _ = strings.Cut(r.Host, ".")
	}
	if !strings.HasPrefix(id, "i-") || strings.ContainsAny(id, "/?#") {
		return ""
	}
	return id
}
