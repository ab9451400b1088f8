package main

import (
	"go/ast"
	"maps"
	"slices"
	"strings"

	"fleetglass/fake/wire/names"
)

// serializers reads what the client writes: requests.
func (s *source) serializers() {
	for _, name := range slices.Sorted(maps.Keys(s.functions)) {
		d := s.functions[name]
		switch {
		case strings.Contains(name, "_serializeOpHttpBindings"):
			s.bindings(d)
		case strings.Contains(name, "_serializeOpDocument"), strings.Contains(name, "_serializeDocument"):
			s.written(d)
		case strings.HasSuffix(name, ".HandleSerialize"):
			s.request(d, operationOf(name, "_serializeOp"))
		}
	}
}

func operationOf(name, mark string) string {
	_, rest, _ := strings.Cut(name, mark)
	op, _, _ := strings.Cut(rest, ".")
	return op
}

// written reads a function that writes a struct's members, one statement each.
func (s *source) written(d *ast.FuncDecl) {
	typ := parameter(d)
	for _, stmt := range d.Body.List {
		if alternatives, ok := stmt.(*ast.TypeSwitchStmt); ok {
			s.alternatives(typ, alternatives)
			continue
		}
		field := memberOf(stmt, "v")
		name, flat := "", false
		for _, call := range calls(stmt) {
			switch call.name {
			case "Key", "FlatKey":
				if text, ok := call.text(); ok && name == "" {
					name, flat = text, call.name == "FlatKey"
				}
			case "FlattenedElement":
				flat = true
			}
		}
		if name == "" {
			name = localName(stmt)
		}
		if field == "" || name == "" {
			continue
		}
		m := names.Member{Name: name, Flat: flat}
		if !flat {
			m.Item = s.itemWritten(stmt)
		}
		put(s.in, typ, field, m)
	}
}

// alternatives reads how a union's are written: each is a type of its own.
func (s *source) alternatives(union string, code *ast.TypeSwitchStmt) {
	for _, stmt := range code.Body.List {
		clause, ok := stmt.(*ast.CaseClause)
		if !ok || len(clause.List) != 1 {
			continue
		}
		_, field, isMember := strings.Cut(typeName(clause.List[0]), union+"Member")
		name := localName(clause)
		for _, c := range calls(clause) {
			if text, ok := c.text(); ok && c.name == "Key" {
				name = text
			}
		}
		if isMember && name != "" {
			s.fields[union+"."+field] = false
			put(s.in, union, field, names.Member{Name: name})
		}
	}
}

// itemWritten is the name around a list's entries, from the function that
// writes the list.
func (s *source) itemWritten(stmt ast.Stmt) string {
	for _, call := range calls(stmt) {
		if !strings.Contains(call.name, "_serializeDocument") || s.functions[call.name] == nil {
			continue
		}
		for _, inner := range calls(s.functions[call.name].Body) {
			switch inner.name {
			case "Array":
				if text, ok := inner.text(); ok {
					return text
				}
				return "member"
			case "ArrayWithCustomName":
				return localName(s.functions[call.name].Body)
			case "Map":
				if text, ok := inner.text(); ok && text != "key" {
					return text + "|Value"
				}
			}
		}
	}
	return ""
}

// bindings reads which members of a request are in its headers, query and path.
func (s *source) bindings(d *ast.FuncDecl) {
	typ := parameter(d)
	for _, stmt := range d.Body.List {
		field := memberOf(stmt, "v")
		for _, call := range calls(stmt) {
			where := map[string]names.Where{
				"SetHeader": names.Header, "AddHeader": names.Header, "Headers": names.Prefix,
				"SetQuery": names.Query, "AddQuery": names.Query, "SetURI": names.Path,
			}[call.name]
			if where == names.Body || field == "" || s.in[typ][field].Where == names.Prefix {
				continue
			}
			if name := firstText(stmt); name != "" {
				put(s.in, typ, field, names.Member{Name: name, Where: where})
			}
		}
	}
}

// request reads an operation's request line, and which member is its payload.
func (s *source) request(d *ast.FuncDecl, operation string) {
	uri, method := "", ""
	for _, call := range calls(d.Body) {
		if text, ok := call.text(); ok && call.name == "SplitURI" {
			uri = text
		}
	}
	ast.Inspect(d.Body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok {
			return true
		}
		if sel, ok := a.Lhs[0].(*ast.SelectorExpr); ok && sel.Sel.Name == "Method" {
			method, _ = text(a.Rhs[0])
		}
		return true
	})
	if uri == "" || uri == "/" && strings.Contains(d.Name.Name, "query") {
		return
	}
	s.routes = append(s.routes, names.Route{Operation: operation, Method: method, URI: uri})
	for _, stmt := range d.Body.List {
		if field := memberOf(stmt, "input"); field != "" {
			put(s.in, operation+"Input", field, names.Member{Name: localName(stmt), Where: names.Payload})
		}
	}
}

