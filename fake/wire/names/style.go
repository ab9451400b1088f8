package names

import "strings"

// Style is a protocol's rule for names.
type Style int

// The styles. Names of JSON and CBOR are those of the service's model: most
// services write them with a capital, Logs does not.
const (
	Plain   Style = iota // as in Go
	Lower                // as in Go, the first letter small
	Wrapped              // Query: as in Go, lists in elements called member
	EC2                  // EC2's own Query
	REST                 // REST XML: as in Go, lists in elements called member
)

// In is a member of a request, by the rule.
func (s Style) In(field string, list bool) Member {
	switch {
	case s == EC2 && list:
		return Member{Name: singular(field), Flat: true}
	case s == Lower:
		return Member{Name: lowerFirst(field)}
	case (s == Wrapped || s == REST) && list:
		return Member{Name: field, Item: "member"}
	default:
		return Member{Name: field}
	}
}

// Out is a member of an answer, by the rule.
func (s Style) Out(field string, list bool) Member {
	switch {
	case s == EC2 && list:
		return Member{Name: lowerFirst(singular(field)) + "Set", Item: "item"}
	case s == EC2 || s == Lower:
		return Member{Name: lowerFirst(field)}
	default:
		return s.In(field, list)
	}
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// singular is a word without its plural ending, as EC2's parameters have it;
// words that English treats otherwise are in the table.
func singular(s string) string {
	if stem, ok := strings.CutSuffix(s, "ies"); ok {
		return stem + "y"
	}
	return strings.TrimSuffix(s, "s")
}
