package scaling

import (
	"slices"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/fake/world"
)

// Resume switches processes of a group on again, all of them when none is
// named. What was missed meanwhile shows in the state of the group and its
// members, so all of them are looked at; but members that were not added to
// target groups are not added now (AS/as-suspend-resume-processes).
func (r *Room) Resume(group string, processes []string) error {
	g, names, err := r.processes(group, processes)
	if err != nil {
		return err
	}
	g.Suspended = slices.DeleteFunc(g.Suspended, func(s world.Suspension) bool { return slices.Contains(names, s.Process) })
	for i := range g.Members {
		r.wakeMember(g.Name, g.Members[i].Instance)
	}
	r.wakeGroup(g)
	return nil
}

func (r *Room) processes(group string, names []string) (*world.Group, []string, error) {
	g, err := r.group(group)
	if err != nil {
		return nil, nil, err
	}
	if err := lifecycle.ValidateProcesses(names); err != nil {
		return nil, nil, refused(err)
	}
	if len(names) > 0 {
		return g, names, nil
	}
	for _, p := range lifecycle.Processes() {
		names = append(names, p.Name)
	}
	return g, names, nil
}
