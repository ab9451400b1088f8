package labs

import (
	"fmt"
	"slices"
	"strings"
)

// checkPort: somebody opened port 22 to the world, and it is closed again.
func checkPort(w *World, f *Findings) {
	if !w.flying(f) {
		return
	}
	e, ok := w.stranger("AuthorizeSecurityGroupIngress", false)
	if !f.Want(ok, "nobody has opened a port yet: give it some minutes") {
		return
	}
	for _, id := range w.opened(22) {
		f.Lack("%s still lets the world in on port 22", id)
	}
	g, _ := w.shop()
	for _, in := range inService(g) {
		known, ok := w.Instance(in.ID)
		if !f.Want(!ok || w.opens(known.SecurityGroupIDs, 80, ""), "port 80 of %s is closed too: the balancer needs it", in.ID) {
			break
		}
	}
	f.Seen("opened", e.ID, e.Username+" from "+e.SourceIP)
}

func rightPort(w *World) []string {
	if e, ok := w.stranger("AuthorizeSecurityGroupIngress", false); ok {
		return []string{e.SourceIP}
	}
	return nil
}

// checkSilent: the trail was stopped by the stranger, and logs again.
func checkSilent(w *World, f *Findings) {
	if !w.flying(f) {
		return
	}
	e, ok := w.stranger("StopLogging", false)
	if !f.Want(ok, "the trail has not been stopped yet: give it some minutes") {
		return
	}
	for _, t := range w.Trails() {
		f.Want(w.TrailStatus(t.ARN).Logging, "%s does not log", t.Name)
	}
	if f.Want(len(w.Trails()) > 0, "there is no trail any more") {
		f.Resource("trail", w.Trails()[0].Name, "stopped at "+minute(e.Time))
	}
}

func rightStopped(w *World) []string {
	if e, ok := w.stranger("StopLogging", false); ok {
		return []string{minute(e.Time)}
	}
	return nil
}

// checkBought: what the stranger launched was terminated, and nothing else.
func checkBought(w *World, f *Findings) {
	if !w.flying(f) {
		return
	}
	e, ok := w.stranger("RunInstances", false)
	if !f.Want(ok, "nothing was launched yet that nobody ordered: give it some minutes") {
		return
	}
	for _, in := range w.bought() {
		f.Lack("%s (%s) is %s", in.ID, in.Type, in.State)
	}
	f.Want(!slices.Contains(w.KeyPairs(), leftBehind), "the key pair %s is still there: who has it may come back", leftBehind)
	f.Seen("bought", e.ID, e.Name+" from "+e.SourceIP)
}

// rightType is what the stranger launched.
func rightType(w *World) []string {
	for _, in := range w.Instances() {
		if in.KeyName == leftBehind {
			return []string{in.Type}
		}
	}
	return nil
}

// given is the record by which a user was given a policy.
func (w *World) given(user string) (r callRecord, policy string, ok bool) {
	for _, r := range w.abroad("AttachUserPolicy") {
		if policy, mine := concerns(r, user); mine {
			return r, policy, true
		}
	}
	return callRecord{}, "", false
}

// checkRights: the contractor gave himself a policy, and it is taken from him.
func checkRights(w *World, f *Findings) {
	if !w.flying(f) {
		return
	}
	r, _, ok := w.given(contractor)
	if !f.Want(ok, "%s has no more rights than he was given: give it some minutes", contractor) {
		return
	}
	for _, arn := range w.UserPolicies(contractor) {
		f.Lack("%s still has the policy %s", contractor, policyName(arn))
	}
	_, there := w.user(contractor)
	f.Want(there, "the user %s is gone: he is to keep his job", contractor)
	f.Seen("given", r.ID, r.says())
}

func rightPolicy(w *World) []string {
	if _, policy, ok := w.given(contractor); ok {
		return []string{policyName(policy), policy}
	}
	return nil
}

