package bucketpolicy

import (
	"bytes"
	"encoding/json"
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// Service is CloudTrail's service principal.
const Service = "cloudtrail.amazonaws.com"

// Sids of the two statements that CloudTrail writes itself.
const (
	SidACL   = "AWSCloudTrailAclCheck20150319"
	SidWrite = "AWSCloudTrailWrite20150319"
)

// fullControl is what CloudTrail asks for with every object.
const fullControl = "bucket-owner-full-control"

// Want is where a trail delivers to.
type Want struct {
	Bucket   string
	Prefix   string // without slashes at its ends; "" for none
	Account  string // that logs: 12 digits
	TrailARN string // "" when it is not known; then conditions on it cannot be judged
}

// Validate refuses what cannot be asked for; the texts are choices.
func (w Want) Validate() error {
	switch {
	case w.Bucket == "":
		return refusal.New("InvalidS3BucketNameException", "The name of the bucket is missing")
	case len(w.Account) != 12 || strings.Trim(w.Account, "0123456789") != "":
		return refusal.New("InvalidParameterValueException", "%q is not an account: it must have 12 digits", w.Account)
	case len(w.Prefix) > 200 || strings.HasPrefix(w.Prefix, "/") || strings.HasSuffix(w.Prefix, "/"):
		return refusal.New("InvalidS3PrefixException", "The prefix %q must have at most 200 characters and no slash at its ends", w.Prefix)
	}
	return nil
}

// partition is the first part of all ARNs, from the trail's.
func (w Want) partition() string {
	if parts := strings.Split(w.TrailARN, ":"); len(parts) > 1 && parts[1] != "" {
		return parts[1]
	}
	return "aws"
}

func (w Want) bucketARN() string { return "arn:" + w.partition() + ":s3:::" + w.Bucket }

// folder is the key below which the trail writes, with a slash at its end.
func (w Want) folder() string {
	key := "AWSLogs/" + w.Account + "/"
	if w.Prefix != "" {
		key = w.Prefix + "/" + key
	}
	return key
}

// need is one of the two things that CloudTrail must be allowed.
type need struct {
	name    string // plain words
	sid     string
	request request
	write   bool
}

// needs are both. The object is one of the kind that CloudTrail writes.
func (w Want) needs() []need {
	return []need{
		{"read the bucket's ACL", SidACL, w.request("s3:GetBucketAcl", w.bucketARN(), ""), false},
		{"write log files", SidWrite, w.request("s3:PutObject", w.bucketARN()+"/"+w.folder()+"CloudTrail/r/2026/01/01/f.json.gz", fullControl), true},
	}
}

// request holds what CloudTrail sends with a call.
func (w Want) request(action, resource, acl string) request {
	context := map[string]string{
		"s3:x-amz-acl":              acl,
		"aws:sourceaccount":         w.Account,
		"aws:securetransport":       "true",
		"aws:principalisawsservice": "true",
		"aws:principalservicename":  Service,
		"aws:principalaccount":      "",
		"aws:principalarn":          "",
		"aws:principalorgid":        "",
		"aws:sourcevpce":            "",
		"aws:sourcevpc":             "",
	}
	if w.TrailARN != "" {
		context["aws:sourcearn"] = w.TrailARN
	}
	return request{action, resource, context}
}

// written is a statement in the order in which the documentation writes it.
type written struct {
	Sid       string
	Effect    string
	Principal map[string]string
	Action    string
	Resource  string
	Condition *condition `json:",omitempty"`
}

type condition struct {
	StringEquals map[string]string // its keys are written in their order
}

// statement is what the policy should say for a need.
func (w Want) statement(n need) written {
	s := written{Sid: n.sid, Effect: "Allow", Principal: map[string]string{"Service": Service}, Action: n.request.action, Resource: w.bucketARN()}
	equals := map[string]string{}
	if w.TrailARN != "" {
		equals["aws:SourceArn"] = w.TrailARN
	}
	if n.write {
		s.Resource += "/" + w.folder() + "*"
		equals["s3:x-amz-acl"] = fullControl
	}
	if len(equals) > 0 {
		s.Condition = &condition{equals}
	}
	return s
}

// Policy is the whole policy of a bucket that has none yet, ready to copy.
func Policy(w Want) string {
	var p struct {
		Version   string
		Statement []written
	}
	p.Version = "2012-10-17"
	for _, n := range w.needs() {
		p.Statement = append(p.Statement, w.statement(n))
	}
	return pretty(p)
}

// pretty is JSON for people.
func pretty(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil { // texts can always be written
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}
