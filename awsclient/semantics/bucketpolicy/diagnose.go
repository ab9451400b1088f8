package bucketpolicy

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// judgeOldPrincipal finds statements from before CloudTrail had a service
// principal: they name an account of AWS for each region. Which those are is
// not listed here; that the statement is CloudTrail's is seen by its Sid or
// by the folder.
func (j *judging) judgeOldPrincipal(n need) {
	s := j.statement
	meant := strings.HasPrefix(s.Sid, "AWSCloudTrail") || n.write && slices.ContainsFunc(s.Resource, func(r string) bool { return strings.Contains(r, "AWSLogs/") })
	if !meant {
		return
	}
	fix := pretty(j.want.statement(n))
	if len(s.Principal.names["AWS"]) > 0 {
		j.miss(n, fix, "allows single accounts to %s, as policies did before there was %s: regions that are not listed cannot deliver", n.name, Service)
		return
	}
	j.miss(n, fix, "is meant for CloudTrail, but its principal is not %s", Service)
}

// wrongResource says what is wrong with the resources of a statement that
// allows the action to CloudTrail: what the one that comes nearest misses.
func (j *judging) wrongResource(n need) string {
	nearest, best := -1, "allows CloudTrail to "+n.name+", but not in this bucket"
	for _, r := range j.statement.Resource {
		if near, why := j.want.wrong(r, n.write); near > nearest {
			nearest, best = near, why
		}
	}
	return best
}

// wrong says how a resource misses what is wanted, and how near it comes.
func (w Want) wrong(resource string, write bool) (near int, why string) {
	_, rest, found := strings.Cut(resource, ":s3:::")
	if !found {
		return 0, fmt.Sprintf("names %q, which is no bucket", resource)
	}
	bucket, key, hasKey := strings.Cut(rest, "/")
	switch {
	case !wildcard(bucket, w.Bucket):
		return 1, fmt.Sprintf("is for the bucket %s, not for %s", bucket, w.Bucket)
	case !strings.HasPrefix(resource, "arn:"+w.partition()+":"):
		return 1, fmt.Sprintf("names %q, but the bucket is %q", resource, w.bucketARN())
	case !write:
		return 2, "must name the bucket itself, without anything after it"
	case !hasKey:
		return 2, fmt.Sprintf("names the bucket itself, but objects are written below %s", w.folder())
	}
	return 3, w.wrongKey(key)
}

// wrongKey looks at the parts of a key: the prefix, AWSLogs and the account.
func (w Want) wrongKey(key string) string {
	prefix, rest, found := cutFolder(key)
	if !found {
		return fmt.Sprintf("allows only keys like %s, but the trail writes below %s", key, w.folder())
	}
	if !wildcard(prefix, w.Prefix) {
		return fmt.Sprintf("has the wrong prefix: it allows %s, but the trail writes below %s", orNone(prefix), orNone(w.Prefix))
	}
	account, tail, _ := strings.Cut(rest, "/")
	if !wildcard(account, w.Account) {
		return fmt.Sprintf("has the wrong account: it allows %s, but the trail logs for %s", orNone(account), w.Account)
	}
	return fmt.Sprintf("allows too little below the account: %q, but it must end in AWSLogs/%s/*", tail, w.Account)
}

// cutFolder cuts a key at the folder AWSLogs.
func cutFolder(key string) (prefix, rest string, found bool) {
	if rest, ok := strings.CutPrefix(key, "AWSLogs/"); ok {
		return "", rest, true
	}
	return strings.Cut(key, "/AWSLogs/")
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return fmt.Sprintf("%q", text)
}

// asks reports whether a statement has a condition on a key.
func (s statement) asks(key string) bool {
	for _, keys := range s.Condition {
		for k := range keys {
			if strings.EqualFold(k, key) {
				return true
			}
		}
	}
	return false
}

// failing names the conditions that a request does not meet, in order, each
// with what is sent.
func (s statement) failing(r request) string {
	var whys []string
	for operator, keys := range s.Condition {
		for key, values := range keys {
			if r.holds(operator, key, values) == no {
				whys = append(whys, fmt.Sprintf("%s %s %s (CloudTrail sends %s)", key, operator, joined(values), orNone(r.context[strings.ToLower(key)])))
			}
		}
	}
	sort.Strings(whys)
	return strings.Join(whys, "; ")
}

func joined(values []scalar) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, ", ")
}
