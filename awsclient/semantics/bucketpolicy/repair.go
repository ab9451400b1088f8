package bucketpolicy

import (
	"encoding/json"
	"strconv"
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// Repaired is a policy with the statements added that it lacks for a trail, ""
// being none. What is there stays: a statement that denies CloudTrail goes on
// denying, and the caller should judge what comes of it.
func Repaired(policy string, w Want) (string, error) {
	if strings.TrimSpace(policy) == "" {
		return Policy(w), nil
	}
	j, err := Judge(policy, w)
	if err != nil {
		return "", err
	}
	if j.Delivers {
		return policy, nil
	}
	var p struct {
		Version   string                `json:",omitempty"`
		ID        string                `json:"Id,omitempty"`
		Statement list[json.RawMessage] `json:",omitempty"`
	}
	if err := json.Unmarshal([]byte(policy), &p); err != nil {
		return "", refusal.New(CodeMalformed, "This policy contains invalid Json")
	}
	for _, f := range j.Findings {
		if f.Level == Missing && f.Fix != "" {
			p.Statement = append(p.Statement, json.RawMessage(withNewSid(f.Fix, policy)))
		}
	}
	return pretty(p), nil
}

// withNewSid is a statement whose Sid no other one in a policy has: S3 refuses
// a policy in which two are the same.
func withNewSid(statement, policy string) string {
	for _, sid := range []string{SidACL, SidWrite} {
		if !strings.Contains(statement, `"`+sid+`"`) || !strings.Contains(policy, `"`+sid+`"`) {
			continue
		}
		n := 2
		for strings.Contains(policy, `"`+sid+"n"+strconv.Itoa(n)+`"`) {
			n++
		}
		return strings.Replace(statement, `"`+sid+`"`, `"`+sid+"n"+strconv.Itoa(n)+`"`, 1)
	}
	return statement
}
