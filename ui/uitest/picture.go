package uitest

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Cell sizes of a picture, in its units: those of a common monospaced face at
// fourteen.
const (
	cellWidth  = 8.4
	cellHeight = 18
	baseline   = 13.5 // of a letter, below the top of its cell
	fontSize   = 14
	margin     = 8
)

// Picture is a screen as an SVG image: text that can be selected, in the
// screen's own colours. Text without a colour has the foreground, and the
// screen the background, both "#rrggbb".
func Picture(raw string, foreground, background string) string {
	lines := strings.Split(raw, "\n")
	width := 0
	for _, l := range lines {
		width = max(width, ansi.StringWidth(l))
	}
	w, h := 2*margin+float64(width)*cellWidth, 2*margin+len(lines)*cellHeight
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.1f %d" font-family="ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="%d">`+"\n", w, h, fontSize)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="6" fill="%s"/>`+"\n", background)
	for y, l := range lines {
		for _, r := range runs(l) {
			r.draw(&b, y, foreground, background)
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// ink is what a terminal writes with.
type ink struct {
	foreground, background string // "": the terminal's own
	bold, italic           bool
	underline, reverse     bool
}

// run is a stretch of one line in one ink.
type run struct {
	ink
	column, width int
	text          string
}

// runs are the stretches of a line.
func runs(line string) []run {
	var all []run
	var now ink
	column := 0
	var state byte
	for line != "" {
		sequence, width, n, next := ansi.DecodeSequence(line, state, nil)
		line, state = line[n:], next
		switch {
		case width == 0:
			now = now.changed(sequence)
			continue
		case len(all) > 0 && all[len(all)-1].ink == now:
			last := &all[len(all)-1]
			last.text, last.width = last.text+sequence, last.width+width
		default:
			all = append(all, run{ink: now, column: column, width: width, text: sequence})
		}
		column += width
	}
	return all
}

// changed is the ink after a sequence; one that is no SGR changes nothing.
func (i ink) changed(sequence string) ink {
	body, ok := strings.CutPrefix(sequence, "\x1b[")
	if !ok || !strings.HasSuffix(body, "m") {
		return i
	}
	codes := strings.Split(strings.TrimSuffix(body, "m"), ";")
	for len(codes) > 0 {
		switch codes[0] {
		case "", "0":
			i = ink{}
		case "1":
			i.bold = true
		case "3":
			i.italic = true
		case "4":
			i.underline = true
		case "7":
			i.reverse = true
		case "38", "48":
			if len(codes) < 5 {
				return i
			}
			if codes[0] == "38" {
				i.foreground = colour(codes[2:5])
			} else {
				i.background = colour(codes[2:5])
			}
			codes = codes[4:]
		}
		codes = codes[1:]
	}
	return i
}

// colour is "#rrggbb" of three decimal numbers.
func colour(parts []string) string {
	var b strings.Builder
	b.WriteByte('#')
	for _, p := range parts {
		n, _ := strconv.Atoi(p) // written by a theme, from bytes
		fmt.Fprintf(&b, "%02x", n)
	}
	return b.String()
}

func (r run) draw(b *strings.Builder, row int, foreground, background string) {
	fore, back := or(r.foreground, foreground), r.background
	if r.reverse {
		fore, back = or(r.background, background), or(r.foreground, foreground)
	}
	x, y, width := margin+float64(r.column)*cellWidth, margin+row*cellHeight, float64(r.width)*cellWidth
	if back != "" {
		fmt.Fprintf(b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`, x, y, width, cellHeight, back)
	}
	if strings.TrimSpace(r.text) == "" && !r.underline {
		return
	}
	var text strings.Builder
	_ = xml.EscapeText(&text, []byte(r.text)) // a Builder never fails
	fmt.Fprintf(b, `<text xml:space="preserve" x="%.1f" y="%.1f" textLength="%.1f" fill="%s"%s>%s</text>`+"\n",
		x, float64(y)+baseline, width, fore, r.attributes(), text.String())
}

func (i ink) attributes() string {
	var s string
	if i.bold {
		s += ` font-weight="bold"`
	}
	if i.italic {
		s += ` font-style="italic"`
	}
	if i.underline {
		s += ` text-decoration="underline"`
	}
	return s
}

func or(colour, otherwise string) string {
	if colour == "" {
		return otherwise
	}
	return colour
}
