package compute

import (
	"slices"
	"strconv"
	"strings"

	"fleetglass/fake/world"
)

// ReadUserData is the web server that an instance runs after its first boot
// with this user data. It reads, as a person skimming would, only:
//
//   - a shell script ("#!") or "#cloud-config"; anything else is no program;
//   - packages httpd, apache2 and nginx installed with yum, dnf, apt, apt-get,
//     amazon-linux-extras, or named in a cloud-config list: port 80 from when
//     they are started (systemctl, service), which apt does by itself; they
//     come back after a restart only when enabled (systemctl enable, chkconfig
//     on), which apt does by itself too;
//   - python3 -m http.server PORT, python -m SimpleHTTPServer PORT and busybox
//     httpd -p PORT: that port, until the next restart;
//   - docker run -p HOST:CONTAINER: the host's port, until the next restart
//     unless --restart is given.
//
// Its pages, besides the front page, are the files that the script writes
// below /var/www/html or /usr/share/nginx/html (with >, tee, touch, cp, mv,
// curl -o, wget -O, aws s3 cp, or write_files of a cloud-config) and the
// one-line locations that it writes into a configuration of nginx. What is in
// a container cannot be read: it answers well to every path.
func ReadUserData(text string) world.Server {
	if !strings.HasPrefix(text, "#!") && !strings.HasPrefix(text, "#cloud-config") {
		return world.Server{}
	}
	s := script{pages: pages{at: "/"}}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, command := range commands(strings.TrimPrefix(line, "- ")) {
			s.run(command)
			s.pages.command(command)
		}
	}
	return s.server()
}

// scriptsKept bounds how many scripts are remembered. Choice: more than an
// account has; when it is passed, reading begins anew.
const scriptsKept = 200

// serverOf is ReadUserData, remembered: the instances of a group share theirs.
func (r *Room) serverOf(userData string) world.Server {
	s, known := r.servers[userData]
	if !known {
		if len(r.servers) >= scriptsKept {
			clear(r.servers)
		}
		s = ReadUserData(userData)
		r.servers[userData] = s
	}
	return s
}

// commands splits a line where a shell would, as far as it matters here, into
// words without their quotes.
func commands(line string) [][]string {
	line = strings.NewReplacer("&&", ";", "||", ";", "&", ";", "|", ";").Replace(line)
	var split [][]string
	for part := range strings.SplitSeq(line, ";") {
		words := strings.Fields(strings.Map(unquote, part))
		for len(words) > 0 && (words[0] == "sudo" || words[0] == "nohup" || words[0] == "-E") {
			words = words[1:]
		}
		if len(words) > 0 {
			split = append(split, words)
		}
	}
	return split
}

func unquote(c rune) rune {
	if strings.ContainsRune("\"'[],", c) {
		return ' '
	}
	return c
}

// script is what a boot script has done so far.
type script struct {
	installed, started, enabled []string
	lasting, once               []int
	pages                       pages
}

func isWebServer(name string) bool {
	return name == "httpd" || name == "apache2" || name == "nginx"
}

func (s *script) run(words []string) {
	rest := words[1:]
	switch words[0] {
	case "yum", "dnf", "amazon-linux-extras":
		s.install(rest, false)
	case "apt", "apt-get":
		s.install(rest, true)
	case "httpd", "apache2", "nginx":
		s.bare(words)
	case "systemctl", "service", "chkconfig":
		s.manage(rest)
	case "python", "python3":
		s.python(rest)
	case "busybox":
		s.port(after(rest, "-p"), false)
	case "docker":
		s.docker(rest)
	}
}

// bare is a package by itself: an entry of a cloud-config list, or the
// server's own program started by hand.
func (s *script) bare(words []string) {
	if len(words) == 1 && !slices.Contains(s.installed, words[0]) {
		s.installed = append(s.installed, words[0])
		return
	}
	s.started = append(s.started, words[0])
}

func (s *script) install(words []string, starts bool) {
	if !slices.Contains(words, "install") {
		return
	}
	for _, name := range words {
		if strings.HasPrefix(name, "nginx") {
			name = "nginx"
		}
		if !isWebServer(name) {
			continue
		}
		s.installed = append(s.installed, name)
		if starts {
			s.started, s.enabled = append(s.started, name), append(s.enabled, name)
		}
	}
}

// manage reads "systemctl start NAME", "service NAME start", "chkconfig NAME on".
func (s *script) manage(words []string) {
	for _, name := range words {
		name = strings.TrimSuffix(name, ".service")
		if !isWebServer(name) {
			continue
		}
		if slices.Contains(words, "start") || slices.Contains(words, "restart") || slices.Contains(words, "--now") {
			s.started = append(s.started, name)
		}
		if slices.Contains(words, "enable") || slices.Contains(words, "on") {
			s.enabled = append(s.enabled, name)
		}
		if slices.Contains(words, "stop") {
			s.started = slices.DeleteFunc(s.started, func(n string) bool { return n == name })
		}
	}
}

func (s *script) python(words []string) {
	for i, w := range words {
		if w != "http.server" && w != "SimpleHTTPServer" {
			continue
		}
		port := "8000"
		if i+1 < len(words) && words[i+1][0] >= '0' && words[i+1][0] <= '9' {
			port = words[i+1]
		}
		s.port(port, false)
	}
}

func (s *script) docker(words []string) {
	if len(words) == 0 || words[0] != "run" {
		return
	}
	lasts := slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "--restart") })
	for i, w := range words[:len(words)-1] {
		if w != "-p" && w != "--publish" {
			continue
		}
		parts := strings.Split(words[i+1], ":")
		if len(parts) >= 2 {
			s.port(parts[len(parts)-2], lasts)
			s.pages.add("/*", AnswersWell)
		}
	}
}

// after is the word that follows a flag, "" for none.
func after(words []string, flag string) string {
	i := slices.Index(words, flag)
	if i < 0 || i+1 >= len(words) {
		return ""
	}
	return words[i+1]
}

func (s *script) port(text string, lasts bool) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 65535 {
		return
	}
	if lasts {
		s.lasting = append(s.lasting, n)
	} else {
		s.once = append(s.once, n)
	}
}

// server sums up what listens, and what of it will come back.
func (s *script) server() world.Server {
	for _, name := range s.started {
		switch {
		case !slices.Contains(s.installed, name):
		case slices.Contains(s.enabled, name):
			s.lasting = append(s.lasting, 80)
		default:
			s.once = append(s.once, 80)
		}
	}
	once := world.Server{Ports: sorted(s.once), Once: sorted(s.once)}
	all := joined(world.Server{Ports: sorted(s.lasting)}, once)
	if len(all.Ports) > 0 {
		all.Pages = s.pages.found
	}
	return all
}

func sorted(ports []int) []int {
	ports = slices.Clone(ports)
	slices.Sort(ports)
	return slices.Compact(ports)
}

// joined is two servers on one instance. A port that one of them brings back
// after a restart is not lost.
func joined(a, b world.Server) world.Server {
	lasts := func(s world.Server, p int) bool { return slices.Contains(s.Ports, p) && !slices.Contains(s.Once, p) }
	both := world.Server{Ports: sorted(append(slices.Clone(a.Ports), b.Ports...)), Pages: append(slices.Clone(a.Pages), b.Pages...)}
	for _, p := range both.Ports {
		if !lasts(a, p) && !lasts(b, p) {
			both.Once = append(both.Once, p)
		}
	}
	return both
}
