package uitest

import (
	"encoding/xml"
	"strings"
	"testing"
)

func TestAPictureHasTheTextAndTheColoursOfTheScreen(t *testing.T) {
	raw := "\x1b[0;1;38;2;232;131;122mbad\x1b[m <ok> & \x1b[0;48;2;39;48;60m日本\x1b[m\n\x1b[0;7mhere\x1b[m"
	got := Picture(raw, "#c8ccd4", "#14161b")
	var parsed struct{}
	if err := xml.Unmarshal([]byte(got), &parsed); err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	for _, want := range []string{
		`viewBox="0 0 142.0 52"`, // fifteen columns (two letters are wide) and two lines
		`fill="#e8837a" font-weight="bold">bad<`,
		`fill="#c8ccd4"> &lt;ok&gt; &amp; <`,
		`width="33.6" height="18" fill="#27303c"/>`,
		`fill="#14161b">here<`, // reversed
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}
