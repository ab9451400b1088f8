package routing

import (
	"strconv"
	"strings"
)

// RedirectURL is the Location that a redirect gives a request. Components
// that are not set keep the original's. The port is always written, as the
// real service does (memory).
func RedirectURL(r Redirect, req Request) string {
	expand := placeholders(req).Replace
	protocol := strings.ToLower(expand(orDefault(r.Protocol, "#{protocol}")))
	host := expand(orDefault(r.Host, "#{host}"))
	port := expand(orDefault(r.Port, "#{port}"))
	path := expand(orDefault(r.Path, "/#{path}"))
	query := strings.TrimPrefix(expand(orDefault(r.Query, "#{query}")), "?")

	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	url := protocol + "://" + host + ":" + port + path
	if query != "" {
		url += "?" + query
	}
	return url
}

// placeholders gives #{path} without its leading slash and #{query} without
// its question mark (BC:elbv2.RedirectActionConfig). One pass over the text
// leaves placeholders that a client wrote into its own path alone.
func placeholders(req Request) *strings.Replacer {
	return strings.NewReplacer(
		"#{protocol}", strings.ToUpper(req.Scheme),
		"#{host}", hostOnly(req.Host),
		"#{port}", strconv.Itoa(req.Port),
		"#{path}", strings.TrimPrefix(pathOf(req), "/"),
		"#{query}", strings.TrimPrefix(req.Query, "?"),
	)
}

func orDefault(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}
