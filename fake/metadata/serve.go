package metadata

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"fleetglass/fake"
)

// The service's headers.
const (
	tokenHeader = "X-Aws-Ec2-Metadata-Token"
	lifeHeader  = "X-Aws-Ec2-Metadata-Token-Ttl-Seconds"
)

// longest is the longest life of a token, six hours (EC2/configuring-instance-metadata-service).
const longest = 21600

// Serve answers one request. The path is "ID/latest/...", without a slash
// before it.
func Serve(engine *fake.Engine, path string, w http.ResponseWriter, r *http.Request) {
	id, path, _ := strings.Cut(path, "/")
	f, found := engine.Instance(id)
	if !found || !f.Running {
		refuse(w, http.StatusNotFound, fmt.Sprintf("no instance %q runs here", id))
		return
	}
	path, latest := strings.CutPrefix(path, "latest")
	switch {
	case !latest:
		refuse(w, http.StatusNotFound, "metadata is under latest/")
	case r.Method == http.MethodPut && path == "/api/token":
		putToken(f, w, r)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD, PUT")
		refuse(w, http.StatusMethodNotAllowed, r.Method+" is not allowed here")
	case !admitted(f, r.Header.Get(tokenHeader)):
		refuse(w, http.StatusUnauthorized, "the instance's metadata wants a valid token")
	default:
		get(engine, f, strings.TrimPrefix(path, "/"), w)
	}
}

// refuse is a refusal. Clients of the metadata look at the status only.
func refuse(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": why})
}

// putToken gives a token. What came through a proxy is refused, as on AWS: an
// open one must not hand an instance's credentials to the world.
func putToken(f fake.InstanceFacts, w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Forwarded-For") != "" {
		refuse(w, http.StatusForbidden, "a request for a token may not come through a proxy")
		return
	}
	seconds, err := strconv.Atoi(r.Header.Get(lifeHeader))
	if err != nil || seconds < 1 || seconds > longest {
		refuse(w, http.StatusBadRequest, fmt.Sprintf("%s must be from 1 to %d", lifeHeader, longest))
		return
	}
	w.Header().Set(lifeHeader, strconv.Itoa(seconds))
	fmt.Fprint(w, newToken(f.ID, f.Now.Add(time.Duration(seconds)*time.Second)))
}

// admitted tells whether a request with this token, "" for none, is answered.
func admitted(f fake.InstanceFacts, token string) bool {
	if token == "" {
		return !f.TokensRequired
	}
	return holds(token, f.ID, f.Now)
}

// get answers with an item, or with a list of the items under a path.
func get(engine *fake.Engine, f fake.InstanceFacts, path string, w http.ResponseWriter) {
	if path == "user-data" && f.UserData != "" {
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(userData(f))
		return
	}
	text, found := lookup(items(f, credentialsOf(engine, f)), path)
	if !found {
		refuse(w, http.StatusNotFound, "there is no "+path)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	fmt.Fprint(w, text)
}
