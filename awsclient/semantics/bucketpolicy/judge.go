package bucketpolicy

import (
	"fmt"

	"fleetglass/awsclient/semantics/refusal"
)

// Level is how much a finding matters.
type Level string

// Levels.
const (
	Good    Level = "good"    // as it should be
	Advice  Level = "advice"  // delivery works, but it should be better
	Wrong   Level = "wrong"   // a statement that is meant to help and does not, or that is in the way
	Missing Level = "missing" // CloudTrail is not allowed what it needs
	Other   Level = "other"   // a statement about something else
)

// Finding is one judgement about a policy.
type Finding struct {
	Level     Level
	Statement int    // its place, from 0; -1 for the policy as a whole
	Sid       string // of the statement, "" when it has none
	What      string // plain words
	Fix       string // a statement to put in its place, or to add, as JSON
}

// Judgement is all that is found, statements first in their order.
type Judgement struct {
	Delivers bool // CloudTrail may do all it needs
	Findings []Finding
}

// Judge judges a policy, "" for none. It refuses only what cannot be read.
func Judge(policy string, w Want) (Judgement, error) {
	if err := w.Validate(); err != nil {
		return Judgement{}, err
	}
	d, err := parse(policy)
	if err != nil {
		return Judgement{}, err
	}
	j := &judging{want: w, needs: w.needs(), granted: map[string]bool{}, denied: map[string]bool{}, missed: map[int]string{}}
	for i, s := range d.Statement {
		j.place, j.statement = i, s
		j.judgeStatement()
	}
	return j.conclude(), nil
}

// Refusal is what CreateTrail and UpdateTrail answer for such a bucket, nil
// when it delivers (the text is from memory).
func (j Judgement) Refusal(bucket string) error {
	if j.Delivers {
		return nil
	}
	return refusal.New("InsufficientS3BucketPolicyException", "Incorrect S3 bucket policy is detected for bucket: %s", bucket)
}

// judging is a Judge under way.
type judging struct {
	want      Want
	needs     []need
	place     int
	statement statement
	granted   map[string]bool // by the need's sid
	denied    map[string]bool
	missed    map[int]string // findings, by their place, that a statement does not give a need
	findings  []Finding
}

func (j *judging) find(level Level, fix, what string, args ...any) {
	j.findings = append(j.findings, Finding{level, j.place, j.statement.Sid, fmt.Sprintf(what, args...), fix})
}

// miss is a statement that comes near a need and does not give it.
func (j *judging) miss(n need, fix, what string, args ...any) {
	j.missed[len(j.findings)] = n.sid
	j.find(Wrong, fix, what, args...)
}

func (j *judging) judgeStatement() {
	before := len(j.findings)
	for _, n := range j.needs {
		if j.statement.Effect == "Deny" {
			j.judgeDeny(n)
		} else {
			j.judgeAllow(n)
		}
	}
	if len(j.findings) == before {
		j.find(Other, "", "does not concern what CloudTrail needs")
	}
}

// judgeDeny: one deny that matches outweighs every allow.
func (j *judging) judgeDeny(n need) {
	s := j.statement
	if s.NotPrincipal == nil && !s.Principal.service() {
		return
	}
	answer := s.matches(n.request)
	if answer == yes && s.NotPrincipal != nil {
		answer = unsure
	}
	switch answer {
	case yes:
		j.denied[n.sid] = true
		j.find(Wrong, "", "denies CloudTrail to %s, whatever others allow", n.name)
	case unsure:
		j.find(Advice, "", "may deny CloudTrail to %s: it has conditions that cannot be judged here", n.name)
	}
}

// judgeAllow looks at statements that allow the action at all; those for
// others than CloudTrail are not its business.
func (j *judging) judgeAllow(n need) {
	s := j.statement
	if !s.hasAction(n.request.action) {
		return
	}
	if !s.Principal.service() {
		j.judgeOldPrincipal(n)
		return
	}
	fix := pretty(j.want.statement(n))
	if !s.hasResource(n.request.resource) {
		j.miss(n, fix, "%s", j.wrongResource(n))
		return
	}
	switch s.holds(n.request) {
	case no:
		j.miss(n, fix, "allows CloudTrail to %s only under a condition that it does not meet: %s", n.name, s.failing(n.request))
	case unsure:
		j.find(Advice, fix, "may allow CloudTrail to %s: it has conditions that cannot be judged here", n.name)
	case yes:
		j.granted[n.sid] = true
		j.find(Good, "", "allows CloudTrail to %s", n.name)
		j.advise(n, fix)
	}
}

// advise says what is better in a statement that does allow.
func (j *judging) advise(n need, fix string) {
	s := j.statement
	if s.Principal.everyone() && len(s.Condition) == 0 {
		j.find(Advice, fix, "allows it to everyone in the world, not only to CloudTrail")
	}
	if n.write && !s.asks("s3:x-amz-acl") {
		j.find(Advice, fix, "does not ask for s3:x-amz-acl = %s, without which the bucket's owner may not be able to read what is written", fullControl)
	}
	if j.want.TrailARN != "" && !s.asks("aws:sourcearn") && !s.asks("aws:sourceaccount") {
		j.find(Advice, fix, "does not ask for aws:SourceArn, so trails of other accounts could use the bucket, too")
	}
}

// conclude adds what no statement gives. What one misses that another gives
// is not wrong: a bucket may serve several accounts and prefixes.
func (j *judging) conclude() Judgement {
	for i := range j.findings {
		if sid, missed := j.missed[i]; missed && j.granted[sid] {
			j.findings[i].Level, j.findings[i].Fix = Other, ""
		}
	}
	delivers := true
	for _, n := range j.needs {
		delivers = delivers && j.granted[n.sid] && !j.denied[n.sid]
		if !j.granted[n.sid] {
			j.findings = append(j.findings, Finding{Missing, -1, "", "no statement certainly allows CloudTrail to " + n.name, pretty(j.want.statement(n))})
		}
	}
	return Judgement{delivers, j.findings}
}
