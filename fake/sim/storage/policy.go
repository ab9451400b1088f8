package storage

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// maxPolicy is how many bytes a bucket policy may have (S3/BucketRestrictions).
const maxPolicy = 20 << 10

// CheckPolicy refuses a policy that S3 would not take for a bucket, with the
// code MalformedPolicy. The texts are from memory.
func CheckPolicy(bucket, text string) error {
	if len(text) > maxPolicy {
		return malformed("Policy exceeds the maximum allowed document size.")
	}
	document := map[string]json.RawMessage{}
	if !strings.HasPrefix(text, "{") || json.Unmarshal([]byte(text), &document) != nil {
		return malformed("Policies must be valid JSON and the first byte must be '{'")
	}
	if err := onlyKnown(document, "Version", "Id", "Statement"); err != nil {
		return err
	}
	if v := word(document["Version"]); document["Version"] != nil && v != "2012-10-17" && v != "2008-10-17" {
		return malformed("The policy must contain a valid version string")
	}
	statements, err := statementsOf(document["Statement"])
	if err != nil {
		return err
	}
	for _, s := range statements {
		if err := s.check(bucket); err != nil {
			return err
		}
	}
	return nil
}

func malformed(why string) error { return awserr.New("MalformedPolicy", "%s", why) }

// statement is one of a policy, its members as they are written.
type statement map[string]json.RawMessage

func statementsOf(raw json.RawMessage) ([]statement, error) {
	var list []statement
	var one statement
	switch {
	case raw == nil:
		return nil, malformed("Missing required field Statement")
	case json.Unmarshal(raw, &one) == nil:
		list = []statement{one}
	case json.Unmarshal(raw, &list) != nil:
		return nil, malformed("Invalid policy syntax.")
	}
	if len(list) == 0 {
		return nil, malformed("Could not parse the policy: Statement is empty!")
	}
	return list, nil
}

func onlyKnown(members map[string]json.RawMessage, known ...string) error {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !slices.Contains(known, name) {
			return malformed("Unknown field " + name)
		}
	}
	return nil
}

func (s statement) check(bucket string) error {
	if err := onlyKnown(s, "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"); err != nil {
		return err
	}
	for _, pair := range [][2]string{{"Effect", ""}, {"Principal", "NotPrincipal"}, {"Action", "NotAction"}, {"Resource", "NotResource"}} {
		if s[pair[0]] == nil && s[pair[1]] == nil {
			return malformed("Missing required field " + pair[0])
		}
	}
	if effect := word(s["Effect"]); effect != "Allow" && effect != "Deny" {
		return malformed("Invalid effect: " + effect)
	}
	if !s.principalReads() {
		return malformed("Invalid principal in policy")
	}
	for _, action := range append(words(s["Action"]), words(s["NotAction"])...) {
		if action != "*" && !strings.HasPrefix(strings.ToLower(action), "s3:") {
			return malformed("Policy has invalid action")
		}
	}
	return s.checkResources(bucket)
}

// checkResources: a bucket's policy is about the bucket or its objects, and
// each action must be about one of them.
func (s statement) checkResources(bucket string) error {
	resources := append(words(s["Resource"]), words(s["NotResource"])...)
	ofBucket, ofObjects := false, false
	for _, resource := range resources {
		name, found := world.CutBucketARN(resource)
		path, key, object := strings.Cut(name, "/")
		switch {
		case resource == "*" || found && name == "*":
			ofBucket, ofObjects = true, true
		case !found || path != bucket && path != bucket+"*" || object && key == "":
			return malformed("Policy has invalid resource")
		case object:
			ofObjects = true
		default:
			ofBucket, ofObjects = true, ofObjects || strings.HasSuffix(path, "*")
		}
	}
	for _, action := range words(s["Action"]) {
		object := aboutObjects(action)
		if !strings.Contains(action, "*") && (object && !ofObjects || !object && !ofBucket) {
			return malformed("Action does not apply to any resource(s) in statement")
		}
	}
	return nil
}

// aboutObjects tells whether an action of S3 is about an object rather than a
// bucket, by its name.
func aboutObjects(action string) bool {
	name := strings.ToLower(strings.TrimPrefix(strings.ToLower(action), "s3:"))
	return strings.Contains(name, "object") && !strings.Contains(name, "bucketobjectlock") || strings.HasSuffix(name, "multipartupload") ||
		name == "listmultipartuploadparts"
}

// principalReads tells whether the principal is "*" or names by kind.
func (s statement) principalReads() bool {
	raw := s["Principal"]
	if raw == nil {
		raw = s["NotPrincipal"]
	}
	if word(raw) == "*" {
		return true
	}
	var kinds map[string]json.RawMessage
	if json.Unmarshal(raw, &kinds) != nil || len(kinds) == 0 {
		return false
	}
	for kind, names := range kinds {
		if !slices.Contains([]string{"AWS", "Service", "Federated", "CanonicalUser"}, kind) || len(words(names)) == 0 {
			return false
		}
		if kind == "AWS" && !slices.ContainsFunc(words(names), accountOrARN) {
			return false
		}
	}
	return true
}

func accountOrARN(name string) bool {
	return name == "*" || strings.HasPrefix(name, "arn:aws") || len(name) == 12 && strings.Trim(name, "0123456789") == "" ||
		strings.HasPrefix(name, "AIDA") || strings.HasPrefix(name, "AROA")
}

// Public tells whether a policy that was checked lets the world in
// (S3/access-control-block-public-access, "The meaning of public").
func Public(text string) bool {
	var document map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &document) != nil {
		return false
	}
	statements, err := statementsOf(document["Statement"])
	return err == nil && slices.ContainsFunc(statements, statement.public)
}

func (s statement) public() bool {
	if word(s["Effect"]) != "Allow" {
		return false
	}
	var kinds map[string]json.RawMessage
	everybody := word(s["Principal"]) == "*" || s["NotPrincipal"] != nil
	if json.Unmarshal(s["Principal"], &kinds) == nil {
		everybody = everybody || slices.Contains(words(kinds["AWS"]), "*")
	}
	if !everybody {
		return false
	}
	condition := bytes.ToLower(s["Condition"])
	for _, key := range []string{"aws:sourcearn", "aws:sourceaccount", "aws:sourcevpc", "aws:sourceip", "aws:principalorgid", "aws:principalarn",
		"aws:userid", "aws:sourceowner", "s3:dataaccesspointarn", "s3:dataaccesspointaccount"} {
		if bytes.Contains(condition, []byte(`"`+key)) {
			return false
		}
	}
	return true
}

// word is a JSON string, "" when it is something else.
func word(raw json.RawMessage) string {
	var text string
	_ = json.Unmarshal(raw, &text)
	return text
}

// words are one string or a list of them.
func words(raw json.RawMessage) []string {
	if text := word(raw); text != "" {
		return []string{text}
	}
	var list []string
	_ = json.Unmarshal(raw, &list)
	return list
}
