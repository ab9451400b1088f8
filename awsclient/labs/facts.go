package labs

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Fact is something of this world that commands and questions name, "<image>"
// for the fact "image".
type Fact struct {
	Name  string
	Means string // what stands there until it is known: "id of the first web server"
	// Find is its value in this world, "" while there is none.
	Find func(*World) string
}

// commonFacts are those of every lab.
func commonFacts() []Fact {
	return []Fact{
		{"region", "the region", (*World).Region},
		{"account", "number of the account", (*World).Account},
		{"subnet-a", "a default subnet", func(w *World) string { return w.defaultSubnet(0) }},
		{"subnet-b", "a default subnet in another zone", func(w *World) string { return w.defaultSubnet(1) }},
		{"security-group", "the default security group of the default VPC", (*World).defaultSecurityGroup},
		{"image", "an image of Amazon Linux", (*World).image},
		{"key-pair", "a key pair", func(w *World) string { return slices.Concat(w.KeyPairs(), []string{""})[0] }},
		{"soon", "a time a few minutes from now", func(w *World) string { return w.Now.UTC().Add(soon).Truncate(time.Minute).Format(time.RFC3339) }},
	}
}

// soon is far enough ahead for a scheduled action: AWS takes none in the past.
const soon = 4 * time.Minute

// defaultSubnet is the default subnet of the nth zone.
func (w *World) defaultSubnet(n int) string {
	var zones, ids []string
	for _, s := range w.Subnets() {
		if s.Default {
			at, _ := slices.BinarySearch(zones, s.Zone)
			zones, ids = slices.Insert(zones, at, s.Zone), slices.Insert(ids, at, s.ID)
		}
	}
	if n >= len(ids) {
		return ""
	}
	return ids[n]
}

// defaultSecurityGroup is that of the VPC of the default subnets.
func (w *World) defaultSecurityGroup() string {
	vpc := ""
	for _, s := range w.Subnets() {
		if s.Default {
			vpc = s.VPC
		}
	}
	for _, g := range w.SecurityGroups() {
		if g.Name == "default" && g.VPC == vpc {
			return g.ID
		}
	}
	return ""
}

// image is the newest Amazon Linux for x86, or else any image for it.
func (w *World) image() string {
	other := ""
	for _, i := range w.Images() {
		if i.Architecture != "x86_64" {
			continue
		}
		if strings.Contains(i.Name, "al2023") && !strings.Contains(i.Name, "minimal") {
			return i.ID
		}
		other = cmp.Or(other, i.ID)
	}
	return other
}

// Fill puts this world's facts into a text of a lab. What is not known yet
// stays as it is, and missing says what it means: "<server-0>: id of the first
// web server".
func (l *Lab) Fill(w *World, text string) (filled string, missing []string) {
	var b strings.Builder
	rest := text
	for {
		before, after, found := strings.Cut(rest, "<")
		name, tail, closed := strings.Cut(after, ">")
		if !found || !closed {
			b.WriteString(rest)
			return b.String(), missing
		}
		fact, known := l.fact(name)
		if !known {
			b.WriteString(before + "<")
			rest = after
			continue
		}
		b.WriteString(before)
		if value := fact.Find(w); value != "" {
			b.WriteString(value)
		} else {
			b.WriteString("<" + name + ">")
			missing = append(missing, "<"+name+">: "+fact.Means)
		}
		rest = tail
	}
}

// Command is Fill for an aws command: values are quoted where a shell needs
// it, and the region is added.
func (l *Lab) Command(w *World, command string) (filled string, missing []string) {
	quoted := &Lab{}
	for _, f := range slices.Concat(l.Facts, commonFacts()) {
		quoted.Facts = append(quoted.Facts, Fact{f.Name, f.Means, func(w *World) string { return shellQuoted(f.Find(w)) }})
	}
	filled, missing = quoted.Fill(w, command)
	if strings.HasPrefix(filled, "aws ") && w.Region() != "" {
		filled += " --region " + w.Region()
	}
	return filled, missing
}

func (l *Lab) fact(name string) (Fact, bool) {
	for _, f := range l.Facts {
		if f.Name == name {
			return f, true
		}
	}
	for _, f := range commonFacts() {
		if f.Name == name {
			return f, true
		}
	}
	return Fact{}, false
}

// shellQuoted is a value as one word of a shell: names are strangers' words.
func shellQuoted(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=@,+%", r)
	}
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
