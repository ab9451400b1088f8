package ui

import (
	"strings"
	"unicode/utf8"
)

// asciiOf is the ASCII twin of text: lines, blocks and signs get their
// likeness, anything else a question mark a cell.
func asciiOf(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for s != "" {
		cluster, w := firstCluster(s)
		s = s[len(cluster):]
		r, _ := utf8.DecodeRuneInString(cluster)
		b.WriteString(asciiRune(r, w))
	}
	return b.String()
}

func asciiRune(r rune, w int) string {
	if r >= 0x20 && r <= 0x7e {
		return string(r)
	}
	if twin := asciiTwin(r); twin != 0 {
		return string(twin)
	}
	return strings.Repeat("?", w)
}

// asciiTwin is the likeness of a sign, 0 when it has none.
func asciiTwin(r rune) rune {
	const twins = "─- ━= ═= ╌- ┄- ┈." + " " +
		"│| ┃| ║| ╎|" + " " +
		"┌+ ┐+ └+ ┘+ ├+ ┤+ ┬+ ┴+ ┼+ ╭. ╮. ╰' ╯' ╴- ╶-" + " " +
		"┏+ ┓+ ┗+ ┛+ ╔+ ╗+ ╚+ ╝+" + " " +
		"▏| ▕| ▌> █# ▓+ ▒% ░." + " " +
		"▁_ ▂, ▃. ▄- ▅- ▆= ▇#" + " " +
		"…~ ·. ∙' ‹< ›> •* ●* ○o ◐+ ◌~ ▲!" + " " +
		"▼v ◆# →> ←< ↑^" + " " +
		"↓v ►> ‖= ✓x ✗- ≥> ≤< ×x –- —-"
	for pair := range strings.SplitSeq(twins, " ") {
		if from, size := utf8.DecodeRuneInString(pair); from == r {
			return rune(pair[size])
		}
	}
	if r >= 0x2800 && r <= 0x28ff { // Braille
		if r == 0x2800 {
			return ' '
		}
		return ':'
	}
	return 0
}
