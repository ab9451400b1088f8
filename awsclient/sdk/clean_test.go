package sdk

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text stays", "web-1 (blue)", "web-1 (blue)"},
		{"other scripts stay", "日本語 café", "日本語 café"},
		{"joined emoji stay", "👩‍🚀", "👩‍🚀"},
		{"colours go", "\x1b[1;31mred\x1b[0m", "red"},
		{"cursor moves go", "a\x1b[2J\x1b[10;10Hb", "ab"},
		{"the one-character introducer goes", "a\u009b31mb", "ab"},
		{"titles go, with a bell", "\x1b]0;owned\x07name", "name"},
		{"clipboard writes go, with a terminator", "\x1b]52;c;ZXZpbA==\x1b\\name", "name"},
		{"an open string command hides nothing", "\x1b]0;name", "0;name"},
		{"device commands go", "\x1bPq#0\x1b\\x", "x"},
		{"character sets go", "\x1b(0x", "x"},
		{"a lone escape goes", "x\x1b", "x"},
		{"control characters go", "a\x00\x07\x08\x7fb", "ab"},
		{"line breaks become spaces", "a\r\nb\tc", "a b c"},
		{"other line breaks too", "a\u2028b", "a b"},
		{"direction cannot be turned", "a\u202egpj.exe\u2066", "agpj.exe"},
		{"broken UTF-8 is marked", "a\xffb", "a\ufffdb"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: %q gives %q, want %q", c.name, c.in, got, c.want)
		}
	}
	if got := CleanText("#!/bin/sh\r\n\techo \x1b[31mhi\n"); got != "#!/bin/sh\n\techo hi\n" {
		t.Errorf("text of several lines: %q", got)
	}
}

func TestUserDataMayBeCompressed(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := w.Write([]byte("#cloud-config\n")); err != nil {
		t.Fatal(err)
	}
	w.Close()
	for _, c := range []struct{ in, want string }{
		{base64.StdEncoding.EncodeToString(z.Bytes()), "#cloud-config\n"},
		{base64.StdEncoding.EncodeToString([]byte("#!/bin/sh\n")), "#!/bin/sh\n"},
		{"not base64!", "not base64!"},
	} {
		if got := decoded(&c.in); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if decoded(nil) != "" {
		t.Error("none is not empty")
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "web", "\x1b[31m", "\x1b]52;c;x\x07", "\u009b1m", "a\xff\x1b", "日本\u202e", "\x1b\x1b[[31m", "\x1b[\x1b[31mx"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, got := range []string{Clean(s), CleanText(s)} {
			if !utf8.ValidString(got) {
				t.Fatalf("%q is not UTF-8", got)
			}
			for _, r := range got {
				if unicode.IsControl(r) && r != '\n' && r != '\t' {
					t.Fatalf("%q holds %U", got, r)
				}
			}
		}
		if got := Clean(s); strings.ContainsAny(got, "\n\t") || Clean(got) != got {
			t.Fatalf("%q is not one clean line", got)
		}
	})
}
