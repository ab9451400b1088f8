package policy

import (
	"encoding/json"
	"math"
	"net/netip"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Condition is one operator on one key: it holds when the request's value
// compares so with one of the values (with none of them, for the operators
// that begin with Not or have it in them).
type Condition struct {
	Operator string // without what follows: "StringEquals"
	IfExists bool   // holds, too, when the request does not have the key
	Set      string // "ForAllValues", "ForAnyValue", "" for keys of one value
	Key      string // in lower case: keys are not told apart by case
	Values   []string
}

// Context is what is known of a request besides action and resource, by key
// in lower case: "aws:sourceip". A key that is not there is not known.
type Context map[string][]string

// conditions reads a Condition element. They are sorted, so that a document
// reads the same every time.
func conditions(raw json.RawMessage) ([]Condition, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var byOperator map[string]map[string]json.RawMessage
	if json.Unmarshal(raw, &byOperator) != nil || byOperator == nil {
		return nil, syntax()
	}
	var all []Condition
	for operator, byKey := range byOperator {
		c := Condition{Operator: operator}
		if set, rest, found := strings.Cut(operator, ":"); found {
			if set != "ForAllValues" && set != "ForAnyValue" {
				return nil, malformed("Invalid Condition type : %s.", operator)
			}
			c.Set, c.Operator = set, rest
		}
		c.Operator, c.IfExists = strings.CutSuffix(c.Operator, "IfExists")
		if !known(c.Operator) || c.Operator == "Null" && (c.IfExists || c.Set != "") {
			return nil, malformed("Invalid Condition type : %s.", operator)
		}
		for key, values := range byKey {
			one := c
			one.Key = strings.ToLower(key)
			var err error
			if one.Values, err = texts(values); err != nil || key == "" {
				return nil, syntax()
			}
			if !strings.Contains(key, ":") {
				return nil, malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
			}
			if err := one.checkValues(); err != nil {
				return nil, err
			}
			all = append(all, one)
		}
	}
	compare := func(a, b Condition) int {
		return strings.Compare(a.Set+a.Operator+strconv.FormatBool(a.IfExists)+" "+a.Key, b.Set+b.Operator+strconv.FormatBool(b.IfExists)+" "+b.Key)
	}
	sort.SliceStable(all, func(i, j int) bool { return compare(all[i], all[j]) < 0 })
	return all, nil
}

// checkValues refuses values that the operator could never compare. Values
// with variables are known only when a request comes.
func (c Condition) checkValues() error {
	for _, v := range c.Values {
		if strings.Contains(v, "${") {
			continue
		}
		ok := true
		switch c.family() {
		case "Numeric":
			_, ok = number(v)
		case "Date":
			_, ok = moment(v)
		case "Bool", "Null":
			ok = strings.EqualFold(v, "true") || strings.EqualFold(v, "false")
		case "Ip":
			_, ok = network(v)
		}
		if !ok {
			return malformed("Syntax errors in policy.")
		}
	}
	return nil
}

// known tells whether IAM has an operator.
func known(operator string) bool {
	return slices.Contains([]string{
		"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
		"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
		"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
		"Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "Null",
	}, operator)
}

func (c Condition) family() string {
	for _, f := range []string{"String", "Numeric", "Date", "Bool", "Binary", "Arn", "Null"} {
		if strings.HasPrefix(c.Operator, f) {
			return f
		}
	}
	return "Ip"
}

// negated tells whether the operator wants none of its values.
func (c Condition) negated() bool { return strings.Contains(c.Operator, "Not") }

// Holds tells whether a request meets the condition. A key that the request
// does not have fails it, but for negated operators, IfExists and
// ForAllValues (IAM/reference_policies_elements_condition_operators).
func (c Condition) Holds(ctx Context) bool {
	have, known := ctx[c.Key]
	if c.Operator == "Null" {
		return slices.ContainsFunc(c.Values, func(v string) bool { return strings.EqualFold(v, strconv.FormatBool(!known)) })
	}
	switch {
	case (!known || len(have) == 0) && c.Set == "ForAnyValue":
		return c.IfExists && !known
	case !known || len(have) == 0:
		return c.IfExists || c.Set == "ForAllValues" || c.negated()
	case c.Set == "ForAllValues":
		return !slices.ContainsFunc(have, func(v string) bool { return !c.meets(v, ctx) })
	case c.negated() && c.Set == "":
		return !slices.ContainsFunc(have, func(v string) bool { return !c.meets(v, ctx) })
	}
	return slices.ContainsFunc(have, func(v string) bool { return c.meets(v, ctx) })
}

// meets tells whether one value of the request compares as wanted.
func (c Condition) meets(have string, ctx Context) bool {
	found := slices.ContainsFunc(c.Values, func(want string) bool {
		pattern, ok := expand(want, ctx)
		return ok && c.compares(have, pattern)
	})
	return found != c.negated()
}

// compares is the operator without its negation. The wanted text is a pattern
// whose wildcards count only for the operators that have them.
func (c Condition) compares(have string, want pattern) bool {
	switch c.Operator {
	case "StringEquals", "StringNotEquals", "BinaryEquals":
		return have == want.plain()
	case "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase":
		return strings.EqualFold(have, want.plain())
	case "Bool":
		return strings.EqualFold(have, want.plain())
	case "StringLike", "StringNotLike":
		return want.matches(have)
	}
	switch c.family() {
	case "Numeric":
		h, ok := number(have)
		w, valid := number(want.plain())
		return ok && valid && c.ordered(compareNumbers(h, w))
	case "Date":
		h, ok := moment(have)
		w, valid := moment(want.plain())
		return ok && valid && c.ordered(h.Compare(w))
	case "Arn":
		return want.matchesARN(have)
	}
	address, err := netip.ParseAddr(have)
	block, ok := network(want.plain())
	return err == nil && ok && block.Contains(address)
}

func compareNumbers(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// ordered tells whether the order of have and want is what the operator says.
func (c Condition) ordered(order int) bool {
	switch {
	case strings.HasSuffix(c.Operator, "LessThan"):
		return order < 0
	case strings.HasSuffix(c.Operator, "LessThanEquals"):
		return order <= 0
	case strings.HasSuffix(c.Operator, "GreaterThan"):
		return order > 0
	case strings.HasSuffix(c.Operator, "GreaterThanEquals"):
		return order >= 0
	}
	return order == 0
}

func number(text string) (float64, bool) {
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil && !math.IsNaN(n)
}

// moment reads a date in one of the forms of ISO 8601 that IAM takes, or in
// seconds since 1970.
func moment(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	return time.Unix(seconds, 0).UTC(), err == nil
}

// network reads a CIDR block, or one address. Bits under the mask are dropped.
func network(text string) (netip.Prefix, bool) {
	if block, err := netip.ParsePrefix(text); err == nil {
		return block.Masked(), true
	}
	one, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(one, one.BitLen()), true
}
