package insights

import (
	"regexp"
	"strings"
)

// parseCommand takes values out of a text into columns. A text that does not
// fit leaves them missing; the event stays.
type parseCommand struct {
	from       string      // the field; @message if the query names none
	glob       string      // with a * for each column
	columns    []string    // of the glob
	expression *expression // instead of the glob
	compiled   *regexp.Regexp
}

func (p parseCommand) String() string {
	if p.expression != nil {
		return "parse " + writeName(p.from) + " " + p.expression.String()
	}
	names := make([]string, len(p.columns))
	for i, c := range p.columns {
		names[i] = writeName(c)
	}
	return "parse " + writeName(p.from) + " " + quote(p.glob) + " as " + strings.Join(names, ", ")
}

func (p parseCommand) run(w *work) {
	for _, r := range w.rows {
		found := p.compiled.FindStringSubmatch(r.get(p.from).String())
		for i, group := range p.compiled.SubexpNames() {
			switch {
			case i == 0 || found == nil:
				continue
			case p.expression == nil:
				r.set(p.columns[i-1], textValue(found[i]))
			case group != "":
				r.set(group, textValue(found[i]))
			}
		}
	}
}

func (r *reader) parse() (command, error) {
	p := parseCommand{from: messageField}
	if t := r.peek(); t.kind == name || t.kind == quotedName {
		var err error
		if p.from, err = r.name("of the field to parse"); err != nil {
			return nil, err
		}
	}
	switch t := r.peek(); {
	case r.atExpression():
		return r.parseExpression(p, t)
	case t.kind == text:
		r.next()
		p.glob = t.text
		return r.parseGlob(p, t)
	}
	return nil, r.wrong("expected a text with * or a regular expression between slashes, and found %s", r.peek().shown())
}

func (r *reader) parseExpression(p parseCommand, at token) (command, error) {
	x, err := r.expression()
	if err != nil {
		return nil, err
	}
	named := 0
	for _, group := range x.compiled.SubexpNames() {
		if group != "" {
			named++
		}
	}
	if named == 0 {
		return nil, r.wrongAt(at.from, "the regular expression has no named group such as (?<user>.*)")
	}
	p.expression, p.compiled = &x, x.compiled
	return p, nil
}

func (r *reader) parseGlob(p parseCommand, at token) (command, error) {
	if err := r.expect("as", "and the names of the columns"); err != nil {
		return nil, err
	}
	for {
		column, err := r.name("of a column")
		if err != nil {
			return nil, err
		}
		p.columns = append(p.columns, column)
		if !r.take(",") {
			break
		}
	}
	if stars := strings.Count(p.glob, "*"); stars != len(p.columns) {
		return nil, r.wrongAt(at.from, "there are %d * for %d names", stars, len(p.columns))
	}
	var err error
	if p.compiled, err = compileGlob(p.glob); err != nil {
		return nil, r.wrongAt(at.from, "the text is not valid: it must be UTF-8")
	}
	return p, nil
}

// compileGlob makes each * take as little as it can, but for one at the end,
// which takes the rest.
func compileGlob(glob string) (*regexp.Regexp, error) {
	parts := strings.Split(glob, "*")
	var b strings.Builder
	b.WriteString("(?s)")
	for i, part := range parts {
		b.WriteString(regexp.QuoteMeta(part))
		switch {
		case i == len(parts)-2 && parts[i+1] == "":
			b.WriteString("(.*)")
		case i < len(parts)-1:
			b.WriteString("(.*?)")
		}
	}
	return regexp.Compile(b.String())
}
