package labs

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"

	"fleetglass/awsclient"
)

// Which instance an activity is about, and where, is told in its text only.
func instanceIn() *regexp.Regexp { return regexp.MustCompile(`\bi-[0-9a-f]+\b`) }
func zoneIn() *regexp.Regexp     { return regexp.MustCompile(`"Availability Zone":"([^"]+)"`) }

// subjectOf is the instance that an activity launched or terminated.
func subjectOf(a Activity) string { return instanceIn().FindString(a.Description) }

// zoneOf is the zone of an activity's instance.
func zoneOf(a Activity) string {
	if m := zoneIn().FindStringSubmatch(a.Details); m != nil {
		return m[1]
	}
	return ""
}

func launches(a Activity) bool   { return strings.HasPrefix(a.Description, "Launching") }
func terminates(a Activity) bool { return strings.HasPrefix(a.Description, "Terminating") }

// caused are the activities of a group whose cause has some words in it,
// oldest first.
func (w *World) caused(group string, words ...string) []Activity {
	var found []Activity
	for _, a := range slices.Backward(w.Activities(group)) {
		if !slices.ContainsFunc(words, func(s string) bool { return !strings.Contains(a.Cause, s) }) {
			found = append(found, a)
		}
	}
	return found
}

// member is an instance of a group as its history tells of it.
type member struct {
	id, zone string
	from, to time.Time // to is zero while it is there
}

// members are the instances that a group ever launched, the oldest first.
func (w *World) members(group string) []member {
	var all []member
	for _, a := range slices.Backward(w.Activities(group)) {
		id := subjectOf(a)
		switch {
		case id == "":
		case launches(a) && a.StatusCode != "Failed" && a.StatusCode != "Cancelled":
			all = append(all, member{id: id, zone: zoneOf(a), from: a.Start})
		case terminates(a):
			for i := range all {
				if all[i].id == id {
					all[i].to = a.Start
				}
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].from.Before(all[j].from) })
	return all
}

// olderThan is a member of the same zone that was older than another when that
// one went, and stayed.
func olderThan(all []member, gone member) (member, bool) {
	for _, m := range all {
		stayed := m.to.IsZero() || m.to.After(gone.to.Add(time.Minute))
		if m.id != gone.id && m.zone == gone.zone && m.from.Before(gone.from) && stayed {
			return m, true
		}
	}
	return member{}, false
}

// inService are the instances of a group that serve.
func inService(g awsclient.Group) []awsclient.GroupInstance {
	var all []awsclient.GroupInstance
	for _, in := range g.Instances {
		if in.Lifecycle == "InService" {
			all = append(all, in)
		}
	}
	return all
}

// zonesOf are the zones of instances, each once, sorted.
func zonesOf(all []awsclient.GroupInstance) []string {
	var zones []string
	for _, in := range all {
		zones = append(zones, in.Zone)
	}
	slices.Sort(zones)
	return slices.Compact(zones)
}
