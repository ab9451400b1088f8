package awserr_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var rewrite = flag.Bool("update", false, "write the list of texts that no test asserts anew")

// notAsserted is the list of texts that no test asserts yet. It only gets
// shorter.
const notAsserted = "testdata/not-asserted.txt"

// What AWS says when it refuses is read by people, and by programs that look
// for it: every text of a refusal must stand whole in some test, or in a
// dialogue, with something in the place of each verb.
func TestEveryRefusalIsAssertedToTheLetter(t *testing.T) {
	texts := refusals(t, "..")
	if len(texts) < 300 {
		t.Fatalf("only %d texts of refusals were found: the scanner has lost its way", len(texts))
	}
	tests := written(t, "..")
	var missing []string
	for _, text := range texts {
		if !asserted(text, tests) {
			missing = append(missing, text)
		}
	}
	if *rewrite {
		if err := os.WriteFile(notAsserted, []byte(strings.Join(missing, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	known, err := os.ReadFile(notAsserted)
	if err != nil {
		t.Fatal(err)
	}
	list := strings.Split(strings.TrimSpace(string(known)), "\n")
	for _, text := range missing {
		if !slices.Contains(list, text) {
			t.Errorf("no test asserts: %s", text)
		}
	}
	for _, text := range list {
		if text != "" && !slices.Contains(missing, text) {
			t.Errorf("is asserted now, or is no text any more; take it out of %s: %s", notAsserted, text)
		}
	}
}

// source is a parsed file of the engine.
type source struct {
	dir  string
	file *ast.File
}

// refuser is a function that puts one of its arguments into a refusal as its
// text.
type refuser struct{ dir, name string }

// refusals are the texts below a directory that are given to New, or to a
// function that gives them on, sorted.
func refusals(t *testing.T, root string) []string {
	t.Helper()
	sources := parsed(t, root)
	at := map[refuser]int{} // which argument is the text
	for found := -1; found != len(at); {
		found = len(at)
		for _, s := range sources {
			for _, d := range s.file.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
					pass(s.dir, f, at)
				}
			}
		}
	}
	var texts []string
	for _, s := range sources {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if text, ok := textOf(s.dir, n, at).(*ast.BasicLit); ok && text.Kind == token.STRING {
				if value, err := strconv.Unquote(text.Value); err == nil && strings.Contains(value, " ") {
					texts = append(texts, strings.ReplaceAll(value, "\n", `\n`))
				}
			}
			return true
		})
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}

// pass notes that a function gives one of its parameters on as a text.
func pass(dir string, f *ast.FuncDecl, at map[refuser]int) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		name, ok := textOf(dir, n, at).(*ast.Ident)
		if !ok {
			return true
		}
		i := 0
		for _, field := range f.Type.Params.List {
			for _, p := range field.Names {
				if p.Name == name.Name {
					at[refuser{dir, f.Name.Name}] = i
				}
				i++
			}
		}
		return true
	})
}

// textOf is the argument of a call that is a refusal's text; nil for any other
// node.
func textOf(dir string, n ast.Node, at map[refuser]int) ast.Expr {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return nil
	}
	i, found := -1, false
	switch f := call.Fun.(type) {
	case *ast.Ident:
		i, found = at[refuser{dir, f.Name}], has(at, refuser{dir, f.Name})
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok && x.Name == "awserr" && f.Sel.Name == "New" {
			i, found = 1, true
		} else {
			i, found = at[refuser{dir, f.Sel.Name}], has(at, refuser{dir, f.Sel.Name})
		}
	}
	if !found || i >= len(call.Args) {
		return nil
	}
	return call.Args[i]
}

func has(at map[refuser]int, r refuser) bool {
	_, ok := at[r]
	return ok
}

func parsed(t *testing.T, root string) []source {
	t.Helper()
	var list []source
	each(t, root, func(path string, content []byte) {
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, content, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, source{filepath.Dir(path), file})
	})
	return list
}

// written is all that tests say: their string literals, and their dialogues.
func written(t *testing.T, root string) string {
	t.Helper()
	var all bytes.Buffer
	each(t, root, func(path string, content []byte) {
		switch {
		case strings.HasSuffix(path, "_test.go"):
			file, err := parser.ParseFile(token.NewFileSet(), path, content, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if e, ok := n.(ast.Expr); ok {
					if text := literal(e); text != "" {
						fmt.Fprintln(&all, strings.ReplaceAll(text, "\n", `\n`))
					}
				}
				return true
			})
		case strings.Contains(path, "testdata") && filepath.Base(path) != filepath.Base(notAsserted):
			all.Write(content)
			all.WriteByte('\n')
		}
	})
	return all.String()
}

// literal is what an expression says as far as it is written out, with a mark
// for what is put in between; "" for one that is no text.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if value, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return value
		}
	case *ast.BinaryExpr:
		x, y := literal(e.X), literal(e.Y)
		if e.Op == token.ADD && x+y != "" {
			return cmp.Or(x, "…") + cmp.Or(y, "…")
		}
	}
	return ""
}

func each(t *testing.T, root string, f func(path string, content []byte)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err == nil {
			f(path, content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// asserted tells whether a text stands whole in what tests say.
func asserted(text, tests string) bool {
	verb := regexp.MustCompile(`%(?:%|[-+#0 ]*[\d.]*[a-zA-Z])`)
	pattern, last := "", 0
	for _, at := range verb.FindAllStringIndex(text, -1) {
		pattern += regexp.QuoteMeta(text[last:at[0]])
		if text[at[0]:at[1]] == "%%" {
			pattern += "%"
		} else {
			pattern += ".*"
		}
		last = at[1]
	}
	return regexp.MustCompile(pattern + regexp.QuoteMeta(text[last:])).MatchString(tests)
}
