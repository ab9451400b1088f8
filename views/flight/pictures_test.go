package flight_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"fleetglass/themes"
	"fleetglass/ui/uitest"
)

// picture is a screen that is worth showing, and the keys that lead to it.
type picture struct {
	name     string
	scenario string
	keys     []string
	after    time.Duration // to wait once it is open
}

func pictures() []picture {
	return []picture{
		{name: "overview"},
		{name: "traffic-map", keys: []string{"2", "j", "enter"}},
		{name: "group", keys: []string{"3", "enter"}},
		{name: "spot", keys: []string{"4", "enter"}},
		{name: "instances", keys: []string{"5"}},
		{name: "alarm", keys: []string{"7", "enter"}},
		{name: "logs", keys: []string{"8", "j", "j", "enter"}},
		{name: "trail", keys: []string{"9"}},
		{name: "why", scenario: "deploy-gone-wrong", keys: []string{"3", "w"}, after: 5 * time.Second},
		{name: "explain", keys: []string{"3", "x"}},
	}
}

// TestPictures writes the pictures of the README, which `make screenshots` asks
// for: the program itself, in the theme that FLEETGLASS_THEME names. Otherwise
// it only sees that each of the screens opens.
func TestPictures(t *testing.T) {
	theme, err := themes.ByName(orElse(os.Getenv("FLEETGLASS_THEME"), "dark"))
	if err != nil {
		t.Fatal(err)
	}
	dir := os.Getenv("FLEETGLASS_PICTURES")
	if dir == "" && testing.Short() {
		t.Skip("looks at ten screens")
	}
	for _, p := range pictures() {
		t.Run(p.name, func(t *testing.T) {
			how := terms{size: uitest.Size{W: 120, H: 36}, speed: speed, scenario: p.scenario, theme: theme}
			fly(t, how, func(f *flight) {
				f.Wait(30 * time.Second)
				for _, key := range p.keys {
					f.Press(key)
					f.Wait(time.Second)
				}
				f.Wait(p.after)
				f.SeesNot("loading...")
				if dir == "" {
					return
				}
				svg := uitest.Picture(f.Raw(), theme.Style(themes.Text).Foreground, theme.Background())
				if err := os.WriteFile(filepath.Join(dir, p.name+".svg"), []byte(svg), 0o644); err != nil {
					f.t.Error(err)
				}
			})
		})
	}
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
