package views

import (
	"context"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/awsclient/semantics/listprice"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/themes"
	"fleetglass/ui"
)

// stock is what there is to launch from, looked up when a form opens. A list
// that AWS refuses stays empty, and its field is typed instead.
type stock struct {
	region         string
	images         []awsclient.Image
	keys           []string
	templates      []awsclient.LaunchTemplate
	configurations []string
	subnets        []awsclient.Subnet
	firewalls      []awsclient.SecurityGroup
	types          []string // in use, and common ones
}

// lookUp asks for all of it. instances are those that are known, for their
// images and types.
func lookUp(ctx context.Context, c awsclient.Client, instances []awsclient.Instance) (*stock, error) {
	s := &stock{region: c.Region(), types: typesOffered(instances)}
	var images []string
	for i := range instances {
		if id := instances[i].Image; id != "" && !slices.Contains(images, id) {
			images = append(images, id)
		}
	}
	var errs [6]error
	s.images, errs[0] = c.Images(ctx, images)
	s.keys, errs[1] = c.KeyPairs(ctx)
	s.templates, errs[2] = c.LaunchTemplates(ctx)
	s.configurations, errs[3] = c.LaunchConfigurations(ctx)
	s.subnets, errs[4] = c.Subnets(ctx)
	s.firewalls, errs[5] = c.SecurityGroups(ctx)
	for _, err := range errs {
		if err != nil && awsclient.KindOf(err) != awsclient.Denied {
			return nil, err // without a network nothing can be chosen, and nothing be launched
		}
	}
	slices.SortStableFunc(s.images, func(a, b awsclient.Image) int { // most types are of Intel and AMD
		return strings.Compare(b.Architecture, a.Architecture)
	})
	return s, nil
}

