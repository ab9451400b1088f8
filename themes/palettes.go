package themes

// palettes are the built-in themes, the default first.
func palettes() []Palette {
	return []Palette{darkPalette(), lightPalette(), highContrastPalette(), colourBlindPalette(), plainPalette()}
}

// hues are the few colours that a palette is made of.
type hues struct {
	text, dim, faint, border     string
	accent                       string
	good, warn, bad, info        string
	selected, marked, bannerBack string
	series                       [6]string
}

// styles gives every role its look. The order of importance is one for all
// coloured themes: trouble first, then what is active, then text; chrome last.
func (h hues) styles() map[Role]Style {
	styles := map[Role]Style{
		Text:     {Foreground: h.text},
		Dim:      {Foreground: h.dim},
		Faint:    {Foreground: h.faint},
		Accent:   {Foreground: h.accent},
		Good:     {Foreground: h.good},
		Warn:     {Foreground: h.warn},
		Bad:      {Foreground: h.bad, Bold: true},
		Info:     {Foreground: h.info},
		Title:    {Foreground: h.text, Bold: true},
		Border:   {Foreground: h.border},
		Header:   {Foreground: h.dim},
		Key:      {Foreground: h.accent},
		Mark:     {Foreground: h.accent, Bold: true},
		Changed:  {Foreground: h.warn},
		Link:     {Foreground: h.accent, Underline: true},
		Selected: {Foreground: h.text, Background: h.selected},
		Active:   {Foreground: h.accent, Bold: true},
		Code:     {Foreground: h.info},
		Name:     {Foreground: h.dim},
		Literal:  {Foreground: h.good},
		Number:   {Foreground: h.warn},
		Match:    {Foreground: h.text, Background: h.marked, Bold: true, Underline: true},
		Input:    {Foreground: h.text, Underline: true},
		Cursor:   {Foreground: h.text, Reverse: true},
		Banner:   {Foreground: h.warn, Background: h.bannerBack, Bold: true},
	}
	for i, c := range h.series {
		styles[Series(i)] = Style{Foreground: c}
	}
	return styles
}

func darkPalette() Palette {
	h := hues{
		text: "#c8ccd4", dim: "#949ba7", faint: "#838b98", border: "#3a404b",
		accent: "#77b5d1",
		good:   "#8fba8b", warn: "#dcab62", bad: "#e8837a", info: "#a3b1c9",
		selected: "#27303c", marked: "#1c262e", bannerBack: "#33291a",
		series: [6]string{"#77b5d1", "#dcab62", "#8fba8b", "#b9a1d8", "#e39b8a", "#a3b1c9"},
	}
	return Palette{Name: "dark", Background: "#14161b", SelectedBackground: h.selected, MarkedBackground: h.marked, Contrast: 4.5, Styles: h.styles()}
}

func lightPalette() Palette {
	h := hues{
		text: "#2a2e36", dim: "#5a616c", faint: "#686f7a", border: "#c3c8d0",
		accent: "#17648a",
		good:   "#2c6b3c", warn: "#855400", bad: "#b3261e", info: "#45597a",
		selected: "#dfe9f0", marked: "#e8f0f4", bannerBack: "#f7ead0",
		series: [6]string{"#17648a", "#855400", "#2c6b3c", "#6b4a9c", "#a34a38", "#45597a"},
	}
	return Palette{Name: "light", Background: "#ffffff", SelectedBackground: h.selected, MarkedBackground: h.marked, Contrast: 4.5, Styles: h.styles()}
}

func highContrastPalette() Palette {
	h := hues{
		text: "#ffffff", dim: "#d8d8d8", faint: "#c4c4c4", border: "#909090",
		accent: "#5fd7ff",
		good:   "#5fff87", warn: "#ffd75f", bad: "#ff9c9c", info: "#d0e0ff",
		selected: "#00305f", marked: "#2a2a00", bannerBack: "#3a2a00",
		series: [6]string{"#5fd7ff", "#ffd75f", "#5fff87", "#e0b0ff", "#ffb08a", "#ffffff"},
	}
	return Palette{Name: "high-contrast", Background: "#000000", SelectedBackground: h.selected, MarkedBackground: h.marked, Contrast: 7, Styles: h.styles()}
}

// colourBlindPalette builds on the colours of Okabe and Ito, which stay apart
// for the common kinds of colour blindness: blue is good, orange-red is bad,
// yellow warns; they differ in lightness too.
func colourBlindPalette() Palette {
	h := hues{
		text: "#d0d0d0", dim: "#9aa0a8", faint: "#868d96", border: "#3c4148",
		accent: "#cc9fc0",
		good:   "#56b4e9", warn: "#f0e442", bad: "#e8732a", info: "#b8c4d0",
		selected: "#28303a", marked: "#302a34", bannerBack: "#33300f",
		series: [6]string{"#56b4e9", "#e69f00", "#00b386", "#f0e442", "#e8732a", "#cc9fc0"},
	}
	return Palette{Name: "colour-blind", Background: "#14161b", SelectedBackground: h.selected, MarkedBackground: h.marked, Contrast: 4.5, Styles: h.styles()}
}

func plainPalette() Palette {
	bold, underline, reverse := Style{Bold: true}, Style{Underline: true}, Style{Reverse: true}
	return Palette{Name: "plain", Styles: map[Role]Style{
		Bad: bold, Title: bold, Key: bold, Mark: bold, Changed: bold,
		Accent: bold, Warn: bold, Link: underline, Input: underline,
		Active: {Bold: true, Reverse: true}, Selected: reverse, Cursor: reverse,
		Match: {Bold: true, Underline: true}, Banner: {Bold: true, Reverse: true},
	}}
}