// made is the record by which the stranger's own user was made.
func (w *World) made() (callRecord, bool) {
	for _, r := range w.abroad("CreateUser") {
		if _, ok := concerns(r, leftBehind); ok {
			return r, true
		}
	}
	return callRecord{}, false
}

// checkUser: the user that the stranger made is gone.
func checkUser(w *World, f *Findings) {
	if !w.flying(f) {
		return
	}
	r, ok := w.made()
	if !f.Want(ok, "nobody has made a user yet: give it some minutes") {
		return
	}
	_, there := w.user(leftBehind)
	if there {
		f.Lack("the user %s is still there%s", leftBehind, w.inTheWay())
	}
	f.Seen("made", r.ID, r.says())
}

// inTheWay is what a user has that keeps him from being deleted.
func (w *World) inTheWay() string {
	var names []string
	for _, arn := range w.UserPolicies(leftBehind) {
		names = append(names, policyName(arn))
	}
	if len(names) == 0 {
		return ""
	}
	return ", with the policy " + strings.Join(names, " and ")
}

func rightMaker(w *World) []string {
	if r, ok := w.made(); ok {
		return []string{r.who(), r.ARN}
	}
	return nil
}

// checkKey: the lost access key is out of use.
func checkKey(w *World, f *Findings) {
	if !w.flying(f) {
		return
	}
	lost := w.lostKey()
	if !f.Want(lost != "", "the stranger has not come yet: give it some minutes") {
		return
	}
	for _, name := range []string{"UpdateAccessKey", "DeleteAccessKey"} {
		for _, r := range slices.Backward(w.abroad(name)) {
			if strings.Contains(r.Text, lost) && r.ErrorCode == "" {
				if f.Want(name == "DeleteAccessKey" || strings.Contains(r.Text, "Inactive"), "%s was made active again", lost) {
					f.Seen("key", lost, r.says())
				}
				return
			}
		}
	}
	f.Lack("nothing was done about the access key %s yet, or CloudTrail has not delivered it: that takes about five minutes, and a trail that logs", lost)
}

// lostKey is the access key that the stranger uses.
func (w *World) lostKey() string {
	for _, e := range w.strangers() {
		if e.AccessKeyID != "" {
			return e.AccessKeyID
		}
	}
	return ""
}

func rightKey(w *World) []string {
	if key := w.lostKey(); key != "" {
		return []string{key}
	}
	return nil
}

// flightFacts are what the commands of the puzzles name.
func flightFacts() []Fact {
	bought := func(n int) func(*World) string {
		return func(w *World) string {
			if all := w.bought(); n < len(all) {
				return all[n].ID
			}
			return ""
		}
	}
	return []Fact{
		{"more", "one more than the desired capacity of the shop", func(w *World) string {
			g, ok := w.shop()
			if !ok {
				return ""
			}
			return fmt.Sprint(g.Limits.Desired + 1)
		}},
		{"targets", "ARN of the shop's target group", func(w *World) string { return w.shopTargetGroup().ARN }},
		{"listener", "ARN of the shop's listener", func(w *World) string { return w.shopListener().ARN }},
		{"rule", "ARN of the rule that answers by itself", func(w *World) string { r, _, _ := w.blocker(); return r.ARN }},
		{"opened", "id of the security group that was opened", func(w *World) string { return slices.Concat(w.opened(22), []string{""})[0] }},
		{"trail", "name of the trail", func(w *World) string {
			for _, t := range w.Trails() {
				return t.Name
			}
			return ""
		}},
		{"bought-0", "id of an instance that nobody ordered", bought(0)},
		{"bought-1", "id of the other instance that nobody ordered", bought(1)},
		{"left-key", "id of the access key of the stranger's own user", func(w *World) string {
			for _, r := range w.abroad("CreateAccessKey") {
				if _, ok := concerns(r, leftBehind); ok {
					return keyOf(r)
				}
			}
			return ""
		}},
		{"lost-key", "id of the access key that the stranger uses", (*World).lostKey},
	}
}
