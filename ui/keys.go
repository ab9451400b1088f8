package ui

import (
	"slices"
	"sort"
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
)

// Key is one thing that a key does here. Dispatch, the hints of the footer, the
// help sheet and the README's table all come from it.
type Key struct {
	Keys  []string       // as Bubble Tea names them: "j", "ctrl+d", "shift+tab"
	Label string         // one or two words for hints and help: "open"
	Help  string         // a sentence without its full stop, "" when Label says it
	Group string         // heading in the help sheet
	Hint  int            // place in the footer, lowest first; 0 is not shown
	Off   func() string  // why it does nothing now, "" when it works; nil: always works
	Do    func() tea.Cmd // what it does; nil when another part of the screen handles it
}

// why is why the key is off, "" when it works.
func (k Key) why() string {
	if k.Off == nil {
		return ""
	}
	return k.Off()
}

// Dispatch runs the first key that the message presses. Sets that come first
// win. off is why the key does nothing now, to be told to the user; the key
// counts as handled then.
func Dispatch(msg tea.KeyPressMsg, keys ...[]Key) (cmd tea.Cmd, handled bool, off string) {
	pressed := msg.String()
	for _, set := range keys {
		for _, k := range set {
			if k.Do == nil || !slices.Contains(k.Keys, pressed) {
				continue
			}
			if why := k.why(); why != "" {
				return nil, true, why
			}
			return k.Do(), true, ""
		}
	}
	return nil, false, ""
}

// Hints is the footer's line: keys that have a place there and work now.
func Hints(keys ...[]Key) Line {
	var shown []Key
	for _, set := range keys {
		for _, k := range set {
			if k.Hint > 0 && len(k.Keys) > 0 && k.why() == "" {
				shown = append(shown, k)
			}
		}
	}
	sort.SliceStable(shown, func(i, j int) bool { return shown[i].Hint < shown[j].Hint })
	var l Line
	for i, k := range shown {
		if i > 0 {
			l = append(l, hintGap())
		}
		l = append(l, Span{KeyName(k.Keys[0]), themes.Key}, Span{" " + k.Label, themes.Dim})
	}
	return l
}

// hintGap is what stands between two hints.
func hintGap() Span { return Span{Text: "  "} }

// KeyName is how a key is shown: "space" has a name, arrows are arrows.
func KeyName(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case " ":
		return "space"
	case "pgdown":
		return "pgdn"
	}
	return key
}

// KeyNames are all keys of a declaration, as help shows them.
func KeyNames(k Key) string {
	names := make([]string, len(k.Keys))
	for i, key := range k.Keys {
		names[i] = KeyName(key)
	}
	return strings.Join(names, " ")
}
