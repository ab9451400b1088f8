package views

import (
	"encoding/json"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/routing"
)

// Conditions and actions in the form in which the aws command takes them, in
// AWS's names.

type jsonValues struct {
	HeaderName  string   `json:"HttpHeaderName,omitempty"`
	Values      []string `json:",omitempty"`
	RegexValues []string `json:",omitempty"`
}

type jsonPair struct {
	Key   string `json:",omitempty"`
	Value string
}

type jsonCondition struct {
	Field  string
	Host   *jsonValues `json:"HostHeaderConfig,omitempty"`
	Path   *jsonValues `json:"PathPatternConfig,omitempty"`
	Header *jsonValues `json:"HttpHeaderConfig,omitempty"`
	Method *jsonValues `json:"HttpRequestMethodConfig,omitempty"`
	Source *jsonValues `json:"SourceIpConfig,omitempty"`
	Query  *jsonPairs  `json:"QueryStringConfig,omitempty"`
}

type jsonPairs struct{ Values []jsonPair }

func conditionsJSON(conditions []awsclient.Condition) string {
	all := make([]jsonCondition, len(conditions))
	for i, c := range conditions {
		all[i].Field = c.Field
		values := &jsonValues{c.HeaderName, c.Values, c.Regexes}
		switch c.Field {
		case routing.HostHeader:
			all[i].Host = values
		case routing.PathPattern:
			all[i].Path = values
		case routing.HTTPHeader:
			all[i].Header = values
		case routing.RequestMethod:
			all[i].Method = values
		case routing.SourceIP:
			all[i].Source = values
		case routing.QueryString:
			all[i].Query = &jsonPairs{}
			for _, p := range c.Pairs {
				all[i].Query.Values = append(all[i].Query.Values, jsonPair(p))
			}
		}
	}
	return compactJSON(all)
}

type jsonTuple struct {
	ARN    string `json:"TargetGroupArn"`
	Weight int
}

type jsonStickiness struct {
	Enabled         bool
	DurationSeconds int
}

type jsonForward struct {
	Groups []jsonTuple     `json:"TargetGroups"`
	Sticky *jsonStickiness `json:"TargetGroupStickinessConfig,omitempty"`
}

type jsonRedirect struct {
	Protocol   string `json:",omitempty"`
	Port       string `json:",omitempty"`
	Host       string `json:",omitempty"`
	Path       string `json:",omitempty"`
	Query      string `json:",omitempty"`
	StatusCode string
}

type jsonFixed struct {
	MessageBody string `json:",omitempty"`
	StatusCode  string
	ContentType string `json:",omitempty"`
}

type jsonAction struct {
	Type     string
	Forward  *jsonForward  `json:"ForwardConfig,omitempty"`
	Redirect *jsonRedirect `json:"RedirectConfig,omitempty"`
	Fixed    *jsonFixed    `json:"FixedResponseConfig,omitempty"`
}

func actionsJSON(actions []awsclient.RuleAction) string {
	all := make([]jsonAction, len(actions))
	for i, a := range actions {
		all[i].Type = a.Type
		if len(a.Forwards) > 0 {
			all[i].Forward = forwardJSON(a)
		}
		if r := a.Redirect; r != nil {
			all[i].Redirect = &jsonRedirect{r.Protocol, r.Port, r.Host, r.Path, r.Query, r.StatusCode}
		}
		if f := a.Fixed; f != nil {
			all[i].Fixed = &jsonFixed{f.Body, f.StatusCode, f.ContentType}
		}
	}
	return compactJSON(all)
}

func forwardJSON(a awsclient.RuleAction) *jsonForward {
	f := &jsonForward{}
	for _, w := range a.Forwards {
		f.Groups = append(f.Groups, jsonTuple(w))
	}
	if a.Sticky > 0 {
		f.Sticky = &jsonStickiness{true, int(a.Sticky.Seconds())}
	}
	return f
}

// compactJSON is a value on one line, with < > and & as they are: a shell
// gets it between quotes.
func compactJSON(value any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return "" // strings, numbers and lists of them always encode
	}
	return strings.TrimSpace(b.String())
}
