// Package names knows what things are called on the wire: for every member of
// the SDK's requests and answers its name in the service's protocol, and for
// S3 where in the HTTP message it is.
//
// Nearly all names follow from the Go name by a rule of the protocol
// ([Style]); what does not is in table.txt, which
// `go run ./fake/wire/internal/gen` reads off the SDK's own serializers. The
// package knows no Go type: [fleetglass/fake/wire/shape] joins the two.
package names

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed table.txt
var table string

// Where tells in which part of an HTTP message a member is. All but REST
// protocols have everything in the body.
type Where byte

// The places of a member.
const (
	Body      Where = 0
	Header    Where = 'h'
	Dated     Where = 'd' // a header of an answer with a time as bodies have it, not as headers do
	Prefix    Where = 'm' // a map, one header for each entry, named by a prefix
	Query     Where = 'q'
	Path      Where = 'u'
	Payload   Where = 'p' // the whole body
	Attribute Where = 'a' // of the enclosing XML element
)

// Member is what a member is called, and where it is.
type Member struct {
	Name  string
	Item  string // of a list: the element around each entry; of a map: names of key and value, as "key|value"
	Flat  bool   // a list without an element around all of it
	Where Where
}

// Route is the request line of an operation of a REST protocol, and what else
// a request must have to be one of it.
type Route struct {
	Operation, Method, URI string
	Needs                  []Member // of its query and headers
}

// Service is one service's names.
type Service struct {
	Facts
	Operations map[string]bool // all that the service has, whether the engine does or not
	Routes     []Route
	in, out    map[string]Member // by "Type.Field", deviations from the style only
	shapes     map[string]string // of errors: the shape's name by the code that Query clients know
}

// In is a member of a request.
func (s *Service) In(typ, field string, list bool) Member {
	if m, ok := lookUp(s.in, typ, field); ok {
		return m
	}
	return s.Style.In(field, list)
}

// Out is a member of an answer.
func (s *Service) Out(typ, field string, list bool) Member {
	if m, ok := lookUp(s.out, typ, field); ok {
		return m
	}
	return s.Style.Out(field, list)
}

func lookUp(members map[string]Member, typ, field string) (Member, bool) {
	if m, ok := members[typ+"."+field]; ok {
		return m, true
	}
	m, ok := members[Ending(typ)+"."+field]
	return m, ok
}

// Ending is what the names of all requests, or of all answers, end in; "" for
// other types. The table has what most of them share under it.
func Ending(typ string) string {
	for _, ending := range []string{"Input", "Output"} {
		if strings.HasSuffix(typ, ending) {
			return ending
		}
	}
	return ""
}

// ErrorShape is the name of the shape of an error in the protocols that name
// shapes, JSON and CBOR. Only services that once spoke Query have codes that
// differ.
func (s *Service) ErrorShape(code string) string {
	if shape, ok := s.shapes[code]; ok {
		return shape
	}
	return code
}

// ErrorCode is the inverse of ErrorShape: the code that Query clients know.
func (s *Service) ErrorCode(shape string) string {
	for code, name := range s.shapes {
		if name == shape {
			return code
		}
	}
	return shape
}

// Load reads the table: all services by the name of the SDK's package.
func Load() (map[string]*Service, error) {
	all := map[string]*Service{}
	var s *Service
	for number, line := range strings.Split(table, "\n") {
		kind, rest, _ := strings.Cut(line, " ")
		if kind == "service" {
			s = newService(rest)
			all[rest] = s
			continue
		}
		if kind == "" || kind == "#" {
			continue
		}
		if s == nil || !s.add(kind, rest) {
			return nil, fmt.Errorf("names: line %d of the table is not understood", number+1)
		}
	}
	return all, nil
}

func newService(name string) *Service {
	return &Service{
		Facts: factsOf(name), Operations: map[string]bool{},
		in: map[string]Member{}, out: map[string]Member{}, shapes: map[string]string{},
	}
}

// add takes in one line of the table.
func (s *Service) add(kind, rest string) bool {
	words := strings.Fields(rest)
	switch kind {
	case "operations":
		for _, name := range words {
			s.Operations[name] = true
		}
	case "route":
		if len(words) < 3 {
			return false
		}
		r := Route{Operation: words[0], Method: words[1], URI: words[2]}
		for _, word := range words[3:] {
			r.Needs = append(r.Needs, parse(word))
		}
		s.Routes = append(s.Routes, r)
	case "error":
		if len(words) != 2 {
			return false
		}
		s.shapes[words[0]] = words[1]
	case "in":
		return addMembers(s.in, words)
	case "out":
		return addMembers(s.out, words)
	default:
		return false
	}
	return true
}

// addMembers takes in a type's members: "Type Field=name/item*@h …".
func addMembers(to map[string]Member, words []string) bool {
	for _, word := range words[1:] {
		field, text, ok := strings.Cut(word, "=")
		if !ok {
			return false
		}
		to[words[0]+"."+field] = parse(text)
	}
	return true
}

// String is the member as the table writes it.
func (m Member) String() string {
	text := m.Name
	if m.Item != "" {
		text += "/" + m.Item
	}
	if m.Flat {
		text += "*"
	}
	if m.Where != Body {
		text += "@" + string(rune(m.Where))
	}
	return text
}

func parse(text string) Member {
	var m Member
	if before, where, ok := strings.Cut(text, "@"); ok && where != "" {
		text, m.Where = before, Where(where[0])
	}
	if before, ok := strings.CutSuffix(text, "*"); ok {
		text, m.Flat = before, true
	}
	m.Name, m.Item, _ = strings.Cut(text, "/")
	return m
}
