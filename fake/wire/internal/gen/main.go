// Command gen writes the table of package names: what the services' members
// are called on the wire where no rule tells. It reads the serializers and
// the schemas that are in the SDK's modules, which every build has already:
//
//	go run ./fake/wire/internal/gen
//
// from the module's root. Run it after every update of the SDK.
package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"fleetglass/fake/wire/names"
)

const (
	sdk    = "github.com/aws/aws-sdk-go-v2/service/"
	output = "fake/wire/names/table.txt"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gen: "+err.Error())
		os.Exit(1)
	}
}

func run() error {
	b, err := table()
	if err != nil {
		return err
	}
	return os.WriteFile(output, b, 0o644)
}

// table is the table as the SDK's sources have it now.
func table() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("# Written by fake/wire/internal/gen from the SDK's sources; package names says what it means.\n")
	for _, facts := range names.Services() {
		dir, err := directory(facts.Package)
		if err != nil {
			return nil, err
		}
		src, err := load(dir)
		if err != nil {
			return nil, err
		}
		write(&b, facts, src)
	}
	return b.Bytes(), nil
}

// directory is where a service's module is.
func directory(service string) (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", sdk+service).Output()
	if err != nil {
		return "", fmt.Errorf("find %s: %w", service, err)
	}
	return filepath.Clean(strings.TrimSpace(string(out))), nil
}

// write is one service's part of the table.
func write(b *bytes.Buffer, facts names.Facts, src *source) {
	fmt.Fprintf(b, "service %s\noperations %s\n", facts.Package, strings.Join(src.operations, " "))
	for _, r := range src.routes {
		fmt.Fprintf(b, "route %s %s %s", r.Operation, r.Method, r.URI)
		for _, m := range r.Needs {
			fmt.Fprint(b, " "+m.String())
		}
		b.WriteByte('\n')
	}
	for _, code := range slices.Sorted(maps.Keys(src.errors)) {
		fmt.Fprintf(b, "error %s %s\n", code, src.errors[code])
	}
	writeMembers(b, "in", src, src.in, facts.Style.In)
	writeMembers(b, "out", src, src.out, facts.Style.Out)
}

// writeMembers is the members of requests, or those of answers, that the
// service's style does not tell. What most requests have alike stands first,
// under the ending of their names.
func writeMembers(b *bytes.Buffer, kind string, src *source, members map[string]map[string]names.Member, rule func(string, bool) names.Member) {
	usual := usually(src, members)
	for _, ending := range slices.Sorted(maps.Keys(usual)) {
		writeType(b, kind, ending, usual[ending], func(field string) names.Member { return rule(field, false) })
	}
	for _, typ := range slices.Sorted(maps.Keys(members)) {
		known := map[string]names.Member{}
		for field, m := range members[typ] {
			if list, ok := src.fields[typ+"."+field]; ok {
				if src.schemas { // which do not say what Query's lists are made of
					m.Item = rule(field, list).Item
				}
				known[field] = m
			}
		}
		writeType(b, kind, typ, known, func(field string) names.Member {
			if m, ok := usual[names.Ending(typ)][field]; ok {
				return m
			}
			return rule(field, src.fields[typ+"."+field])
		})
	}
}

// writeType is the line of one type, if there is anything to say.
func writeType(b *bytes.Buffer, kind, typ string, members map[string]names.Member, rule func(field string) names.Member) {
	var words []string
	for _, field := range slices.Sorted(maps.Keys(members)) {
		if m := members[field]; m != rule(field) {
			words = append(words, field+"="+m.String())
		}
	}
	if len(words) > 0 {
		fmt.Fprintf(b, "%s %s %s\n", kind, typ, strings.Join(words, " "))
	}
}

// usually are the members outside of the body that several requests, or
// answers, have alike, by the ending of their names.
func usually(src *source, members map[string]map[string]names.Member) map[string]map[string]names.Member {
	count := map[string]map[string]map[names.Member]int{}
	for typ, fields := range members {
		for field, m := range fields {
			ending := names.Ending(typ)
			if ending == "" || m.Where == names.Body || m.Where == names.Payload {
				continue
			}
			if count[ending] == nil {
				count[ending] = map[string]map[names.Member]int{}
			}
			if count[ending][field] == nil {
				count[ending][field] = map[names.Member]int{}
			}
			count[ending][field][m]++
		}
	}
	usual := map[string]map[string]names.Member{}
	for ending, fields := range count {
		for field, of := range fields {
			if m, n := most(of); n > 1 {
				put(usual, ending, field, m)
			}
		}
	}
	return usual
}

// most is the member that occurs most often; of two, the first by name.
func most(of map[names.Member]int) (names.Member, int) {
	var best names.Member
	for m, n := range of {
		if n > of[best] || n == of[best] && m.String() < best.String() {
			best = m
		}
	}
	return best, of[best]
}
