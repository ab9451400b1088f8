package logs

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"fleetglass/fake/world"
)

// logFile is a file that an agent ships, and where to. Group and Stream may
// hold {instance_id}, {hostname}, {local_hostname} and {ip_address}; a Group
// of "" is named after the instance's Auto Scaling group and the file.
type logFile struct {
	File, Group, Stream, Class string
	Retention                  int // days; what the agent sets when it makes the group
}

// agentConfig is what is read of the agent's configuration file.
type agentConfig struct {
	Logs struct {
		Collected struct {
			Files struct {
				List []struct {
					File      string `json:"file_path"`
					Group     string `json:"log_group_name"`
					Class     string `json:"log_group_class"`
					Stream    string `json:"log_stream_name"`
					Retention int    `json:"retention_in_days"`
				} `json:"collect_list"`
			} `json:"files"`
		} `json:"logs_collected"`
		Stream string `json:"log_stream_name"`
	} `json:"logs"`
}

// ReadUserData is the files that an instance with this user data ships. It
// reads, as a person skimming would, only:
//
//   - a shell script ("#!") or "#cloud-config" that names the package
//     amazon-cloudwatch-agent in a line that installs it (yum, dnf, apt, rpm,
//     dpkg, snap, a list of packages), and that starts it
//     (amazon-cloudwatch-agent-ctl, or systemctl);
//   - the agent's configuration when it stands in the script: the first JSON
//     object at the beginning of a line that has logs_collected. A
//     configuration from elsewhere is taken to be the access log and the
//     system's log of Amazon Linux.
//
// Whether the instance's role may write logs is not looked at.
func ReadUserData(text string) []logFile {
	if !strings.HasPrefix(text, "#!") && !strings.HasPrefix(text, "#cloud-config") ||
		!strings.Contains(text, "amazon-cloudwatch-agent") || !installs(text) || !starts(text) {
		return nil
	}
	if c, ok := configIn(text); ok {
		return c.files()
	}
	return []logFile{{File: "/var/log/httpd/access_log", Stream: instanceID}, {File: "/var/log/messages", Stream: instanceID}}
}

const instanceID = "{instance_id}"

func installs(text string) bool {
	return regexp.MustCompile(`(?m)^[^#\n]*(install|rpm|dpkg|-)\s.*amazon-cloudwatch-agent`).MatchString(text) ||
		regexp.MustCompile(`(?m)^\s*-\s*amazon-cloudwatch-agent`).MatchString(text)
}

func starts(text string) bool {
	return regexp.MustCompile(`(?m)^[^#\n]*(amazon-cloudwatch-agent-ctl\b.*(-s\b|-a start\b)|(systemctl|service)\s.*(start|--now).*amazon-cloudwatch-agent|service amazon-cloudwatch-agent start)`).MatchString(text) ||
		regexp.MustCompile(`(?m)^[^#\n]*systemctl\s.*amazon-cloudwatch-agent.*(start|--now)`).MatchString(text)
}

func configIn(text string) (agentConfig, bool) {
	for at := 0; at < len(text); {
		if text[at] == '{' {
			var c agentConfig
			err := json.NewDecoder(strings.NewReader(text[at:])).Decode(&c)
			if err == nil && len(c.Logs.Collected.Files.List) > 0 {
				return c, true
			}
		}
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			break
		}
		at += end + 1
	}
	return agentConfig{}, false
}

func (c agentConfig) files() []logFile {
	var list []logFile
	for _, f := range c.Logs.Collected.Files.List {
		stream := f.Stream
		if stream == "" {
			stream = c.Logs.Stream
		}
		if stream == "" {
			stream = instanceID
		}
		if writerOf(f.File) != nil {
			list = append(list, logFile{File: f.File, Group: f.Group, Stream: stream, Class: f.Class, Retention: f.Retention})
		}
	}
	return list
}

// scriptsKept bounds how much user data is remembered. Choice: more than an
// account has; when it is passed, reading begins anew.
const scriptsKept = 200

// filesOf is ReadUserData, remembered: the instances of a group share theirs.
func (r *Room) filesOf(userData string) []logFile {
	files, known := r.agents[userData]
	if !known {
		if len(r.agents) >= scriptsKept {
			clear(r.agents)
		}
		files = ReadUserData(userData)
		r.agents[userData] = files
	}
	return files
}

func (r *Room) instanceChanged(id string) {
	if in := r.k.World.Instances.Get(id); in != nil && len(r.filesOf(in.UserData)) > 0 {
		r.k.Wake(KindAgent, id)
	}
}

