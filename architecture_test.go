// Package fleetglass_test checks the structure of the whole tree: which room
// may import which, that every package teaches what it is, and that time and
// randomness come in only where they may.
package fleetglass_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "fleetglass"

// file is one parsed Go file of the project that is not a test.
type file struct {
	path   string // relative, with slashes
	pkg    string // directory
	syntax *ast.File
}

// room is a part of the tree and what it may and may not import. Prefixes
// name packages of this module ("ui") or modules of others.
type room struct {
	dir  string
	only []string // of this module's packages, the only ones allowed; nil: any
	not  []string // packages anywhere that are forbidden
}

// rooms are the directions of imports of ARCHITECTURE.md.
func rooms() []room {
	const sdk, tea = "github.com/aws/", "charm.land/"
	return []room{
		{dir: "themes", only: []string{"themes"}, not: []string{sdk}},
		{dir: "ui", only: []string{"ui", "themes"}, not: []string{sdk, "net", "net/http"}},
		{dir: "views", only: []string{"views", "ui", "themes", "awsclient"}, not: []string{sdk, "net", "net/http", "fleetglass/awsclient/sdk"}},
		{dir: "awsclient/semantics", only: []string{"awsclient/semantics"}, not: []string{sdk, tea}},
		{dir: "awsclient/timeline", only: []string{"awsclient", "awsclient/timeline"}, not: []string{sdk, tea, "net", "net/http"}},
		{dir: "awsclient/watch", only: []string{"awsclient", "awsclient/watch"}, not: []string{sdk, tea}},
		{dir: "awsclient/sdk", only: []string{"awsclient", "awsclient/sdk"}, not: []string{tea}},
		{dir: "fake", only: []string{"fake", "awsclient/semantics"}, not: []string{tea, sdk + "aws-sdk-go-v2/config"}},
		{dir: "fake/world", only: []string{"fake/world"}, not: []string{sdk}},
		{dir: "fake/sim", only: []string{"fake/sim", "fake/world", "fake/awserr", "fake/era", "awsclient/semantics"}, not: []string{sdk}},
	}
}

func TestImportsPointOneWay(t *testing.T) {
	for _, f := range sources(t) {
		for _, r := range rooms() {
			if !within(f.pkg, r.dir) {
				continue
			}
			for _, path := range imports(f) {
				if why := r.refuses(path); why != "" {
					t.Errorf("%s imports %s: %s", f.path, path, why)
				}
			}
		}
	}
}

// refuses says why a room may not import a package, "" when it may.
func (r room) refuses(path string) string {
	for _, bad := range r.not {
		if path == bad || strings.HasSuffix(bad, "/") && strings.HasPrefix(path, bad) {
			return r.dir + " must not know it"
		}
	}
	own, ours := strings.CutPrefix(path, module+"/")
	if !ours || r.only == nil || slices.ContainsFunc(r.only, func(p string) bool { return within(own, p) }) {
		return ""
	}
	return r.dir + " may import only " + strings.Join(r.only, ", ")
}

func TestEveryPackageHasAComment(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range sources(t) {
		documented[f.pkg] = documented[f.pkg] || f.syntax.Doc != nil
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("package %s has no package comment", pkg)
		}
	}
}

func TestNoVagueNamesAndNoInit(t *testing.T) {
	vague := []string{"utils", "util", "helpers", "helper", "common", "types", "misc", "base"}
	for _, f := range sources(t) {
		if slices.Contains(vague, f.syntax.Name.Name) {
			t.Errorf("%s: package %s says nothing", f.path, f.syntax.Name.Name)
		}
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s has an init function", f.path)
			}
		}
	}
}

// The wall clock is read in the engine's pace, in the client and its watcher,
// by the player of recordings, and where the program is wired together: nowhere
// else.
func TestTheWallClockIsReadOnlyWhereItMayBe(t *testing.T) {
	allowed := []string{"fake/pace.go", "awsclient/watch/", "awsclient/recording/player.go", "awsclient/sdk/", "awsclient/contract/", "cmd/", "ui/uitest/"}
	for _, f := range sources(t) {
		if slices.ContainsFunc(allowed, func(p string) bool { return strings.HasPrefix(f.path, p) }) {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if ok && pkg.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep"}, sel.Sel.Name) {
				t.Errorf("%s uses time.%s", f.path, sel.Sel.Name)
			}
			return true
		})
	}
}

// sources are the project's Go files that are not tests.
func sources(t *testing.T) []file {
	t.Helper()
	var files []file
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		files = append(files, file{filepath.ToSlash(path), filepath.ToSlash(filepath.Dir(path)), syntax})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no sources found: the test looks in the wrong place")
	}
	return files
}

func imports(f file) []string {
	var paths []string
	for _, spec := range f.syntax.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// within tells whether a package directory is a room or below it.
func within(pkg, dir string) bool { return pkg == dir || strings.HasPrefix(pkg, dir+"/") }
