package labs_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"fleetglass/fake"
)

// console runs aws commands as the aws CLI would, without it: the words of a
// shell, the options of an operation, the CLI's shorthand. It calls the engine
// with the SDK's own types.
type console struct{ engine *fake.Engine }

// run makes the one call that a command is.
func (c console) run(ctx context.Context, command string) error {
	words, err := shellWords(command)
	if err != nil {
		return err
	}
	if len(words) < 3 || words[0] != "aws" {
		return fmt.Errorf("this is no aws command: %s", command)
	}
	service, operation := packageOf(words[1]), pascal(words[2])
	options, err := optionsOf(words[3:])
	if err != nil {
		return err
	}
	input, ok := c.engine.Input(service, operation)
	if !ok {
		return fmt.Errorf("aws %s has no %s", words[1], words[2])
	}
	region := "us-west-2"
	if r := options["region"]; len(r) == 1 {
		region = r[0]
		delete(options, "region")
	}
	if err := fillInput(reflect.ValueOf(input).Elem(), operation, options); err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	_, _, err = c.engine.Call(ctx, service, operation, region, input)
	return err
}

// packageOf is the SDK's package for a service of the CLI.
func packageOf(service string) string {
	for _, pair := range [][2]string{{"elb", "elasticloadbalancing"}, {"elbv2", "elasticloadbalancingv2"}, {"logs", "cloudwatchlogs"}, {"s3api", "s3"}} {
		if pair[0] == service {
			return pair[1]
		}
	}
	return service
}

func pascal(kebab string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(kebab, "-") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// optionsOf are the words after each --option; --no-x is x=false, an option
// without words is true.
func optionsOf(words []string) (map[string][]string, error) {
	options, last := map[string][]string{}, ""
	for _, w := range words {
		if name, ok := strings.CutPrefix(w, "--"); ok {
			last = name
			options[last] = []string{}
			continue
		}
		if last == "" {
			return nil, fmt.Errorf("%q is before any option", w)
		}
		options[last] = append(options[last], w)
	}
	return options, nil
}

// fillInput puts options into an input. What the CLI adds for some operations
// is added here as well.
func fillInput(input reflect.Value, operation string, options map[string][]string) error {
	switch operation {
	case "RunInstances":
		n := "1"
		if given := options["count"]; len(given) == 1 {
			n = given[0]
			delete(options, "count")
		}
		options["min-count"], options["max-count"] = []string{n}, []string{n}
	case "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress":
		port := strings.Join(options["port"], "")
		options["ip-permissions"] = []string{fmt.Sprintf("IpProtocol=%s,FromPort=%s,ToPort=%s,IpRanges=[{CidrIp=%s}]", strings.Join(options["protocol"], ""), port, port, strings.Join(options["cidr"], ""))}
		delete(options, "port")
		delete(options, "protocol")
		delete(options, "cidr")
	}
	for name, words := range options {
		value := ""
		if off, ok := strings.CutPrefix(name, "no-"); ok && len(words) == 0 {
			name, value = off, "false"
		}
		field := input.FieldByNameFunc(func(f string) bool { return strings.EqualFold(f, strings.ReplaceAll(name, "-", "")) })
		if !field.IsValid() {
			return fmt.Errorf("there is no option --%s", name)
		}
		if err := setOption(field, name, value, words); err != nil {
			return fmt.Errorf("--%s: %w", name, err)
		}
	}
	return nil
}

func setOption(field reflect.Value, name, value string, words []string) error {
	switch {
	case name == "user-data":
		return assign(field, base64.StdEncoding.EncodeToString([]byte(words[0])))
	case len(words) == 0:
		if value == "" {
			value = "true"
		}
		return assign(field, value)
	case field.Kind() == reflect.Slice && field.Type().Elem().Kind() != reflect.Uint8:
		var list []any
		for _, w := range words {
			v, err := valueOf(w, field.Type().Elem())
			if err != nil {
				return err
			}
			if many, ok := v.([]any); ok {
				list = append(list, many...)
			} else {
				list = append(list, v)
			}
		}
		return assign(field, list)
	case len(words) > 1:
		return fmt.Errorf("takes one value, not %q", words)
	}
	v, err := valueOf(words[0], field.Type())
	if err != nil {
		return err
	}
	return assign(field, v)
}

// valueOf reads a word as the CLI does: JSON, shorthand for structures, else
// text.
func valueOf(word string, t reflect.Type) (any, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	structured := t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]() || t.Kind() == reflect.Map
	if structured || t.Kind() == reflect.Slice {
		if strings.HasPrefix(word, "{") || strings.HasPrefix(word, "[") {
			var v any
			d := json.NewDecoder(strings.NewReader(word))
			d.UseNumber() // moments in milliseconds would not survive as floats
			return v, d.Decode(&v)
		}
	}
	if structured && strings.Contains(word, "=") {
		s := &shorthand{rest: word}
		return s.pairs("")
	}
	return word, nil
}

// shorthand is the CLI's: Key=value,Key=[a,b],Key={Key=value}.
type shorthand struct{ rest string }

