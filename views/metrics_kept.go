package views

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/stat"
)

// FavouriteKeeper keeps favourites after the console has ended.
type FavouriteKeeper interface {
	// Load is what was kept, nil for nothing yet.
	Load() ([]byte, error)
	// Save puts it in the place of what was kept, all at once.
	Save([]byte) error
}

// keptVersion is that of the form in which favourites are kept.
const keptVersion = 1

// keptFavourites are favourites as they are kept: names and words, not places
// in tables that may change.
type keptFavourites struct {
	Version    int
	Favourites []keptSheet
}

type keptSheet struct {
	Metrics   []awsclient.Metric
	Math      []keptFormula `json:",omitempty"`
	Statistic string
	Period    string `json:",omitempty"` // "" goes by the range
	Range     string
}

type keptFormula struct{ ID, Text string }

func newFavourites(keeper FavouriteKeeper) *favourites {
	f := &favourites{keeper: keeper}
	if keeper == nil {
		return f
	}
	data, err := keeper.Load()
	if err == nil && len(data) > 0 {
		f.kept, err = decodeFavourites(data)
	}
	f.broken = err
	return f
}

func encodeFavourites(sheets []metricSheet) ([]byte, error) {
	all := keptFavourites{Version: keptVersion, Favourites: []keptSheet{}}
	for _, s := range sheets {
		k := keptSheet{Metrics: s.metrics, Statistic: s.statistic, Range: spans()[s.span].name}
		if s.period != autoPeriod {
			k.Period = s.period.String()
		}
		for _, f := range s.formulas {
			k.Math = append(k.Math, keptFormula{f.id, f.text})
		}
		all.Favourites = append(all.Favourites, k)
	}
	return json.MarshalIndent(all, "", "  ")
}

func decodeFavourites(data []byte) ([]metricSheet, error) {
	var all keptFavourites
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("favourites cannot be read: %w", err)
	}
	if all.Version != keptVersion {
		return nil, fmt.Errorf("favourites are of version %d, and %d is known", all.Version, keptVersion)
	}
	var sheets []metricSheet
	for i, k := range all.Favourites {
		s, err := k.sheet()
		if err != nil {
			return nil, fmt.Errorf("favourite %d: %w", i+1, err)
		}
		sheets = append(sheets, s)
	}
	return sheets, nil
}

func (k keptSheet) sheet() (metricSheet, error) {
	s := metricSheet{metrics: k.Metrics, statistic: k.Statistic, span: slices.IndexFunc(spans(), func(s span) bool { return s.name == k.Range })}
	for _, f := range k.Math {
		s.formulas = append(s.formulas, formula{f.ID, f.Text})
	}
	if n := len(s.metrics); n == 0 || n > linesAtMost || len(s.formulas) > linesAtMost {
		return s, fmt.Errorf("a graph has 1 to %d metrics", linesAtMost)
	}
	if s.span < 0 {
		return s, fmt.Errorf("no range is called %q", k.Range)
	}
	if _, err := stat.Parse(s.statistic); err != nil {
		return s, err
	}
	if _, err := readFormulas(s.formulas); err != nil {
		return s, err
	}
	if k.Period != "" {
		period, err := time.ParseDuration(k.Period)
		if err != nil {
			return s, err
		}
		if s.period = period; !slices.Contains(periods(), period) {
			return s, errors.New("no period is " + k.Period)
		}
	}
	return s, nil
}

// where is for how long favourites are kept, in words.
func (f *favourites) where() string {
	switch {
	case f.broken != nil:
		return "kept for this session only: " + f.broken.Error()
	case f.keeper == nil:
		return "kept for this session"
	}
	return "kept"
}

// save keeps the favourites outside Update, one save after the other. What could
// not be read is left as it was.
func (f *favourites) save(c *Console) tea.Cmd {
	if f.keeper == nil || f.broken != nil {
		return nil
	}
	if f.saving {
		f.again = true
		return nil
	}
	data, err := encodeFavourites(f.kept)
	if err != nil {
		return c.Say("favourites are not kept: " + err.Error())
	}
	f.saving, f.again = true, false
	return c.later(func() func(*Console) tea.Cmd {
		err := f.keeper.Save(data)
		return func(c *Console) tea.Cmd {
			f.saving = false
			if f.again {
				return f.save(c)
			}
			if err != nil {
				return c.Say("favourites are not kept: " + err.Error())
			}
			return nil
		}
	})
}
