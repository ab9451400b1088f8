package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fleetglass/fake/wire/names"
)

// source is what a service's module tells.
type source struct {
	operations []string
	routes     []names.Route
	errors     map[string]string // shape by Query code, where they differ
	in, out    map[string]map[string]names.Member
	fields     map[string]bool // "Type.Field" of the SDK's structs; true for lists
	schemas    bool            // it has some
	compatible bool            // its schemas say that it once spoke Query
	functions  map[string]*ast.FuncDecl
}

// load reads the files that matter.
func load(dir string) (*source, error) {
	s := &source{
		errors: map[string]string{}, in: map[string]map[string]names.Member{}, out: map[string]map[string]names.Member{},
		fields: map[string]bool{}, functions: map[string]*ast.FuncDecl{},
	}
	files, err := filepath.Glob(filepath.Join(dir, "api_op_*.go"))
	if err != nil {
		return nil, err
	}
	for _, path := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "api_op_"), ".go")
		if !strings.HasSuffix(name, "_test") {
			s.operations = append(s.operations, name)
		}
	}
	slices.Sort(s.operations)
	files = append(files, filepath.Join(dir, "types", "types.go"))
	for _, name := range []string{"serializers.go", "deserializers.go", "validators.go", "schemas/schemas.go"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if _, err := os.Stat(path); err == nil {
			files = append(files, path)
		}
	}
	for _, path := range files {
		if err := s.read(path); err != nil {
			return nil, err
		}
	}
	s.serializers()
	s.deserializers()
	s.settleRoutes()
	s.settleErrors()
	return s, nil
}

// read takes in one file's structs and functions, and its schemas.
func (s *source) read(path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				s.structure(spec)
				s.queryError(spec)
			}
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil { // a middleware's
				name = receiver(d) + "." + name
			}
			s.functions[name] = d
			s.schemaMembers(d)
		}
	}
	return nil
}

func receiver(d *ast.FuncDecl) string {
	if star, ok := d.Recv.List[0].Type.(*ast.StarExpr); ok {
		if id, ok := star.X.(*ast.Ident); ok {
			return id.Name
		}
	}
	return ""
}

// structure notes the members of a struct, and which of them are lists.
func (s *source) structure(spec ast.Spec) {
	t, ok := spec.(*ast.TypeSpec)
	if !ok {
		return
	}
	st, ok := t.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range st.Fields.List {
		if len(f.Names) == 1 && f.Names[0].IsExported() {
			s.fields[t.Name.Name+"."+f.Names[0].Name] = isListType(f.Type)
		}
	}
}

// isListType tells lists from bytes and from all else.
func isListType(t ast.Expr) bool {
	array, ok := t.(*ast.ArrayType)
	if !ok {
		return false
	}
	id, ok := array.Elt.(*ast.Ident)
	return !ok || id.Name != "byte"
}

// schemaMembers reads calls such as X.AddMember("name", …), in services whose
// SDK has schemas.
func (s *source) schemaMembers(d *ast.FuncDecl) {
	if d.Body == nil {
		return
	}
	ast.Inspect(d.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 2 {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		typ, isName := selected(sel)
		name, isText := text(call.Args[0])
		if !ok || !isName || !isText || sel.Sel.Name != "AddMember" || s.isEnum(call) {
			return true
		}
		s.schemas = true
		field := strings.ToUpper(name[:1]) + name[1:]
		for _, typ := range []string{typ, rename(typ, "Request", "Input"), rename(typ, "Response", "Output")} {
			put(s.in, typ, field, names.Member{Name: name})
			put(s.out, typ, field, names.Member{Name: name})
		}
		return true
	})
}

// isEnum tells the values of enumerations from members.
func (s *source) isEnum(call *ast.CallExpr) bool {
	sel, ok := call.Args[1].(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Unit"
}

// rename changes the ending of a shape's name to that of the Go type.
func rename(name, old, ending string) string {
	if stem, ok := strings.CutSuffix(name, old); ok {
		return stem + ending
	}
	return name
}

func selected(sel *ast.SelectorExpr) (string, bool) {
	if sel == nil {
		return "", false
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return "", false
	}
	return id.Name, true
}

// queryError reads an error's schema for the code that Query clients know.
func (s *source) queryError(spec ast.Spec) {
	v, ok := spec.(*ast.ValueSpec)
	if !ok || len(v.Names) != 1 {
		return
	}
	ast.Inspect(v, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		sel, ok := lit.Type.(*ast.SelectorExpr)
		if ok && sel.Sel.Name == "AWSQueryCompatible" {
			s.compatible = true
		}
		if !ok || sel.Sel.Name != "AWSQueryError" {
			return true
		}
		for _, e := range lit.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			key, _ := kv.Key.(*ast.Ident)
			code, isText := text(kv.Value)
			if isText && key != nil && key.Name == "ErrorCode" && code != v.Names[0].Name {
				s.errors[code] = v.Names[0].Name
			}
		}
		return true
	})
}

// settleErrors keeps the codes that mean one shape: a code that is a shape's
// name means that shape, and a service that never spoke Query has none.
func (s *source) settleErrors() {
	for code := range s.errors {
		if !s.compatible || s.in[code] != nil {
			delete(s.errors, code)
		}
	}
}

func put(to map[string]map[string]names.Member, typ, field string, m names.Member) {
	if to[typ] == nil {
		to[typ] = map[string]names.Member{}
	}
	to[typ][field] = m
}

// text is the value of a string literal.
func text(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
