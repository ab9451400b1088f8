package routing

import (
	"fmt"
	"net/netip"
	"strings"
)

// Match reports whether one condition matches, and why in plain words.
func Match(c Condition, req Request) (bool, string) {
	switch c.Field {
	case HostHeader:
		return matchValues("host", hostOnly(req.Host), c.Values, WildcardFold)
	case PathPattern:
		return matchValues("path", pathOf(req), c.Values, Wildcard)
	case RequestMethod:
		return matchValues("method", req.Method, c.Values, exactly)
	case HTTPHeader:
		return matchHeader(c, req.Headers)
	case QueryString:
		return matchQuery(c.QueryPairs, req.Query)
	case SourceIP:
		return matchSource(c.Values, req.SourceIP)
	}
	return false, fmt.Sprintf("condition field %q is not known", c.Field)
}

func exactly(value, text string) bool { return value == text }

func matchValues(what, text string, values []string, match func(pattern, text string) bool) (bool, string) {
	for _, v := range values {
		if match(v, text) {
			return true, fmt.Sprintf("%s %s matches %s", what, shown(text), v)
		}
	}
	return false, fmt.Sprintf("%s %s does not match %s", what, shown(text), orList(values))
}

// matchHeader looks at every header of the name: a header may be repeated,
// and one value that matches suffices. Names are compared without case.
func matchHeader(c Condition, headers []Header) (bool, string) {
	found := false
	for _, h := range headers {
		if foldASCII(h.Name) != foldASCII(c.HeaderName) {
			continue
		}
		found = true
		if ok, why := matchValues("header "+c.HeaderName, h.Value, c.Values, WildcardFold); ok {
			return true, why
		}
	}
	if !found {
		return false, fmt.Sprintf("header %s is missing", c.HeaderName)
	}
	return false, fmt.Sprintf("header %s does not match %s", c.HeaderName, orList(c.Values))
}

// matchQuery compares pairs as they stand in the request, without decoding
// percent signs (choice: AWS documents no decoding).
func matchQuery(pairs []QueryPair, query string) (bool, string) {
	for _, given := range splitQuery(query) {
		for _, want := range pairs {
			keyFits := want.Key == "" || wildcardQuery(want.Key, given.Key)
			if keyFits && wildcardQuery(want.Value, given.Value) {
				return true, fmt.Sprintf("query has %s, which matches %s", given.text(), want.text())
			}
		}
	}
	wanted := make([]string, len(pairs))
	for i, p := range pairs {
		wanted[i] = p.text()
	}
	return false, fmt.Sprintf("query %s has no %s", shown(query), orList(wanted))
}

func (p QueryPair) text() string {
	if p.Key == "" {
		return p.Value
	}
	return p.Key + "=" + p.Value
}

// splitQuery cuts at &; a piece without = is a key with an empty value.
func splitQuery(query string) []QueryPair {
	var pairs []QueryPair
	for piece := range strings.SplitSeq(query, "&") {
		if piece == "" {
			continue
		}
		key, value, _ := strings.Cut(piece, "=")
		pairs = append(pairs, QueryPair{key, value})
	}
	return pairs
}

func matchSource(blocks []string, source string) (bool, string) {
	ip, err := netip.ParseAddr(source)
	if err != nil {
		return false, fmt.Sprintf("source %s is not an IP address", shown(source))
	}
	for _, block := range blocks {
		prefix, err := netip.ParsePrefix(block)
		if err == nil && prefix.Contains(ip.Unmap()) {
			return true, fmt.Sprintf("source %s is in %s", source, block)
		}
	}
	return false, fmt.Sprintf("source %s is not in %s", source, orList(blocks))
}

// hostOnly drops the port from a Host header; an IPv6 literal keeps its
// brackets, because its colons are no port.
func hostOnly(host string) string {
	if strings.HasPrefix(host, "[") {
		if end := strings.IndexByte(host, ']'); end >= 0 {
			return host[:end+1]
		}
		return host
	}
	name, _, _ := strings.Cut(host, ":")
	return name
}

func pathOf(req Request) string {
	if req.Path == "" {
		return "/"
	}
	return req.Path
}

func shown(text string) string {
	if text == "" {
		return `""`
	}
	return text
}

func orList(values []string) string {
	if len(values) == 0 {
		return "anything, as it has no values"
	}
	return strings.Join(values, " or ")
}