// typesOffered are common small types and those in use, as the price list has
// them: cheapest first within a family.
func typesOffered(instances []awsclient.Instance) []string {
	types := []string{"t3.micro", "t3.small", "t3.medium", "t3.large", "m5.large", "m5.xlarge", "c5.large", "c5.xlarge", "r5.large"}
	for i := range instances {
		if t := instances[i].Type; t != "" && !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	return types
}

// typeWords is a type with its list price.
func (s *stock) typeWords(kind string) string {
	if price, ok := listprice.OnDemand(s.region, kind, linux); ok {
		return kind + "  " + hourPrice(price) + "/h"
	}
	return kind
}

// imageWords is an image's name, in short for those of Amazon Linux, and its
// id.
func (s *stock) imageWords(id string) string {
	i := s.image(id)
	switch {
	case strings.HasPrefix(i.Name, "al2023-ami-"):
		return "Amazon Linux 2023 " + i.Architecture + "  " + id
	case strings.HasPrefix(i.Name, "amzn2-ami-"):
		return "Amazon Linux 2 " + i.Architecture + "  " + id
	}
	return strings.TrimSpace(i.Name + "  " + id)
}

func (s *stock) image(id string) awsclient.Image {
	i := slices.IndexFunc(s.images, func(o awsclient.Image) bool { return o.ID == id })
	if i < 0 {
		return awsclient.Image{ID: id}
	}
	return s.images[i]
}

// graviton matches the types with Arm processors: the g behind the generation
// (EC2/instance-types).
var graviton = regexp.MustCompile(`^(a1|[a-z]+[0-9]+g)`)

// architectureWrong is EC2's reason to refuse an image on a type, "" when they
// fit or the image is not known.
func (s *stock) architectureWrong(kind, image string) string {
	has, wants := "x86_64", s.image(image).Architecture
	if graviton.MatchString(kind) {
		has = "arm64"
	}
	if wants == "" || kind == "" || has == wants {
		return ""
	}
	return fmt.Sprintf("The architecture '%s' of the specified instance type does not match the architecture '%s' of the specified AMI.", has, wants)
}

func (s *stock) imageIDs() []string {
	ids := make([]string, len(s.images))
	for i := range s.images {
		ids[i] = s.images[i].ID
	}
	return ids
}

// subnetIDs are the subnets, those of the default network first.
func (s *stock) subnetIDs() []string {
	var first, rest []string
	for _, n := range s.subnets {
		if n.Default {
			first = append(first, n.ID)
		} else {
			rest = append(rest, n.ID)
		}
	}
	return append(first, rest...)
}

func (s *stock) subnet(id string) awsclient.Subnet {
	i := slices.IndexFunc(s.subnets, func(n awsclient.Subnet) bool { return n.ID == id })
	if i < 0 {
		return awsclient.Subnet{ID: id}
	}
	return s.subnets[i]
}

func (s *stock) subnetWords(id string) string {
	n := s.subnet(id)
	return joinWords(n.Zone, n.Name, id)
}

func (s *stock) firewallIDs() []string {
	ids := make([]string, len(s.firewalls))
	for i := range s.firewalls {
		ids[i] = s.firewalls[i].ID
	}
	return ids
}

func (s *stock) firewallWords(id string) string {
	for _, g := range s.firewalls {
		if g.ID == id {
			return joinWords(g.Name, id)
		}
	}
	return id
}

func (s *stock) templateIDs() []string {
	ids := make([]string, len(s.templates))
	for i := range s.templates {
		ids[i] = s.templates[i].ID
	}
	return ids
}

func (s *stock) template(id string) awsclient.LaunchTemplate {
	i := slices.IndexFunc(s.templates, func(t awsclient.LaunchTemplate) bool { return t.ID == id })
	if i < 0 {
		return awsclient.LaunchTemplate{ID: id}
	}
	return s.templates[i]
}

func (s *stock) templateWords(id string) string {
	if t := s.template(id); t.Name != "" {
		return fmt.Sprintf("%s  default %d, latest %d", t.Name, t.Default, t.Latest)
	}
	return id
}

// preparing is a Prepare that looks the stock up and then makes the form.
func preparing(instances []awsclient.Instance, form func(*stock) Action) func(context.Context, awsclient.Client) (Action, error) {
	return func(ctx context.Context, c awsclient.Client) (Action, error) {
		s, err := lookUp(ctx, c, instances)
		if err != nil {
			return Action{}, err
		}
		return form(s), nil
	}
}

// The makers of fields. A field is a value: what a maker does not set is set
// by the caller.

func textField(name, label, value, help string, check func(string) string) ui.Field {
	f := ui.Field{Name: name, Label: label, Value: value, Help: help}
	if check != nil {
		f.Validate = func(v string, _ ui.Values) string {
			if strings.TrimSpace(v) == "" {
				return ""
			}
			return check(strings.TrimSpace(v))
		}
	}
	return f
}

// numberField is a whole number within bounds. Empty is no number.
func numberField(name, label, value string, low, high int, help string) ui.Field {
	return ui.Field{Name: name, Label: label, Kind: ui.NumberField, Value: value, Help: help, Validate: func(v string, _ ui.Values) string {
		if strings.TrimSpace(v) == "" {
			return ""
		}
		return inRange(v, low, high)
	}}
}

// choiceField is a choice of what exists; with nothing to choose from it is
// typed.
func choiceField(name, label, value string, choices []string, say func(string) string, help string) ui.Field {
	if len(choices) == 0 {
		return ui.Field{Name: name, Label: label, Value: value, Help: help}
	}
	if value != "" && !slices.Contains(choices, value) {
		choices = append([]string{value}, choices...)
	}
	return ui.Field{Name: name, Label: label, Kind: ui.ChoiceField, Value: value, Choices: choices, Say: say, Help: help}
}

func multiField(name, label string, picked, choices []string, say func(string) string, help string) ui.Field {
	for _, v := range picked {
		if !slices.Contains(choices, v) {
			choices = append(choices, v)
		}
	}
	return ui.Field{Name: name, Label: label, Kind: ui.MultiField, Value: strings.Join(picked, ","), Choices: choices, Say: say, Help: help}
}

func toggleField(name, label string, on bool, help string) ui.Field {
	return ui.Field{Name: name, Label: label, Kind: ui.ToggleField, Value: strconv.FormatBool(on), Help: help}
}

func needed(f ui.Field) ui.Field { f.Needed = true; return f }

func asked(when func(ui.Values) bool, fields ...ui.Field) []ui.Field {
	for i := range fields {
		fields[i].When = when
	}
	return fields
}

// onPage puts fields on a page of a guided form.
func onPage(page string, fields ...ui.Field) []ui.Field {
	for i := range fields {
		fields[i].Page = page
	}
	return fields
}

// none is the choice to leave something out.
const none = "none"

func noneFirst(choices []string) []string { return append([]string{none}, choices...) }

// chosen is a choice that may be none.
func chosen(v ui.Values, name string) string {
	if v[name] == none {
		return ""
	}
	return strings.TrimSpace(v[name])
}

// numberOf is a number field's value, nil when it is empty.
func numberOf(v ui.Values, name string) *int {
	if strings.TrimSpace(v[name]) == "" {
		return nil
	}
	n := v.Int(name)
	return &n
}

// secondsOf is a number field's value as seconds, nil when it is empty.
func secondsOf(v ui.Values, name string) *time.Duration {
	n := numberOf(v, name)
	if n == nil {
		return nil
	}
	d := time.Duration(*n) * time.Second
	return &d
}

// The rules of single fields: why a value is wrong, "" when it is not.

// templateName matches the names that EC2 takes for launch templates
// (EC2/launch-templates).
var templateName = regexp.MustCompile(`^[a-zA-Z0-9().\-/_]{3,128}$`)

func templateNameWrong(v string) string {
	if !templateName.MatchString(v) {
		return "3 to 128 letters, digits and ( ) . - / _"
	}
	return ""
}

// resourceNameWrong is the rule of Auto Scaling's names.
func resourceNameWrong(v string) string {
	switch {
	case len(v) > 255:
		return "at most 255 characters"
	case strings.ContainsAny(v, ":"):
		return "no colon"
	}
	return ""
}

// hookName matches names of lifecycle hooks (shape AsciiStringMaxLen255).
var hookName = regexp.MustCompile(`^[A-Za-z0-9\-_/]{1,255}$`)

func hookNameWrong(v string) string {
	if !hookName.MatchString(v) {
		return "letters, digits, - _ and /, at most 255"
	}
	return ""
}

func priceWrong(v string) string {
	_, err := spot.ParsePrice(v)
	return refusalWords(err)
}

// userDataWrong is AWS's rule, and that of whom it is for.
func userDataWrong(v string) string {
	return refusalWords(lifecycle.ValidateUserData(base64.StdEncoding.EncodeToString([]byte(v))))
}

// userDataLines tell what user data comes to.
func userDataLines(text string) []ui.Line {
	if text == "" {
		return nil
	}
	lines := []ui.Line{Becomes("user data", "", fmt.Sprintf("%s, %d of %d bytes", ui.Count(strings.Count(text, "\n")+1, "line"), len(text), lifecycle.MaxUserData))}
	if !strings.HasPrefix(text, "#!") && !strings.HasPrefix(text, "#cloud-config") {
		lines = append(lines, ui.In(themes.Warn, "it begins with neither #! nor #cloud-config: cloud-init will not run it"))
	}
	return lines
}

// tagField asks for tags in one line.
func tagField(tags []awsclient.Tag, help string) ui.Field {
	var words []string
	for _, t := range tags {
		if !strings.HasPrefix(t.Key, "aws:") {
			words = append(words, t.Key+"="+t.Value)
		}
	}
	return textField("tags", "tags", strings.Join(words, ", "), help, func(v string) string {
		_, err := parseTags(v)
		return refusalWords(err)
	})
}

// The bounds of tags (EC2/Using_Tags).
const (
	longestKey   = 128
	longestValue = 256
	mostTags     = 50
)

// parseTags reads "Name=web, App=shop".
func parseTags(text string) ([]awsclient.Tag, error) {
	var tags []awsclient.Tag
	for _, word := range strings.Split(text, ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		key, value, _ := strings.Cut(word, "=")
		t := awsclient.Tag{Key: strings.TrimSpace(key), Value: strings.TrimSpace(value)}
		switch {
		case t.Key == "":
			return nil, fmt.Errorf("key=value, commas between them")
		case strings.HasPrefix(strings.ToLower(t.Key), "aws:"):
			return nil, fmt.Errorf("keys that begin with aws: are AWS's own")
		case len([]rune(t.Key)) > longestKey || len([]rune(t.Value)) > longestValue:
			return nil, fmt.Errorf("a key has at most %d characters, a value %d", longestKey, longestValue)
		case slices.ContainsFunc(tags, func(o awsclient.Tag) bool { return o.Key == t.Key }):
			return nil, fmt.Errorf("the key %s is there twice", t.Key)
		}
		tags = append(tags, t)
	}
	if len(tags) > mostTags {
		return nil, fmt.Errorf("at most %d tags", mostTags)
	}
	return tags, nil
}

// tagsOf are the tags of a form whose field was validated.
func tagsOf(v ui.Values) []awsclient.Tag {
	tags, _ := parseTags(v["tags"])
	return tags
}