func (s *shorthand) pairs(end string) (map[string]any, error) {
	m := map[string]any{}
	for s.rest != "" && (end == "" || !strings.HasPrefix(s.rest, end)) {
		key, rest, ok := strings.Cut(s.rest, "=")
		if !ok {
			return nil, fmt.Errorf("expected Key=value at %q", s.rest)
		}
		s.rest = rest
		v, err := s.value(end)
		if err != nil {
			return nil, err
		}
		// Values without a key go on as a list.
		for strings.HasPrefix(s.rest, ",") && !s.keyed(end) {
			s.rest = s.rest[1:]
			more, err := s.value(end)
			if err != nil {
				return nil, err
			}
			if list, ok := v.([]any); ok {
				v = append(list, more)
			} else {
				v = []any{v, more}
			}
		}
		m[key] = v
		s.rest = strings.TrimPrefix(s.rest, ",")
	}
	s.rest = strings.TrimPrefix(s.rest, end)
	return m, nil
}

// keyed tells whether a key follows the comma.
func (s *shorthand) keyed(string) bool {
	next := s.rest[1:]
	if i := strings.IndexAny(next, ",]}"); i >= 0 {
		next = next[:i]
	}
	return strings.Contains(next, "=")
}

func (s *shorthand) value(string) (any, error) {
	switch {
	case strings.HasPrefix(s.rest, "["):
		s.rest = s.rest[1:]
		var list []any
		for s.rest != "" && !strings.HasPrefix(s.rest, "]") {
			v, err := s.value("]")
			if err != nil {
				return nil, err
			}
			list = append(list, v)
			s.rest = strings.TrimPrefix(s.rest, ",")
		}
		s.rest = strings.TrimPrefix(s.rest, "]")
		return list, nil
	case strings.HasPrefix(s.rest, "{"):
		s.rest = s.rest[1:]
		return s.pairs("}")
	}
	i := strings.IndexAny(s.rest, ",]}")
	if i < 0 {
		i = len(s.rest)
	}
	v := s.rest[:i]
	s.rest = s.rest[i:]
	return v, nil
}

// assign puts what was read into a field of the SDK's types.
func assign(to reflect.Value, v any) error {
	switch {
	case to.Kind() == reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		return assign(to.Elem(), v)
	case to.Type() == reflect.TypeFor[time.Time]():
		at, err := time.Parse(time.RFC3339, fmt.Sprint(v))
		to.Set(reflect.ValueOf(at))
		return err
	}
	switch to.Kind() {
	case reflect.Slice:
		return assignList(to, v)
	case reflect.Struct:
		return assignStruct(to, v)
	case reflect.Map:
		m := reflect.MakeMap(to.Type())
		for k, e := range v.(map[string]any) {
			m.SetMapIndex(reflect.ValueOf(k).Convert(to.Type().Key()), reflect.ValueOf(e).Convert(to.Type().Elem()))
		}
		to.Set(m)
		return nil
	}
	return assignPlain(to, fmt.Sprint(v))
}

func assignPlain(to reflect.Value, text string) error {
	switch to.Kind() {
	case reflect.String:
		to.SetString(text)
	case reflect.Bool:
		to.SetBool(text == "true")
	case reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return err
		}
		to.SetInt(n)
	case reflect.Float64:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return err
		}
		to.SetFloat(n)
	default:
		return fmt.Errorf("cannot put %q into a %s", text, to.Type())
	}
	return nil
}

func assignList(to reflect.Value, v any) error {
	if to.Type().Elem().Kind() == reflect.Uint8 {
		to.SetBytes([]byte(fmt.Sprint(v)))
		return nil
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	out := reflect.MakeSlice(to.Type(), len(list), len(list))
	for i, e := range list {
		if err := assign(out.Index(i), e); err != nil {
			return err
		}
	}
	to.Set(out)
	return nil
}

// assignStruct fills a structure; one with a single member may be given as
// that member alone.
func assignStruct(to reflect.Value, v any) error {
	m, ok := v.(map[string]any)
	if !ok {
		return assign(to.Field(0), v)
	}
	for k, e := range m {
		field := to.FieldByNameFunc(func(f string) bool { return strings.EqualFold(f, k) })
		if !field.IsValid() {
			return fmt.Errorf("%s has no %s", to.Type(), k)
		}
		if err := assign(field, e); err != nil {
			return fmt.Errorf("%s: %w", k, err)
		}
	}
	return nil
}

// shellWords splits a command as bash does: '...' and $'...' are understood,
// nothing else is special.
func shellWords(command string) ([]string, error) {
	var words []string
	var word strings.Builder
	in := false
	for i := 0; i < len(command); i++ {
		switch c := command[i]; {
		case c == ' ' || c == '\n':
			if in {
				words, in = append(words, word.String()), false
				word.Reset()
			}
		case c == '\'' || c == '$' && i+1 < len(command) && command[i+1] == '\'':
			ansi := c == '$'
			if ansi {
				i++
			}
			end := strings.IndexByte(command[i+1:], '\'')
			if end < 0 {
				return nil, fmt.Errorf("a quote is open in %s", command)
			}
			text := command[i+1 : i+1+end]
			if ansi {
				text = strings.ReplaceAll(text, `\n`, "\n")
			}
			word.WriteString(text)
			in, i = true, i+1+end
		case strings.IndexByte("\"`|&;<>(){}\\", c) >= 0 && !in:
			return nil, fmt.Errorf("a shell would not read %q as it is in %s", c, command)
		default:
			word.WriteByte(c)
			in = true
		}
	}
	if in {
		words = append(words, word.String())
	}
	return words, nil
}
