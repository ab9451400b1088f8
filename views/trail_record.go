package views

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// branch is one value of a JSON record, with its members in their order.
type branch struct {
	path    string // names it from the root, to remember what is folded
	name    string // "" for the root and for elements of lists
	text    string // of a plain value, as JSON
	open    string // "{" or "[" of one with members, "" of a plain one
	members []*branch
}

// readBranch reads a record. Names that come twice are kept both.
func readBranch(record string) (*branch, error) {
	d := json.NewDecoder(strings.NewReader(record))
	d.UseNumber()
	root, err := nextBranch(d, "", "")
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is text after the record")
	}
	return root, nil
}

func nextBranch(d *json.Decoder, path, name string) (*branch, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	b := &branch{path: path, name: name}
	delim, ok := token.(json.Delim)
	if !ok {
		b.text = jsonText(token)
		return b, nil
	}
	b.open = delim.String()
	for i := 0; d.More(); i++ {
		member := ""
		if b.open == "{" {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			member, _ = key.(string)
		}
		m, err := nextBranch(d, path+"/"+strconv.Itoa(i), member)
		if err != nil {
			return nil, err
		}
		b.members = append(b.members, m)
	}
	_, err = d.Token() // the closing one
	return b, err
}

// jsonText writes a plain value as JSON does, without escaping what HTML
// would mind.
func jsonText(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil { // a token can always be written
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// closing is the bracket that ends a branch.
func (b *branch) closing() string {
	if b.open == "[" {
		return "]"
	}
	return "}"
}

// recordPage is an event's record as JSON that can be folded.
type recordPage struct {
	kind   *Kind[*eventRow]
	id     string
	root   *branch
	plain  []ui.Line // when the record is no JSON
	folded map[string]bool
	board  Board
	glyphs *themes.Glyphs
}

func newRecordPage(k *Kind[*eventRow], id string) *recordPage {
	return &recordPage{kind: k, id: id, folded: map[string]bool{}}
}

func (p *recordPage) Title() string       { return "Record" }
func (p *recordPage) Wants() []watch.Want { return nil }
func (p *recordPage) Trouble() int        { return 0 }
func (p *recordPage) Scroll(lines int)    { p.board.Scroll(lines) }
func (p *recordPage) Click(x, y int)      { p.board.Click(x, y) }

// See reads the record once: it never changes.
func (p *recordPage) See(s *watch.Snapshot) {
	row, ok := p.kind.row(s, p.id)
	if !ok || p.glyphs != nil {
		return
	}
	p.glyphs = row.glyphs
	root, err := readBranch(row.Record)
	if err != nil {
		p.plain = ui.JSONLines([]byte(row.Record))
	} else {
		p.root = root
		p.foldDeep(root, 0)
	}
	p.set()
}

// deep is from which depth on members are folded at first.
const deep = 2

func (p *recordPage) foldDeep(b *branch, depth int) {
	if depth >= deep && len(b.members) > 0 {
		p.folded[b.path] = true
	}
	for _, m := range b.members {
		p.foldDeep(m, depth+1)
	}
}

func (p *recordPage) Keys() []ui.Key {
	own := []ui.Key{
		{Keys: []string{"enter", "space"}, Label: "fold", Help: "fold or unfold what is under the cursor", Group: groupTrail, Hint: 1, Do: run(p.toggle), Off: p.offToggle},
		{Keys: []string{"e"}, Label: "unfold all", Help: "unfold all, or fold all again", Group: groupTrail, Hint: 2, Do: run(p.toggleAll)},
	}
	return append(own, p.board.Keys()...)
}

// under is the branch under the cursor.
func (p *recordPage) under() *branch {
	ref, ok := p.board.Selection()
	if !ok || p.root == nil {
		return nil
	}
	b := p.root
	for _, step := range strings.Split(strings.TrimPrefix(ref.ID, "root"), "/") {
		if i, err := strconv.Atoi(step); err == nil && i < len(b.members) {
			b = b.members[i]
		}
	}
	return b
}

func (p *recordPage) offToggle() string {
	if b := p.under(); b == nil || len(b.members) == 0 {
		return "there is nothing to fold here"
	}
	return ""
}

func (p *recordPage) toggle() {
	b := p.under()
	p.folded[b.path] = !p.folded[b.path]
	p.set()
}

func (p *recordPage) toggleAll() {
	if p.root == nil {
		return
	}
	for _, folded := range p.folded {
		if folded {
			p.folded = map[string]bool{}
			p.set()
			return
		}
	}
	p.foldDeep(p.root, 0)
	p.set()
}

// recordLine is the kind of a board's line: all lines of a record can be
// selected, so that the cursor walks through it. It names no resource.
const recordLine = "line of a record"

func (p *recordPage) set() {
	var lines []BoardLine
	if p.root == nil {
		for i, l := range p.plain {
			lines = append(lines, BoardLine{Line: append(ui.Say("  "), l...), Ref: Ref{recordLine, strconv.Itoa(i)}})
		}
	} else {
		lines = p.lines(lines, p.root, 0, "")
	}
	p.board.Set(lines)
}

// lines adds those of a branch; after is the comma behind it.
func (p *recordPage) lines(lines []BoardLine, b *branch, depth int, after string) []BoardLine {
	head := ui.Say(strings.Repeat("  ", depth))
	put := func(id string, spans ...ui.Span) {
		sign := "    "
		if b.open != "" && id == b.path && len(b.members) > 0 {
			sign = "  " + p.glyphs.Down + " "
			if p.folded[b.path] {
				sign = "  " + p.glyphs.Right + " "
			}
		}
		l := append(ui.Line{{Text: sign, Role: themes.Dim}}, head...)
		lines = append(lines, BoardLine{Line: append(l, spans...), Ref: Ref{recordLine, "root" + id}})
	}
	var name []ui.Span
	if b.name != "" {
		name = []ui.Span{{Text: jsonText(b.name), Role: themes.Name}, {Text: ": ", Role: themes.Faint}}
	}
	comma := ui.Span{Text: after, Role: themes.Faint}
	switch {
	case b.open == "":
		put(b.path, append(name, ui.Span{Text: b.text, Role: valueRole(b.text)}, comma)...)
	case len(b.members) == 0:
		put(b.path, append(name, ui.Span{Text: b.open + b.closing() + after, Role: themes.Faint})...)
	case p.folded[b.path]:
		put(b.path, append(name, ui.Span{Text: b.open + " ", Role: themes.Faint}, ui.Span{Text: folding(b), Role: themes.Dim}, ui.Span{Text: " " + b.closing() + after, Role: themes.Faint})...)
	default:
		put(b.path, append(name, ui.Span{Text: b.open, Role: themes.Faint})...)
		for i, m := range b.members {
			comma := ","
			if i == len(b.members)-1 {
				comma = ""
			}
			lines = p.lines(lines, m, depth+1, comma)
		}
		put(b.path+" end", ui.Span{Text: b.closing() + after, Role: themes.Faint})
	}
	return lines
}

// folding says what is folded away: the names of members, or how many there
// are in a list.
func folding(b *branch) string {
	const most = 4
	if b.open == "[" {
		return strconv.Itoa(len(b.members))
	}
	var names []string
	for i, m := range b.members {
		if i == most {
			names = append(names, "and "+strconv.Itoa(len(b.members)-most)+" more")
			break
		}
		names = append(names, m.name)
	}
	return strings.Join(names, ", ")
}

// valueRole is the colour of a plain value.
func valueRole(text string) themes.Role {
	switch {
	case strings.HasPrefix(text, `"`):
		return themes.Literal
	case text == "true" || text == "false" || text == "null":
		return themes.Accent
	}
	return themes.Number
}

func (p *recordPage) Draw(rect ui.Rect, painter *ui.Painter) string {
	return p.board.Draw(rect, painter)
}
