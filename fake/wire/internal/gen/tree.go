package main

import "go/ast"

// parameter is the name of the struct that a function reads or writes, from
// the type of its first parameter.
func parameter(d *ast.FuncDecl) string {
	if len(d.Type.Params.List) == 0 {
		return ""
	}
	return typeName(d.Type.Params.List[0].Type)
}

// typeName is a type's name without its package and without pointers.
func typeName(t ast.Expr) string {
	for {
		switch at := t.(type) {
		case *ast.StarExpr:
			t = at.X
		case *ast.SelectorExpr:
			return at.Sel.Name
		case *ast.Ident:
			return at.Name
		default:
			return ""
		}
	}
}

// memberOf is the first member of a variable that a statement touches.
func memberOf(n ast.Node, variable string) (member string) {
	ast.Inspect(n, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if name, isName := selected(sel); ok && isName && name == variable && member == "" {
			member = sel.Sel.Name
		}
		return member == ""
	})
	return member
}

// firstText is the first string literal of a piece of code that is not empty.
func firstText(n ast.Node) (found string) {
	ast.Inspect(n, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && found == "" {
			found, _ = text(e)
		}
		return found == ""
	})
	return found
}

// localName is the text of the first `Local: "…"`, the name of an XML element.
func localName(n ast.Node) (name string) {
	ast.Inspect(n, func(n ast.Node) bool {
		kv, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return name == ""
		}
		if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Local" && name == "" {
			name, _ = text(kv.Value)
		}
		return name == ""
	})
	return name
}

// call is a call of a function or a method, by its name alone.
type call struct {
	name string
	node *ast.CallExpr
}

// text is the first argument, when it is a string literal.
func (c call) text() (string, bool) {
	if len(c.node.Args) == 0 {
		return "", false
	}
	return text(c.node.Args[0])
}

// calls are the calls in a piece of code, in its order.
func calls(n ast.Node) []call {
	var list []call
	ast.Inspect(n, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch f := c.Fun.(type) {
		case *ast.SelectorExpr:
			list = append(list, call{f.Sel.Name, c})
		case *ast.Ident:
			list = append(list, call{f.Name, c})
		}
		return true
	})
	return list
}
