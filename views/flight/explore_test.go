package flight_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

func TestExplore(t *testing.T) {
	b, err := os.ReadFile(os.Getenv("SCRIPT"))
	if err != nil { t.Skip() }
	how := wide()
	how.readOnly = os.Getenv("RO") != ""; fmt.Sscan(os.Getenv("SPEED"), &how.speed)
	fly(t, how, func(f *flight) {
		for _, l := range strings.Split(string(b), "\n") {
			w, rest, _ := strings.Cut(l, " ")
			switch w {
			case "press": f.Press(strings.Fields(rest)...)
			case "type": f.Type(rest)
			case "wait": d, _ := time.ParseDuration(rest); f.Wait(d)
			case "show": fmt.Println("=== " + rest + "\n" + f.Text())
			case "inject": k, s, _ := strings.Cut(rest, " "); fmt.Println(controls{f.engine}.Inject(k, s))
			}
		}
	})
}
