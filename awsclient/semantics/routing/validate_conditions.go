package routing

import (
	"net/netip"
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// fields is in the order in which AWS lists them in its refusals.
func fields() []string {
	return []string{PathPattern, HostHeader, HTTPHeader, RequestMethod, QueryString, SourceIP}
}

// ValidateConditions refuses a rule's conditions as AWS would. The texts of
// "must be specified", "must be one of", "too long" and "A rule can only have"
// are AWS's; the others are choices in the same manner.
func (l Limits) ValidateConditions(conditions []Condition) error {
	if len(conditions) == 0 {
		return refusal.Invalid("A condition must be specified")
	}
	for _, c := range conditions {
		if err := l.validateCondition(c); err != nil {
			return err
		}
	}
	if err := onlyOneEach(conditions); err != nil {
		return err
	}
	return l.validateTotals(conditions)
}

func (l Limits) validateCondition(c Condition) error {
	if c.Field == "" {
		return refusal.Invalid("A condition field must be specified")
	}
	if c.size() == 0 {
		return refusal.Invalid("A condition value must be specified")
	}
	limit := l.ValuesPerCondition
	if c.Field == SourceIP {
		limit = l.SourceIPValues
	}
	// More than the rule may have is told as such, below.
	if n := c.size(); n > limit && n <= l.ValuesPerRule {
		return refusal.Invalid("The '%s' field contains too many values; the limit is '%d'", c.Field, limit)
	}
	switch c.Field {
	case HostHeader:
		return l.eachValue(c, validHost)
	case PathPattern:
		return l.eachValue(c, validPath)
	case HTTPHeader:
		return l.validateHeader(c)
	case RequestMethod:
		return l.validateMethods(c.Values)
	case QueryString:
		return l.validatePairs(c.QueryPairs)
	case SourceIP:
		return validateBlocks(c.Values)
	}
	return refusal.Invalid("Condition field '%s' must be one of '[%s]'", c.Field, strings.Join(fields(), ","))
}

func (c Condition) size() int {
	if c.Field == QueryString {
		return len(c.QueryPairs)
	}
	return len(c.Values)
}

func (l Limits) eachValue(c Condition, valid func(string) error) error {
	for _, v := range c.Values {
		if err := l.tooLong(c.Field, v, l.ValueLength); err != nil {
			return err
		}
		if err := valid(v); err != nil {
			return err
		}
	}
	return nil
}

func (l Limits) tooLong(what, value string, limit int) error {
	if len(value) > limit {
		return refusal.Invalid("The '%s' value is too long; the limit is '%d'", what, limit)
	}
	return nil
}

func badCharacter(value string) error {
	return refusal.Invalid("Condition value '%s' contains a character that is not valid", value)
}

func validHost(value string) error {
	if !only(value, "-.*?") {
		return badCharacter(value)
	}
	dot := strings.LastIndexByte(value, '.')
	if dot < 0 {
		return refusal.Invalid("Condition value '%s' must contain at least one '.'", value)
	}
	if top := value[dot+1:]; top == "" || strings.IndexFunc(top, notLetter) >= 0 {
		return refusal.Invalid("Condition value '%s' must have only letters after the last '.'", value)
	}
	return nil
}

func validPath(value string) error {
	if value == "" || !only(value, `_-.$/~"'@:+&*?`) {
		return badCharacter(value)
	}
	return nil
}

func (l Limits) validateHeader(c Condition) error {
	switch {
	case c.HeaderName == "":
		return refusal.Invalid("A 'HttpHeaderName' must be specified in 'HttpHeaderConfig'")
	case foldASCII(c.HeaderName) == "host":
		return refusal.Invalid("The 'HttpHeaderName' value '%s' is not allowed; use a 'host-header' condition", c.HeaderName)
	case !only(c.HeaderName, "!#$%&'+-.^_`|~"):
		return refusal.Invalid("The 'HttpHeaderName' value '%s' contains a character that is not valid", c.HeaderName)
	}
	if err := l.tooLong("HttpHeaderName", c.HeaderName, l.HeaderNameLength); err != nil {
		return err
	}
	return l.eachValue(c, printable)
}

func (l Limits) validateMethods(methods []string) error {
	for _, m := range methods {
		if err := l.tooLong(RequestMethod, m, l.MethodLength); err != nil {
			return err
		}
		if m == "" || strings.IndexFunc(m, notMethod) >= 0 {
			return refusal.Invalid("The 'http-request-method' value is invalid; the allowed characters are A-Z, hyphen and underscore")
		}
	}
	return nil
}

func (l Limits) validatePairs(pairs []QueryPair) error {
	for _, p := range pairs {
		if p.Value == "" {
			return refusal.Invalid("A 'Value' must be specified in 'QueryStringKeyValuePair'")
		}
		if err := l.tooLong("Key", p.Key, l.ValueLength); err != nil {
			return err
		}
		if err := l.tooLong("Value", p.Value, l.ValueLength); err != nil {
			return err
		}
		if err := printable(p.Key + p.Value); err != nil {
			return err
		}
	}
	return nil
}

func validateBlocks(blocks []string) error {
	for _, b := range blocks {
		prefix, err := netip.ParsePrefix(b)
		if err != nil || prefix != prefix.Masked() {
			return refusal.Invalid("The CIDR block '%s' is not valid", b)
		}
		if b == "255.255.255.255/32" {
			return refusal.Invalid("The CIDR block '%s' is not allowed", b)
		}
	}
	return nil
}

func onlyOneEach(conditions []Condition) error {
	single := map[string]bool{HostHeader: true, PathPattern: true, RequestMethod: true, SourceIP: true}
	seen := map[string]bool{}
	for _, c := range conditions {
		if single[c.Field] && seen[c.Field] {
			return refusal.Invalid("A rule can only have one '%s' condition", c.Field)
		}
		seen[c.Field] = true
	}
	return nil
}

func (l Limits) validateTotals(conditions []Condition) error {
	values, wildcards := 0, 0
	for _, c := range conditions {
		values += c.size()
		wildcards += c.wildcards()
	}
	if values > l.ValuesPerRule {
		return refusal.Invalid("A rule can only have '%d' condition values", l.ValuesPerRule)
	}
	if wildcards > l.WildcardsPerRule {
		return refusal.Invalid("A rule can only have '%d' condition wildcards", l.WildcardsPerRule)
	}
	return nil
}

// wildcards counts in the fields that know them: a * in a method or a source
// would be refused or literal.
func (c Condition) wildcards() int {
	n := 0
	switch c.Field {
	case HostHeader, PathPattern, HTTPHeader:
		for _, v := range c.Values {
			n += countWildcards(v, false)
		}
	case QueryString:
		for _, p := range c.QueryPairs {
			n += countWildcards(p.Key, true) + countWildcards(p.Value, true)
		}
	}
	return n
}

func only(text, extra string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		return notLetter(r) && (r < '0' || r > '9') && !strings.ContainsRune(extra, r)
	}) < 0
}

func notLetter(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }

func notMethod(r rune) bool { return (r < 'A' || r > 'Z') && r != '-' && r != '_' }

func printable(text string) error {
	if strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) >= 0 {
		return badCharacter(text)
	}
	return nil
}
