package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// A question that is longer than the screen is scrolled, and says that there
// is more; to scroll is not to say yes.
func TestALongQuestionIsScrolled(t *testing.T) {
	asked := false
	c := &Confirm{Heading: "Create", Yes: "create", Command: "aws last", Do: func() tea.Cmd { asked = true; return nil }}
	for i := range 20 {
		c.Lines = append(c.Lines, Say(fmt.Sprintf("line %d", i)))
	}
	p := testPainter()
	rect := Rect{20, 6}
	if text := Box(c, Rect{40, 10}, p); !strings.Contains(text, "more") {
		t.Errorf("the box does not tell that there is more:\n%s", text)
	}
	if text := c.Draw(rect, p); !strings.Contains(text, "line 0") || strings.Contains(text, "aws last") {
		t.Errorf("at first:\n%s", text)
	}
	if keys := c.Keys(); keys[len(keys)-1].Label != "more" {
		t.Errorf("no key tells that there is more: %+v", keys)
	}
	var d Dialog = c
	for _, key := range []tea.KeyPressMsg{{Code: tea.KeyDown}, {Code: tea.KeyPgDown}, {Code: 'G', Text: "G"}} {
		if d, _ = d.Update(key); d == nil || asked {
			t.Fatalf("%s closed it", key)
		}
	}
	if text := c.Draw(rect, p); !strings.Contains(text, "aws last") {
		t.Errorf("at the end:\n%s", text)
	}
	if d, _ = d.Update(tea.KeyPressMsg{Code: 'y', Text: "y"}); d != nil || !asked {
		t.Error("y does not say yes")
	}
}
