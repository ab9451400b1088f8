package wire

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// scope is what a signature tells of a request. The signature itself is not
// looked at.
type scope struct{ accessKey, region, service string }

// scopeOf reads the signature, in the header or, of presigned requests, in the
// query. Signatures of version 2 tell the key only.
func scopeOf(r *http.Request) scope {
	header := r.Header.Get("Authorization")
	if _, rest, ok := strings.Cut(header, "Credential="); ok {
		credential, _, _ := strings.Cut(rest, ",")
		return credentialScope(strings.TrimSpace(credential))
	}
	if rest, ok := strings.CutPrefix(header, "AWS "); ok {
		key, _, _ := strings.Cut(rest, ":")
		return scope{accessKey: key}
	}
	if !strings.Contains(r.URL.RawQuery, "X-Amz-Credential") && !strings.Contains(r.URL.RawQuery, "AWSAccessKeyId") {
		return scope{}
	}
	query, _ := url.ParseQuery(r.URL.RawQuery)
	if credential := query.Get("X-Amz-Credential"); credential != "" {
		return credentialScope(credential)
	}
	return scope{accessKey: query.Get("AWSAccessKeyId")}
}

// credentialScope reads "key/date/region/service/aws4_request".
func credentialScope(credential string) scope {
	parts := strings.Split(credential, "/")
	if len(parts) < 5 {
		return scope{accessKey: parts[0]}
	}
	n := len(parts)
	return scope{accessKey: strings.Join(parts[:n-4], "/"), region: parts[n-3], service: parts[n-2]}
}

// isAccessKey tells whether an id looks like those that AWS gives out.
func isAccessKey(id string) bool {
	if len(id) < 16 || !strings.HasPrefix(id, "AKIA") && !strings.HasPrefix(id, "ASIA") {
		return false
	}
	for _, c := range id {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// isRegion tells whether a name is made as those of AWS's regions are, of the
// aws, aws-cn and aws-us-gov partitions: a region comes into being when it is
// first named, so not any word may name one.
func isRegion(name string) bool {
	parts := strings.Split(strings.Replace(name, "us-gov-", "usgov-", 1), "-")
	return len(parts) == 3 && len(parts[2]) == 1 && parts[2] >= "1" && parts[2] <= "9" &&
		slices.Contains([]string{"us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx", "cn", "usgov"}, parts[0]) &&
		slices.Contains([]string{"north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest"}, parts[1])
}

func sourceIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return host
}

// trusts tells whether a Host header is one by which clients are meant to call
// the server. A page in a browser that has had a name of its own point here
// would send that name: only addresses, names of the loopback and what was
// allowed by name pass. Buckets may stand before them.
func (s *Server) trusts(hostport string) bool {
	name := hostName(hostport)
	if net.ParseIP(strings.Trim(name, "[]")) != nil {
		return true
	}
	for _, known := range append([]string{"localhost"}, s.Hosts...) {
		if name == known || strings.HasSuffix(name, "."+known) {
			return true
		}
	}
	return false
}

// hostName is a Host header without its port, in small letters.
func hostName(hostport string) string {
	name := hostport
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		name = host
	}
	return strings.ToLower(strings.TrimSuffix(name, "."))
}

// bucketIn is the bucket that stands before a host's name, as in
// "photos.s3.localhost" or "photos.localhost"; "" for none.
func (s *Server) bucketIn(hostport string) string {
	name := hostName(hostport)
	for _, known := range append([]string{"localhost"}, s.Hosts...) {
		before, ok := strings.CutSuffix(name, "."+known)
		if !ok {
			continue
		}
		if before == "s3" || strings.HasPrefix(before, "s3.") {
			return ""
		}
		bucket, _, _ := strings.Cut(before+".", ".s3.")
		return strings.TrimSuffix(bucket, ".")
	}
	return ""
}