// lookAtAgent begins or ends the shipping of an instance's files: the agent
// runs from when the instance has booted until it stops.
func (r *Room) lookAtAgent(id string) {
	in := r.k.World.Instances.Get(id)
	if in == nil {
		return
	}
	runs := in.State == world.Running && !in.ReadyAt.IsZero() && !r.k.Now().Before(in.ReadyAt)
	for _, f := range r.filesOf(in.UserData) {
		group, stream := f.place(in)
		if runs {
			r.beginShipping(in, f, group, stream)
		} else {
			r.endShipping(in, group, stream)
		}
	}
}

func (r *Room) beginShipping(in *world.Instance, f logFile, group, stream string) {
	if !r.k.World.LogGroups.Has(group) {
		class := f.Class
		if class == "" {
			class = Standard
		}
		r.Create(world.LogGroup{Name: group, Class: class, Retention: max(0, f.Retention)})
	}
	r.Ensure(group, stream)
	g := r.k.World.LogGroups.Get(group)
	s := g.Streams.Get(stream)
	if s.Shipper == nil {
		s.Shipper = &world.LogShipper{Instance: in.ID, Host: hostOf(in), File: f.File, Pages: in.Server.Pages}
	}
	if s.Shipper.Instance != in.ID || s.Shipper.File != f.File {
		return // choice: of several files that go to one stream, one does
	}
	runs := &s.Shipper.Runs
	if n := len(*runs); n > 0 && (*runs)[n-1].To.IsZero() {
		return
	}
	*runs = append(r.readable(*runs), world.LogRun{Booted: in.BootedAt, From: r.k.Now()})
	r.scheduleFilters(g)
}

func (r *Room) endShipping(in *world.Instance, group, stream string) {
	g := r.k.World.LogGroups.Get(group)
	if g == nil {
		return
	}
	s := g.Streams.Get(stream)
	if s == nil || s.Shipper == nil || s.Shipper.Instance != in.ID {
		return
	}
	if n := len(s.Shipper.Runs); n > 0 && s.Shipper.Runs[n-1].To.IsZero() {
		s.Shipper.Runs[n-1].To = r.k.Now()
		r.k.WakeIn(shippedKept, KindStream, group+streamMark+stream)
	}
}

// streamMark stands between group and stream in a subject. Neither name may
// have it.
const streamMark = ":"

// lookAtStream takes a stream away that an agent wrote, when none of its lines
// can be read any more and nobody else has written to it. Choice: AWS keeps
// empty streams, but an account whose instances come and go would fill up with
// them.
func (r *Room) lookAtStream(subject string) {
	group, stream, _ := strings.Cut(subject, streamMark)
	g := r.k.World.LogGroups.Get(group)
	if g == nil {
		return
	}
	s := g.Streams.Get(stream)
	if s == nil || s.Shipper == nil {
		return
	}
	s.Shipper.Runs = r.readable(s.Shipper.Runs)
	switch {
	case len(s.Shipper.Runs) > 0: // it was started again
	case len(s.Events) > 0:
		r.k.WakeIn(shippedKept, KindStream, subject)
	default:
		g.Streams.Delete(stream)
	}
}

// readable is the runs whose lines can still be worked out, in the same list.
func (r *Room) readable(runs []world.LogRun) []world.LogRun {
	oldest := r.k.Now().Add(-shippedKept)
	return slices.DeleteFunc(runs, func(run world.LogRun) bool { return !run.To.IsZero() && !run.To.After(oldest) })
}

// place is the log group and stream that a file of an instance goes to.
func (f logFile) place(in *world.Instance) (group, stream string) {
	group = f.Group
	if group == "" {
		group = "/" + ownerOf(in) + f.File
	}
	return fill(group, in), fill(f.Stream, in)
}

// fill puts what an instance is called in the place of the words that stand
// for it.
func fill(name string, in *world.Instance) string {
	if !strings.Contains(name, "{") {
		return name
	}
	name = strings.ReplaceAll(name, instanceID, in.ID)
	for _, host := range []string{"{hostname}", "{local_hostname}"} {
		name = strings.ReplaceAll(name, host, hostOf(in))
	}
	return strings.ReplaceAll(name, "{ip_address}", in.PrivateIP)
}

// ownerOf is what a log group is named after when nobody names it.
func ownerOf(in *world.Instance) string {
	for _, key := range []string{"App", "aws:autoscaling:groupName", "Name"} {
		name := strings.Map(nameable, world.TagValue(in.Tags, key))
		if name != "" {
			return name
		}
	}
	return "ec2"
}

// nameable drops what may not be in a log group's name.
func nameable(c rune) rune {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.ContainsRune(".-_/#", c):
		return c
	case c == ' ':
		return '-'
	}
	return -1
}

func hostOf(in *world.Instance) string { return "ip-" + strings.ReplaceAll(in.PrivateIP, ".", "-") }
