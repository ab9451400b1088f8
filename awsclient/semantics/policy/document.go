package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// Malformed is the code with which IAM refuses a document.
const Malformed = "MalformedPolicyDocument"

// Purpose is what a document is attached to; it decides which elements it must
// and must not have.
type Purpose int

// The purposes.
const (
	Identity Purpose = iota // of users, groups and roles: no Principal, Resource needed
	Trust                   // who may assume a role: Principal needed, no Resource
	Resource                // of a bucket or a topic: Principal and Resource needed
)

// Document is a policy that has been read.
type Document struct {
	Version    string // "2012-10-17", "2008-10-17"; "" counts as the latter
	ID         string
	Statements []Statement
}

// Statement is one statement of a policy. Of each pair (Actions, NotActions)
// one at most is set.
type Statement struct {
	Sid                     string
	Deny                    bool
	Actions, NotActions     []string
	Resources, NotResources []string
	Principals              []Principal
	NotPrincipals           []Principal
	Conditions              []Condition
}

// Principal names callers of one kind.
type Principal struct {
	Kind  string // "AWS", "Service", "Federated", "CanonicalUser"; "*" is everybody
	Value string // "*", an account's number, an ARN, "ec2.amazonaws.com"
}

// Parse reads a document and refuses, with a *refusal.Refusal in IAM's words,
// what IAM would refuse. Text in the document is not cleaned.
func Parse(text string, purpose Purpose) (*Document, error) {
	var raw struct {
		Version   *string
		Id        *string
		Statement json.RawMessage
	}
	if err := strict(text, &raw); err != nil || len(raw.Statement) == 0 {
		return nil, syntax()
	}
	d := &Document{}
	if raw.Version != nil {
		d.Version = *raw.Version
		if !slices.Contains([]string{"2008-10-17", "2012-10-17"}, d.Version) {
			return nil, malformed("Syntax errors in policy.")
		}
	}
	if raw.Id != nil {
		d.ID = *raw.Id
	}
	parts, err := list(raw.Statement)
	if err != nil {
		return nil, syntax()
	}
	for _, part := range parts {
		s, err := statement(part, purpose)
		if err != nil {
			return nil, err
		}
		d.Statements = append(d.Statements, s)
	}
	return d, d.check()
}

func malformed(format string, args ...any) error { return refusal.New(Malformed, format, args...) }

func syntax() error { return malformed("Syntax errors in policy.") }

// strict reads JSON that is one object, has nothing after it, and no member
// that is not known. Names must be written as they are: IAM tells Action from
// action.
func strict(text string, into any) error {
	var names map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &names); err != nil {
		return err
	}
	if names == nil {
		return errors.New("not an object")
	}
	for name := range names {
		if name == "" || name[0] < 'A' || name[0] > 'Z' {
			return errors.New("unknown element")
		}
	}
	reader := json.NewDecoder(strings.NewReader(text))
	reader.DisallowUnknownFields()
	if err := reader.Decode(into); err != nil {
		return err
	}
	if _, err := reader.Token(); err != io.EOF {
		return errors.New("more than one value")
	}
	return nil
}

// list is a JSON list, or the one value that stands for a list of one.
func list(raw json.RawMessage) ([]json.RawMessage, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) {
		return []json.RawMessage{raw}, nil
	}
	var parts []json.RawMessage
	err := json.Unmarshal(raw, &parts)
	return parts, err
}

// texts is a list of texts, or one. Numbers and truth values, which conditions
// may have, become text.
func texts(raw json.RawMessage) ([]string, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	parts, err := list(raw)
	if err != nil {
		return nil, err
	}
	all := make([]string, 0, len(parts))
	for _, part := range parts {
		var value any
		reader := json.NewDecoder(bytes.NewReader(part))
		reader.UseNumber()
		if err := reader.Decode(&value); err != nil {
			return nil, err
		}
		switch v := value.(type) {
		case string:
			all = append(all, v)
		case json.Number:
			all = append(all, v.String())
		case bool:
			all = append(all, map[bool]string{true: "true", false: "false"}[v])
		default:
			return nil, errors.New("not a text")
		}
	}
	return all, nil
}
