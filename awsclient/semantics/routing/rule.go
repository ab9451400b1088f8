package routing

// Request is what a listener knows of a request when it picks a rule.
type Request struct {
	Method   string // "GET"; matched exactly
	Scheme   string // "http" or "https"
	Host     string // the Host header, with or without a port
	Path     string // without the query; "" means "/"
	Query    string // without the leading "?", still percent-encoded
	Headers  []Header
	SourceIP string // the TCP peer, never X-Forwarded-For
	Port     int    // the listener's port
}

// Header is one request header; a name may come more than once.
type Header struct{ Name, Value string }

// Fields of conditions, in AWS's words.
const (
	HostHeader    = "host-header"
	PathPattern   = "path-pattern"
	HTTPHeader    = "http-header"
	RequestMethod = "http-request-method"
	QueryString   = "query-string"
	SourceIP      = "source-ip"
)

// Condition is one condition of a rule; any of its values suffices.
type Condition struct {
	Field      string
	Values     []string
	HeaderName string      // http-header only
	QueryPairs []QueryPair // query-string only
}

// QueryPair is one pair of a query-string condition. An empty Key matches the
// value under any key.
type QueryPair struct{ Key, Value string }

// Rule is one rule of a listener.
type Rule struct {
	ID         string // its ARN
	Priority   int    // 1-50000; 0 is the default rule, which comes last
	Conditions []Condition
	Actions    []Action
}

// Types of actions, in AWS's words.
const (
	Forward       = "forward"
	RedirectTo    = "redirect"
	FixedResponse = "fixed-response"
)

// Action is what a rule does.
type Action struct {
	Type     string
	Order    int
	Forwards []WeightedTarget // forward
	Redirect Redirect         // redirect
	Fixed    Fixed            // fixed-response
}

// WeightedTarget is a receiver of a forward action. A forward to one target
// group, given without a weight, has weight 1.
type WeightedTarget struct {
	TargetGroup string // ARN
	Weight      int    // 0-999
}

// Redirect is a redirect action. Components may hold #{protocol}, #{host},
// #{port}, #{path} and #{query}; an empty component keeps the original.
type Redirect struct{ Protocol, Host, Port, Path, Query, StatusCode string }

// Fixed is an answer that the balancer makes itself.
type Fixed struct{ StatusCode, ContentType, Body string }
