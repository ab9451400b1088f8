package compute

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"fleetglass/fake/world"
)

// What a server answers besides AnswersWell.
const (
	answersMoved    = 301 // a directory, asked for without the last slash
	answersNotFound = 404
)

// Page is what a server answers to a request for a path: 200 for its front
// page, what a page of its own says, 404 for anything else. Of several pages
// that fit, the one with the longest path answers.
func Page(s world.Server, asked string) int {
	asked, _, _ = strings.Cut(asked, "?")
	code, best := answersNotFound, -1
	if asked == "/" || asked == "/index.html" {
		code, best = AnswersWell, 0
	}
	for _, p := range s.Pages {
		if len(p.Path) > best && fits(p.Path, asked) {
			code, best = p.Code, len(p.Path)
		}
	}
	return code
}

func fits(pattern, asked string) bool {
	if prefix, open := strings.CutSuffix(pattern, "*"); open {
		return strings.HasPrefix(asked, prefix)
	}
	return pattern == asked
}

// roots are the directories that web servers serve files from, as the
// packages of the well-known images set them up.
func roots() []string { return []string{"/var/www/html", "/usr/share/nginx/html"} }

// pages reads which files a boot script writes below a root, and which
// locations it writes into a server's configuration.
type pages struct {
	at    string // the working directory
	found []world.Page
}

// command reads one command: the files that it writes.
func (p *pages) command(words []string) {
	rest := words[1:]
	switch words[0] {
	case "cd":
		if len(rest) > 0 {
			p.at = p.absolute(rest[0])
		}
	case "tee", "touch":
		for _, w := range rest {
			p.file(w)
		}
	case "cp", "mv", "install", "aws":
		if len(rest) > 1 {
			p.file(rest[len(rest)-1])
		}
	case "curl", "wget":
		p.file(after(rest, "-o"))
		p.file(after(rest, "-O"))
	case "path:":
		p.file(after(words, "path:"))
	case "location":
		p.location(rest)
	}
	p.redirects(words)
}

// redirects finds "> FILE", ">> FILE" and ">FILE".
func (p *pages) redirects(words []string) {
	for i, w := range words {
		name, redirect := strings.CutPrefix(w, ">")
		if !redirect {
			continue
		}
		if name = strings.TrimPrefix(name, ">"); name == "" && i+1 < len(words) {
			name = words[i+1]
		}
		p.file(name)
	}
}

func (p *pages) absolute(name string) string {
	if strings.HasPrefix(name, "/") {
		return path.Clean(name)
	}
	return path.Join("/", p.at, name)
}

// file adds what a file below a root answers: itself, and for a directory's
// index the directory too.
func (p *pages) file(name string) {
	if name == "" || strings.HasPrefix(name, "-") {
		return
	}
	name = p.absolute(name)
	for _, root := range roots() {
		page, below := strings.CutPrefix(name, root+"/")
		if !below {
			continue
		}
		p.add("/"+page, AnswersWell)
		if dir, index := strings.CutSuffix("/"+page, "/index.html"); index && dir != "" {
			p.add(dir+"/", AnswersWell)
			p.add(dir, answersMoved)
		}
	}
}

// location reads a location of nginx, "location = /x { return 200 ...; }" on
// one line. What is behind one that returns nothing itself is not read, and
// answers well.
func (p *pages) location(words []string) {
	pattern := "*"
	if len(words) > 0 && words[0] == "=" {
		pattern, words = "", words[1:]
	}
	if len(words) == 0 || !strings.HasPrefix(words[0], "/") {
		return
	}
	code := AnswersWell
	if n, err := strconv.Atoi(after(words, "return")); err == nil && n >= 200 && n < 600 {
		code = n
	}
	p.add(words[0]+pattern, code)
}

func (p *pages) add(at string, code int) {
	page := world.Page{Path: at, Code: code}
	if !slices.Contains(p.found, page) && at != "/index.html" {
		p.found = append(p.found, page)
	}
}
