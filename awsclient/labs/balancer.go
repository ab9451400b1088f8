package labs

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"fleetglass/awsclient"
)

// How many instances are looked at for the student's servers: their user data
// costs a call each. Choice.
const serversLooked = 40

// webServers are instances that a person launched with user data which starts a
// web server, the newest first.
func (w *World) webServers() []awsclient.Instance {
	var all, servers []awsclient.Instance
	for _, in := range w.Instances() {
		if in.Group == "" && in.State != "terminated" && in.State != "shutting-down" && in.SpotRequest == "" {
			all = append(all, in)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[j].Launched.Before(all[i].Launched) })
	for _, in := range all[:min(len(all), serversLooked)] {
		if startsWebServer(w.UserData(in.ID)) {
			servers = append(servers, in)
		}
	}
	return servers
}

// startsWebServer tells whether user data looks as if it started one.
func startsWebServer(userData string) bool {
	return slices.ContainsFunc([]string{"httpd", "nginx", "apache2", "http.server"}, func(s string) bool { return strings.Contains(userData, s) })
}

// page is the path of the nth server of the demo: "/webserver0/".
func page(n int) string { return fmt.Sprintf("/webserver%d/", n) }

// server is the web server whose user data writes the nth page, and no other.
func (w *World) server(n int) (awsclient.Instance, bool) {
	for _, in := range w.webServers() {
		text := w.UserData(in.ID)
		if strings.Contains(text, strings.Trim(page(n), "/")) && !strings.Contains(text, strings.Trim(page(1-n), "/")) {
			return in, true
		}
	}
	return awsclient.Instance{}, false
}

// pair is both servers; what is missing of them is said.
func (w *World) pair(f *Findings) (pair [2]awsclient.Instance, ok bool) {
	ok = true
	for n := range pair {
		in, found := w.server(n)
		if !f.Want(found, "no instance serves %s: its user data must start a web server and write that page, and only that", page(n)) {
			ok = false
		}
		pair[n] = in
	}
	return pair, ok
}

// opens tells whether security groups let TCP in on a port, from a source; ""
// is any source.
func (w *World) opens(groups []string, port int, source string) bool {
	for _, g := range w.SecurityGroups() {
		if !slices.Contains(groups, g.ID) {
			continue
		}
		for _, p := range g.Ingress {
			covers := p.Protocol == "-1" || p.Protocol == "tcp" && (p.FromPort == -1 || p.FromPort <= port && port <= p.ToPort)
			if covers && (source == "" || slices.Contains(p.Sources, source)) {
				return true
			}
		}
	}
	return false
}

// checkServers: two web servers run in two zones, and can be asked.
func checkServers(w *World, f *Findings) {
	pair, ok := w.pair(f)
	for n, in := range pair {
		if in.ID == "" {
			continue
		}
		f.Want(in.State == "running", "server %d (%s) is %s", n, in.ID, in.State)
		f.Want(w.opens(in.SecurityGroupIDs, 80, ""), "no security group of server %d (%s) opens port 80", n, in.ID)
		f.Resource(fmt.Sprintf("server-%d", n), in.ID, fmt.Sprintf("serves %s in %s", page(n), in.Zone))
	}
	f.Want(!ok || pair[0].Zone != pair[1].Zone, "both servers are in %s: put one of them in another zone", pair[0].Zone)
}

// classic is the student's Classic balancer: of all the one with most of his
// servers, else the newest.
func (w *World) classic() (awsclient.ClassicBalancer, bool) {
	all := slices.Clone(w.ClassicBalancers())
	if len(all) == 0 {
		return awsclient.ClassicBalancer{}, false
	}
	sort.SliceStable(all, func(i, j int) bool {
		if n, m := w.ownServers(all[i].Instances), w.ownServers(all[j].Instances); n != m {
			return n > m
		}
		return all[i].Created.After(all[j].Created)
	})
	return all[0], true
}

// ownServers counts the student's servers among instances.
func (w *World) ownServers(ids []string) (n int) {
	for i := range 2 {
		if in, ok := w.server(i); ok && slices.Contains(ids, in.ID) {
			n++
		}
	}
	return n
}

// checkClassic: a Classic balancer stands in two zones before both servers.
func checkClassic(w *World, f *Findings) {
	pair, ok := w.pair(f)
	if !ok {
		return
	}
	b, ok := w.classic()
	if !f.Want(ok, "there is no Classic load balancer") {
		return
	}
	listens := slices.ContainsFunc(b.Listeners, func(l awsclient.ClassicListener) bool {
		return l.Protocol == "HTTP" && l.Port == 80 && l.InstancePort == 80
	})
	f.Want(listens, "%s has no listener that takes HTTP on port 80 to port 80 of its instances", b.Name)
	f.Want(len(b.Zones) >= 2, "%s stands only in %s: give it a subnet in a second zone", b.Name, strings.Join(b.Zones, ", "))
	f.Want(strings.HasPrefix(b.Check.Target, "HTTP:80/"), "%s checks %s: let it ask for a page on port 80, such as HTTP:80/", b.Name, b.Check.Target)
	f.Want(w.opens(b.SecurityGroups, 80, "0.0.0.0/0"), "no security group of %s lets the world in on port 80", b.Name)
	var without []string
	for n, in := range pair {
		if !slices.Contains(b.Instances, in.ID) {
			without = append(without, fmt.Sprintf("server %d (%s) is not", n, in.ID))
		}
	}
	f.Want(len(without) == 0, "%s of your two servers is registered with %s: %s", []string{"each", "only one", "neither"}[len(without)], b.Name, strings.Join(without, ", "))
	f.Resource("balancer", b.Name, "HTTP on port 80, in "+strings.Join(b.Zones, " and "))
}

// checkClassicServes: the Classic balancer finds both servers in service.
func checkClassicServes(w *World, f *Findings) {
	pair, ok := w.pair(f)
	if !ok {
		return
	}
	b, ok := w.classic()
	if !f.Want(ok, "there is no Classic load balancer") {
		return
	}
	for n, in := range pair {
		h, known := w.classicHealthOf(b.Name, in.ID)
		switch {
		case !known:
			f.Lack("server %d (%s) is not registered with %s", n, in.ID, b.Name)
		case h.State != "InService":
			f.Lack("server %d (%s) is %s: %s", n, in.ID, h.State, cmp.Or(h.Description, "no reason is given"))
		}
	}
	f.Resource("balancer", b.Name, "both servers are InService")
}

func (w *World) classicHealthOf(balancer, id string) (awsclient.ClassicHealth, bool) {
	for _, h := range w.ClassicHealth(balancer) {
		if h.ID == id {
			return h, true
		}
	}
	return awsclient.ClassicHealth{}, false
}

// count is a number with its noun, small ones as words: "one server".
func count(n int, one, many string) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six"}
	said := fmt.Sprint(n)
	if n < len(words) {
		said = words[n]
	}
	if n == 1 {
		return said + " " + one
	}
	return said + " " + many
}
