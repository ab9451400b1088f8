package fake

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the dialogues in testdata with what the engine says now")

// A dialogue is a file of commands, each with what came of it:
//
//	# a comment
//	advance 5m
//	----
//	now 12:05:00
//
// The test plays it on a new world and compares. With -update it writes what
// came instead; the difference is then read by a person.
func TestDialogues(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no dialogues: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			play(t, file)
		})
	}
}

func play(t *testing.T, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := &player{t: t, ordinals: map[string]int{}}
	var said strings.Builder
	for _, e := range exchanges(string(data)) {
		got := p.say(e.command)
		fmt.Fprintf(&said, "%s%s\n----\n%s\n", e.before, e.command, got)
		if !*update && got != e.answer {
			t.Errorf("%s\nwant:\n%s\ngot:\n%s", e.command, e.answer, got)
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(said.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// exchange is one command and its answer; before is the comments above it.
type exchange struct{ before, command, answer string }

// exchanges reads a dialogue. A command that has no answer yet is a line
// followed by no "----".
func exchanges(text string) []exchange {
	var list []exchange
	var before strings.Builder
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if line == "" || strings.HasPrefix(line, "#") {
			if line != "" || before.Len() > 0 || len(list) == 0 {
				before.WriteString(line + "\n")
			}
			continue
		}
		e := exchange{before: strings.TrimLeft(before.String(), "\n"), command: line}
		if len(list) > 0 {
			e.before = "\n" + e.before
		}
		before.Reset()
		if i+1 < len(lines) && lines[i+1] == "----" {
			i++
			var answer []string
			for i+1 < len(lines) && lines[i+1] != "" {
				i++
				answer = append(answer, lines[i])
			}
			e.answer = strings.Join(answer, "\n")
		}
		list = append(list, e)
	}
	return list
}

// player speaks a dialogue with an engine. Instances are called i-1, i-2, ...
// in the order in which they were launched.
type player struct {
	t        *testing.T
	e        *Engine
	ordinals map[string]int
	ids      []string // by ordinal less one
}

// say does a command and answers what came of it, without blank lines.
func (p *player) say(line string) string {
	words := strings.Fields(line)
	c := command{name: words[0], options: map[string]string{}}
	for _, w := range words[1:] {
		if key, value, ok := strings.Cut(w, "="); ok {
			c.options[key] = value
		} else {
			c.words = append(c.words, w)
		}
	}
	if p.e == nil && c.name != "new" {
		p.t.Fatal("a dialogue begins with new")
	}
	for i, w := range c.words {
		c.words[i] = p.resolve(w)
	}
	verb, ok := verbs()[c.name]
	if !ok {
		p.t.Fatalf("there is no command %q", c.name)
	}
	text, err := verb(p, c)
	p.number()
	if err != nil {
		text = "refused: " + err.Error()
	}
	if text == "" {
		text = "ok"
	}
	return strings.TrimRight(p.anonymous(text), "\n")
}

type command struct {
	name    string
	words   []string
	options map[string]string
}

// word is the nth word after the command, "" when there is none.
func (c command) word(n int) string {
	if n < len(c.words) {
		return c.words[n]
	}
	return ""
}

func (c command) number(option string, otherwise int) int32 {
	if n, err := strconv.Atoi(c.options[option]); err == nil {
		return int32(n)
	}
	return int32(otherwise)
}

func (c command) decimal(option string, otherwise float64) float64 {
	if n, err := strconv.ParseFloat(c.options[option], 64); err == nil {
		return n
	}
	return otherwise
}

func (c command) text(option, otherwise string) string { return cmp.Or(c.options[option], otherwise) }

func (c command) duration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", c.name, err))
	}
	return d
}

// number gives new instances their ordinals.
func (p *player) number() {
	if p.e == nil {
		return
	}
	for id := range p.e.home().world.Instances.All() {
		if p.ordinals[id] == 0 {
			p.ids = append(p.ids, id)
			p.ordinals[id] = len(p.ids)
		}
	}
}

// resolve turns i-3 into the id of the third instance.
func (p *player) resolve(word string) string {
	p.number()
	if n, err := strconv.Atoi(strings.TrimPrefix(word, "i-")); err == nil && strings.HasPrefix(word, "i-") && n >= 1 && n <= len(p.ids) {
		return p.ids[n-1]
	}
	return word
}

// anonymous replaces ids by what a reader can follow.
func (p *player) anonymous(text string) string {
	text = regexp.MustCompile(`i-[0-9a-f]{17}`).ReplaceAllStringFunc(text, func(id string) string {
		if n := p.ordinals[id]; n > 0 {
			return "i-" + strconv.Itoa(n)
		}
		return id
	})
	text = regexp.MustCompile(`-?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`).ReplaceAllString(text, "")
	return regexp.MustCompile(`targetgroup/([^/ ]+)/[0-9a-f]{16}`).ReplaceAllString(text, "targetgroup/$1")
}
