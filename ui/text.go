package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// All measuring and cutting of text is in this file. Text is measured in
// cells, by graphemes; strings of ordinary characters take a short cut.

// replacement stands for what may not reach the terminal.
const replacement = "\uFFFD"

// tabWidth is the distance of tab stops in text that Clean expands.
const tabWidth = 4

// plain tells whether s has only printable ASCII, one cell a byte.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// simple tells whether a rune is one printable cell by every way of measuring
// and never joins with its neighbours.
func simple(r rune) bool {
	switch {
	case r >= 0x20 && r <= 0x7e:
		return true
	case r >= 0xa1 && r <= 0x24f:
		return r != 0xad && r != 0xa9 && r != 0xae // soft hyphen; © and ® may become emoji
	case r >= 0x2500 && r <= 0x259f: // lines and blocks
		return true
	case r >= 0x2800 && r <= 0x28ff: // Braille
		return true
	}
	switch r {
	case '…', '‹', '›', '•', '●', '○', '◐', '◌', '▲', '▼', '◆', '∙', '→', '←', '↑', '↓', '►', '‖', '✓', '✗', '≥', '≤', '–', '—':
		return true
	}
	return false
}

// cells counts simple runes; ok is false when s has another one. A mark that
// follows joins the rune before it, but is not simple itself, so the loop meets
// it and gives up.
func cells(s string) (n int, ok bool) {
	for i := 0; i < len(s); n++ {
		size := simpleAt(s, i)
		if size == 0 {
			return 0, false
		}
		i += size
	}
	return n, true
}

// painted is cells for text with the sequences that a Painter writes, which
// take no cells.
func painted(s string) (n int, ok bool) {
	for i := 0; i < len(s); {
		if s[i] == 0x1b {
			end := strings.IndexByte(s[i:], 'm')
			if end < 0 || i+1 >= len(s) || s[i+1] != '[' || strings.ContainsFunc(s[i+2:i+end], notParameter) {
				return 0, false
			}
			i += end + 1
			continue
		}
		size := simpleAt(s, i)
		if size == 0 {
			return 0, false
		}
		i, n = i+size, n+1
	}
	return n, true
}

// notParameter tells of what is not between ESC [ and m in a colour sequence.
func notParameter(r rune) bool { return (r < '0' || r > '9') && r != ';' && r != ':' }

// simpleAt is the length of the simple rune at s[i], 0 when it is not simple.
func simpleAt(s string, i int) int {
	if b := s[i]; b < utf8.RuneSelf {
		if b < 0x20 || b == 0x7f {
			return 0
		}
		return 1
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	if !simple(r) {
		return 0
	}
	return size
}

// Width is how many cells s takes. Terminal sequences take none.
func Width(s string) int {
	if n, ok := painted(s); ok {
		return n
	}
	return ansi.StringWidth(s)
}

// Cut is s in at most w cells; what does not fit is replaced by "…". Terminal
// sequences in s survive.
func Cut(s string, w int) string { return cutWith(s, w, "…") }

// cutWith is Cut with another sign for what was left out.
func cutWith(s string, w int, more string) string {
	if w <= 0 {
		return ""
	}
	if len(s) <= w && plain(s) {
		return s
	}
	if plain(s) {
		return s[:w-1] + more
	}
	if Width(s) <= w {
		return s
	}
	return ansi.Truncate(s, w, more)
}

// Pad is s cut or filled with spaces on the right to exactly w cells.
func Pad(s string, w int) string {
	s = Cut(s, w)
	return s + spaces(w-Width(s))
}

// PadLeft is s cut or filled with spaces on the left to exactly w cells.
func PadLeft(s string, w int) string {
	s = Cut(s, w)
	return spaces(w-Width(s)) + s
}

// blank feeds spaces; longer ones are made when asked for.
const blank = "                                                                                                                                "

// spaces is n spaces, none when n is negative.
func spaces(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(blank):
		return blank[:n]
	}
	return strings.Repeat(" ", n)
}

// Clean is s made harmless for one line of the screen: names, tags and log
// lines come from anyone. Colour sequences are dropped; every other control
// character becomes a visible replacement, so that nothing can hide behind
// one; a tab becomes spaces and a line break one space; characters that turn
// the direction of text or have no width are dropped. A grapheme whose width
// depends on who measures is reduced to its first character, so that columns
// stay straight on every terminal.
func Clean(s string) string {
	if _, ok := cells(s); ok {
		return s
	}
	return clean(s)
}

func clean(s string) string {
	s = dropColours(strings.ToValidUTF8(s, replacement))
	var b strings.Builder
	b.Grow(len(s))
	at := 0
	for s != "" {
		cluster, w := firstCluster(s)
		s = s[len(cluster):]
		text, width := settle(cluster, w, at)
		b.WriteString(text)
		at += width
	}
	return b.String()
}