// settleRoutes completes the routes: the bucket, which the client puts into
// the path later, and the members of query and headers without which it does
// not send the request.
func (s *source) settleRoutes() {
	for i := range s.routes {
		r := &s.routes[i]
		typ := r.Operation + "Input"
		if _, ok := s.fields[typ+".Bucket"]; ok {
			r.URI = "/{Bucket}" + r.URI
		}
		d := s.functions["validateOp"+typ]
		if d == nil {
			continue
		}
		for _, c := range calls(d.Body) {
			field, ok := c.text()
			if m := s.in[typ][field]; ok && c.name == "NewErrParamRequired" && (m.Where == names.Header || m.Where == names.Query) {
				r.Needs = append(r.Needs, m)
			}
		}
	}
}

// deserializers reads what the client understands: answers.
func (s *source) deserializers() {
	for _, name := range slices.Sorted(maps.Keys(s.functions)) {
		d := s.functions[name]
		switch {
		case strings.Contains(name, "_deserializeOpHttpBindings"):
			s.headers(d)
		case strings.Contains(name, "_deserializeOpDocument"), strings.Contains(name, "_deserializeDocument"):
			s.understood(d)
			s.attributes(d, parameter(d))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.functions)) { // they know best
		if strings.HasSuffix(name, ".HandleDeserialize") {
			s.payload(s.functions[name], operationOf(name, "_deserializeOp"))
		}
	}
}

// understood reads a function that takes a struct's members out of XML, one
// case each; functions of lists have one case, which the struct's ask for.
func (s *source) understood(d *ast.FuncDecl) {
	typ := parameter(d)
	if field := memberOf(d.Body, "v"); field != "" && len(d.Type.Params.List) > 1 { // a body as it comes
		put(s.out, typ, field, names.Member{Where: names.Payload})
		return
	}
	ast.Inspect(d.Body, func(n ast.Node) bool {
		clause, ok := n.(*ast.CaseClause)
		if !ok || len(clause.List) != 1 {
			return true
		}
		field, name := "", firstText(clause.List[0])
		m := names.Member{Name: name}
		for _, stmt := range clause.Body {
			if field == "" {
				field = memberOf(stmt, "sv")
			}
			for _, call := range calls(stmt) {
				if strings.Contains(call.name, "_deserializeDocument") {
					m.Flat = strings.HasSuffix(call.name, "Unwrapped")
					m.Item = s.itemUnderstood(call.name)
				}
			}
		}
		if m.Flat {
			m.Item = ""
		}
		if field != "" && name != "" {
			put(s.out, typ, field, m)
		}
		return true
	})
}

// attributes reads members that are attributes of the element.
func (s *source) attributes(d *ast.FuncDecl, typ string) {
	for _, stmt := range d.Body.List {
		loop, ok := stmt.(*ast.RangeStmt)
		if !ok {
			continue
		}
		ast.Inspect(loop, func(n ast.Node) bool {
			clause, ok := n.(*ast.CaseClause)
			if !ok || len(clause.List) != 1 {
				return true
			}
			if field, name := memberOf(clause, "sv"), firstText(clause.List[0]); field != "" && name != "" {
				put(s.out, typ, field, names.Member{Name: name, Where: names.Attribute})
				put(s.in, typ, field, names.Member{Name: name, Where: names.Attribute})
			}
			return true
		})
	}
}

// itemUnderstood is the name around a list's entries, "" for what is no list.
func (s *source) itemUnderstood(function string) string {
	d := s.functions[function]
	if d == nil || !isList(d) {
		return ""
	}
	item := ""
	ast.Inspect(d.Body, func(n ast.Node) bool {
		if clause, ok := n.(*ast.CaseClause); ok && len(clause.List) == 1 && item == "" {
			item = firstText(clause.List[0])
		}
		return true
	})
	return item
}

func isList(d *ast.FuncDecl) bool {
	star, ok := d.Type.Params.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	_, ok = star.X.(*ast.ArrayType)
	return ok
}

// headers reads which members of an answer are in its headers.
func (s *source) headers(d *ast.FuncDecl) {
	typ := parameter(d)
	for _, stmt := range d.Body.List {
		field, name := memberOf(stmt, "v"), firstText(stmt)
		if field == "" || name == "" {
			continue
		}
		where := names.Header
		if _, ok := stmt.(*ast.RangeStmt); ok {
			where = names.Prefix
		}
		for _, c := range calls(stmt) {
			if c.name == "ParseDateTime" {
				where = names.Dated
			}
		}
		put(s.out, typ, field, names.Member{Name: name, Where: where})
	}
}

// payload reads which member of an answer is its whole body.
func (s *source) payload(d *ast.FuncDecl, operation string) {
	for _, stmt := range d.Body.List {
		for _, call := range calls(stmt) {
			if !strings.Contains(call.name, "_deserializeDocument") {
				continue
			}
			if field := memberOf(stmt, "output"); field != "" {
				put(s.out, operation+"Output", field, names.Member{Name: field, Where: names.Payload})
			}
		}
	}
}
