package uitest

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// keyOf is the message of a key by Bubble Tea's name for it.
func keyOf(name string) (tea.KeyPressMsg, error) {
	var key tea.KeyPressMsg
	rest := name
	for len(rest) > 1 {
		word, after, ok := strings.Cut(rest, "+")
		mod, known := modifier(word)
		if !ok || !known || after == "" {
			break
		}
		key.Mod |= mod
		rest = after
	}
	if code, ok := special(rest); ok {
		key.Code = code
		if rest == "space" && key.Mod == 0 {
			key.Text = " "
		}
		return key, nil
	}
	r, size := utf8.DecodeRuneInString(rest)
	if size != len(rest) {
		return key, fmt.Errorf("no key is named %q", name)
	}
	key.Code = r
	if key.Mod&^tea.ModShift == 0 {
		key.Text = rest
	}
	if unicode.IsUpper(r) {
		key.Code, key.ShiftedCode, key.Mod = unicode.ToLower(r), r, key.Mod|tea.ModShift
	}
	return key, nil
}

func modifier(word string) (tea.KeyMod, bool) {
	switch word {
	case "ctrl":
		return tea.ModCtrl, true
	case "alt":
		return tea.ModAlt, true
	case "shift":
		return tea.ModShift, true
	}
	return 0, false
}

func special(name string) (rune, bool) {
	switch name {
	case "enter":
		return tea.KeyEnter, true
	case "esc":
		return tea.KeyEscape, true
	case "tab":
		return tea.KeyTab, true
	case "space":
		return tea.KeySpace, true
	case "backspace":
		return tea.KeyBackspace, true
	case "delete":
		return tea.KeyDelete, true
	case "up":
		return tea.KeyUp, true
	case "down":
		return tea.KeyDown, true
	case "left":
		return tea.KeyLeft, true
	case "right":
		return tea.KeyRight, true
	case "home":
		return tea.KeyHome, true
	case "end":
		return tea.KeyEnd, true
	case "pgup":
		return tea.KeyPgUp, true
	case "pgdown":
		return tea.KeyPgDown, true
	}
	return 0, false
}
