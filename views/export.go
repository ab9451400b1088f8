package views

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
	"fleetglass/ui"
)

// askExport asks for the form of an export and writes it. rows makes the
// lines, field names first, and the values; it is called when the form is
// chosen.
func (c *Console) askExport(title string, n int, rows func() ([][]string, []any)) {
	name := fileName(title, strings.Join(c.regionsInSight(), "-"), c.snap.Now.UTC().Format("20060102-150405"))
	write := func(ext string, encode func() ([]byte, error)) func() tea.Cmd {
		return func() tea.Cmd {
			data, err := encode()
			if err != nil {
				return c.Say("not exported: " + err.Error())
			}
			return c.save(name+ext, data)
		}
	}
	items := []ui.Item{
		{Title: "CSV", Key: "c", Detail: name + ".csv", Do: write(".csv", func() ([]byte, error) { lines, _ := rows(); return encodeCSV(lines) })},
		{Title: "JSON", Key: "j", Detail: name + ".json", Do: write(".json", func() ([]byte, error) { _, values := rows(); return json.MarshalIndent(values, "", "  ") })},
	}
	c.dialogs.Open(ui.NewMenu("Export "+ui.Count(n, "row"), items, ui.In(themes.Dim, "into the directory that fleetglass was started in")))
}

func encodeCSV(lines [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, line := range lines {
		for i := range line {
			line[i] = ui.Clean(line[i])
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// fileName makes a plain file name out of words.
func fileName(words ...string) string {
	name := strings.ToLower(strings.Join(words, "-"))
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, name)
}

func (c *Console) save(name string, data []byte) tea.Cmd {
	save := c.opts.Save
	if save == nil {
		save = saveHere
	}
	return c.later(func() func(*Console) tea.Cmd {
		path, err := save(name, data)
		return func(c *Console) tea.Cmd {
			if err != nil {
				c.news = note{"not exported: " + err.Error(), themes.Bad}
				return nil
			}
			return c.Say("wrote " + path)
		}
	})
}

// saveHere writes a file into the working directory, whole or not at all.
func saveHere(name string, data []byte) (string, error) {
	f, err := os.CreateTemp(".", "."+name+"-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // gone already when all went well
	if _, err := f.Write(data); err != nil {
		f.Close() //nolint:errcheck // the write's error is the one to tell
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	return filepath.Base(name), os.Rename(f.Name(), name)
}