// settle is the harmless form of one grapheme that stands in column at.
func settle(cluster string, w, at int) (string, int) {
	first, size := utf8.DecodeRuneInString(cluster)
	switch {
	case first == '\t':
		n := tabWidth - at%tabWidth
		return spaces(n), n
	case first == '\n' || first == '\r' || first == 0x2028 || first == 0x2029:
		return " ", 1
	case unicode.IsControl(first):
		return replacement, 1
	case invisible(first) || w == 0:
		return "", 0
	case first >= 0x1f1e6 && first <= 0x1f1ff: // flags join by pairs: show their letters
		return flagLetters(cluster), runeCount(cluster)
	case joins(first):
		return replacement, 1
	}
	if !hasHidden(cluster) && ansi.StringWidthWc(cluster) == w {
		return cluster, w
	}
	base := cluster[:size]
	if bw := ansi.StringWidth(base); bw > 0 && bw == ansi.StringWidthWc(base) {
		return base, bw
	}
	return replacement, 1
}

// flagLetters are the letters of regional indicators.
func flagLetters(cluster string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x1f1e6 && r <= 0x1f1ff {
			return 'A' + r - 0x1f1e6
		}
		return '?'
	}, cluster)
}

// joins tells of characters that would join with what stands before or after
// them once other text is put there: marks without a base, parts of Korean
// syllables, signs that go before others.
func joins(r rune) bool {
	switch {
	case r >= 0x1100 && r <= 0x11ff, r >= 0xa960 && r <= 0xa97f, r >= 0xd7b0 && r <= 0xd7ff:
		return true
	case r == 0x0d4e, r >= 0x111c2 && r <= 0x111c3, r == 0x1193f, r == 0x11941, r == 0x11a3a, r >= 0x11a84 && r <= 0x11a89, r == 0x11d46:
		return true
	}
	return unicode.IsMark(r)
}

// firstCluster is the first grapheme of a text that is not empty, and its width.
func firstCluster(s string) (string, int) {
	cluster, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if cluster == "" { // cannot be, but a loop must not hang on it
		_, size := utf8.DecodeRuneInString(s)
		return s[:size], 0
	}
	return cluster, w
}

// invisible tells of characters that are drawn as nothing or reorder others.
func invisible(r rune) bool {
	switch {
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return true
	case r == 0xad, r == 0x061c, r == 0x180e, r == 0xfeff, r == 0x034f:
		return true
	case r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

// hasHidden tells whether a grapheme carries an invisible or control character.
func hasHidden(cluster string) bool {
	return strings.IndexFunc(cluster, func(r rune) bool { return invisible(r) || unicode.IsControl(r) }) >= 0
}

// dropColours removes well-formed colour sequences (ESC [ ... m). Other
// sequences are left for Clean to show: an unended one must not swallow text.
func dropColours(s string) string {
	const esc = "\x1b["
	if !strings.Contains(s, esc) {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, esc)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		end := i + len(esc)
		for end < len(s) && !notParameter(rune(s[end])) {
			end++
		}
		if end < len(s) && s[end] == 'm' {
			b.WriteString(s[:i])
			s = s[end+1:]
			continue
		}
		b.WriteString(s[:i+len(esc)])
		s = s[i+len(esc):]
	}
}

// CleanLines is Clean for text of several lines; line breaks are kept as the
// borders between the lines returned.
func CleanLines(s string) []string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	for i, line := range lines {
		lines[i] = Clean(line)
	}
	return lines
}

// Wrap breaks text into lines of at most w cells, between words where it can.
func Wrap(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(Clean(s)) {
		n := Width(word)
		switch {
		case used == 0:
		case used+1+n <= w:
			line, used = line+" "+word, used+1+n
			continue
		default:
			lines = append(lines, line)
		}
		pieces := Chop(word, w)
		lines = append(lines, pieces[:len(pieces)-1]...)
		line = pieces[len(pieces)-1]
		used = Width(line)
	}
	return append(lines, line)
}

// Chop breaks a line into pieces of at most w cells, wherever they end: for
// code, where words mean nothing. There is at least one piece. A grapheme
// wider than w becomes a replacement.
func Chop(s string, w int) []string {
	w = max(w, 1)
	if len(s) <= w && plain(s) {
		return []string{s}
	}
	var pieces []string
	var b strings.Builder
	used := 0
	for s != "" {
		cluster, n := firstCluster(s)
		s = s[len(cluster):]
		if n > w {
			cluster, n = replacement, 1
		}
		if used+n > w {
			pieces = append(pieces, b.String())
			b.Reset()
			used = 0
		}
		b.WriteString(cluster)
		used += n
	}
	return append(pieces, b.String())
}

// Fit is exactly rect.H lines of exactly rect.W cells: lines are cut or filled,
// missing ones added. The lines may carry terminal sequences; each cut one must
// end what it began, as those of a Painter do.
func Fit(lines []string, rect Rect) string {
	rect = rect.atLeastOne()
	var b strings.Builder
	b.Grow(rect.H * (rect.W + 16))
	for i := range rect.H {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i < len(lines) {
			fitInto(&b, lines[i], rect.W)
		} else {
			b.WriteString(spaces(rect.W))
		}
	}
	return b.String()
}

func fitInto(b *strings.Builder, line string, w int) {
	n := Width(line)
	if n > w {
		line = ansi.Truncate(line, w, "")
		n = Width(line)
	}
	b.WriteString(line)
	b.WriteString(spaces(w - n))
}

// slice is the cells from..to of a line with terminal sequences. A wide
// character that the border cuts in two becomes spaces.
func slice(line string, from, to int) string {
	if to <= from {
		return ""
	}
	part := ansi.Cut(line, from, to)
	return part + spaces(to-from-ansi.StringWidth(part))
}
