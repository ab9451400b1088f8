package views

import (
	"errors"
	"strings"
	"testing"
)

// memoryKeeper keeps favourites as a file does.
type memoryKeeper struct {
	data  []byte
	saves int
	err   error
}

func (k *memoryKeeper) Load() ([]byte, error) { return k.data, nil }
func (k *memoryKeeper) Save(data []byte) error {
	k.saves++
	if k.err == nil {
		k.data = data
	}
	return k.err
}

func keptDesk(t *testing.T, k FavouriteKeeper) *desk {
	d := newDesk(t, 120, 36, func(o *Options) { o.Favourites = k })
	d.see(accountWithMetrics())
	return d.press("6")
}

func TestFavouritesOutliveTheConsole(t *testing.T) {
	k := &memoryKeeper{}
	d := graphOfWeb(t, 120, 36)
	d.c.favourites = newFavourites(k)
	d.press("f").sees("kept: F lists the favourites")
	if k.saves != 1 || !strings.Contains(string(k.data), "CPUUtilization") {
		t.Fatalf("%d saves: %s", k.saves, k.data)
	}
	next := keptDesk(t, k).press("F").sees("Favourite graphs", "CPUUtilization web-asg", "Average, last 3 h").press("enter")
	next.press("f").sees("no favourite any more")
	if k.saves != 2 || strings.Contains(string(k.data), "CPUUtilization") {
		t.Errorf("%d saves: %s", k.saves, k.data)
	}
}

// What cannot be read is told, and left as it was.
func TestBrokenFavouritesAreLeftAlone(t *testing.T) {
	for _, broken := range []string{`{`, `{"Version":9}`, `{"Version":1,"Favourites":[{}]}`, `{"Version":1,"Favourites":[{"Metrics":[{"Name":"x"}],"Range":"1 h","Statistic":"no"}]}`} {
		k := &memoryKeeper{data: []byte(broken)}
		keptDesk(t, k).press("F").sees("no favourites: ")
		d := graphOfWeb(t, 120, 36)
		d.c.favourites = newFavourites(k)
		d.press("f").sees("kept for this session only: ")
		if k.saves != 0 || string(k.data) != broken {
			t.Errorf("%s became %s", broken, k.data)
		}
	}
}

func TestFavouritesThatCannotBeSavedAreTold(t *testing.T) {
	d := graphOfWeb(t, 120, 36)
	d.c.favourites = newFavourites(&memoryKeeper{err: errors.New("the disk is full")})
	d.press("f").sees("favourites are not kept: the disk is full")
}
