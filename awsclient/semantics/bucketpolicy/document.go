package bucketpolicy

import (
	"bytes"
	"encoding/json"
	"slices"

	"fleetglass/awsclient/semantics/refusal"
)

// CodeMalformed is the code of S3 for a policy that cannot be read.
const CodeMalformed = "MalformedPolicy"

// document is a policy as far as it matters here.
type document struct {
	Statement list[statement]
}

// statement is one of a policy.
type statement struct {
	Sid          string
	Effect       string
	Principal    principal
	NotPrincipal json.RawMessage
	Action       list[string]
	NotAction    list[string]
	Resource     list[string]
	NotResource  list[string]
	Condition    map[string]map[string]list[scalar]
}

// list is one thing or an array of them, as policies allow nearly everywhere.
type list[T any] []T

// UnmarshalJSON reads either form.
func (l *list[T]) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		return json.Unmarshal(data, (*[]T)(l))
	}
	var one T
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*l = list[T]{one}
	return nil
}

// scalar is a string, or a number or truth value read as one.
type scalar string

// UnmarshalJSON keeps what is no string as it is written.
func (s *scalar) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*s = scalar(text)
		return nil
	}
	*s = scalar(data)
	return nil
}

// principal is who a statement is about: everybody, or names by their kind.
type principal struct {
	everybody bool
	names     map[string]list[string]
}

// UnmarshalJSON reads "*" or an object.
func (p *principal) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		p.everybody = text == "*"
		return nil
	}
	return json.Unmarshal(data, &p.names)
}

// parse reads a policy. No text means no policy, which is one without
// statements.
func parse(text string) (document, error) {
	var d document
	if len(bytes.TrimSpace([]byte(text))) == 0 {
		return d, nil
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return d, refusal.New(CodeMalformed, "Policies must be valid JSON: %v", err)
	}
	for i, s := range d.Statement {
		if s.Effect != "Allow" && s.Effect != "Deny" {
			return d, refusal.New(CodeMalformed, "Statement %d has the effect %q, which is neither Allow nor Deny", i+1, s.Effect)
		}
	}
	return d, nil
}

// everyone reports whether the whole world is meant.
func (p principal) everyone() bool {
	return p.everybody || slices.Contains(p.names["AWS"], "*")
}

// service reports whether CloudTrail is meant, by name or with everyone.
func (p principal) service() bool {
	return p.everyone() || slices.Contains(p.names["Service"], Service)
}
