package balancing

import (
	"slices"
	"strconv"

	"fleetglass/fake/world"
)

// subjectOf names a target for appointments and watchers.
func subjectOf(targetGroup string, t *world.Target) string {
	return targetGroup + "|" + t.ID + "|" + strconv.Itoa(t.Port)
}

// find is the target that a subject names; nil when it is gone. The pointer
// is into the group's list: it is good until a target comes or goes.
func (r *Room) find(subject string) (*world.TargetGroup, *world.Target) {
	rest, port := lastPart(subject)
	arn, id := lastPart(rest)
	n, err := strconv.Atoi(port)
	tg := r.k.World.TargetGroups.Get(arn)
	if tg == nil || err != nil {
		return nil, nil
	}
	return tg, r.target(tg, id, n)
}

func (r *Room) target(tg *world.TargetGroup, id string, port int) *world.Target {
	for _, i := range r.at(tg, id) {
		if tg.Targets[i].Port == port {
			return &tg.Targets[i]
		}
	}
	return nil
}

// at is where the targets with an id are in a group's list.
func (r *Room) at(tg *world.TargetGroup, id string) []int {
	if tg == nil {
		return nil
	}
	index, ok := r.positions[tg.ARN]
	if !ok {
		index = map[string][]int{}
		for i := range tg.Targets {
			index[tg.Targets[i].ID] = append(index[tg.Targets[i].ID], i)
		}
		if r.positions == nil {
			r.positions = map[string]map[string][]int{}
		}
		r.positions[tg.ARN] = index
	}
	return index[id]
}

func (r *Room) targetGroupsOf(id string) []string {
	if r.groupsOf == nil {
		r.groupsOf = map[string][]string{}
		for arn, tg := range r.k.World.TargetGroups.All() {
			for i := range tg.Targets {
				r.addGroupOf(tg.Targets[i].ID, arn)
			}
		}
	}
	return r.groupsOf[id]
}

func (r *Room) addGroupOf(id, arn string) {
	if !slices.Contains(r.groupsOf[id], arn) {
		r.groupsOf[id] = append(r.groupsOf[id], arn)
	}
}

func (r *Room) add(tg *world.TargetGroup, t world.Target) *world.Target {
	r.at(tg, t.ID)
	r.targetGroupsOf(t.ID)
	tg.Targets = append(tg.Targets, t)
	r.positions[tg.ARN][t.ID] = append(r.positions[tg.ARN][t.ID], len(tg.Targets)-1)
	r.addGroupOf(t.ID, tg.ARN)
	return &tg.Targets[len(tg.Targets)-1]
}

// remove takes a target out of its group and tells its watchers.
func (r *Room) remove(tg *world.TargetGroup, t *world.Target) {
	subject, id := subjectOf(tg.ARN, t), t.ID
	at := slices.IndexFunc(tg.Targets, func(v world.Target) bool { return v.ID == t.ID && v.Port == t.Port })
	tg.Targets = slices.Delete(tg.Targets, at, at+1)
	delete(r.positions, tg.ARN)
	if len(r.at(tg, id)) == 0 && r.groupsOf != nil {
		r.groupsOf[id] = slices.DeleteFunc(r.groupsOf[id], func(arn string) bool { return arn == tg.ARN })
		if len(r.groupsOf[id]) == 0 {
			delete(r.groupsOf, id)
		}
	}
	r.noteGone(tg.ARN, subject)
	r.count(tg)
	r.k.Changed(KindTarget, subject)
}
