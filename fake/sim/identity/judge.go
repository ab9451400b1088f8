package identity

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/policy"
	"fleetglass/fake/world"
)

// Question is what a caller wants to do, and how he comes.
type Question struct {
	Who       *world.Principal
	Action    string
	Resources []string // ARNs, all of which must be allowed; none means "*"
	SourceIP  string
	UserAgent string
	Region    string
	Policy    string         // of the resource itself, such as a bucket's; "" for none
	Keys      policy.Context // what condition keys of a single service say
}

// Verdict is the answer to a Question.
type Verdict struct {
	Decision Decision
	Resource string // the first that is denied, "*" or "" when none is named
	By       string // what denies or fails to allow: "identity-based policy", "permissions boundary", "session policy", "resource-based policy"
}

// What a denial names as its cause.
const (
	byIdentity = "identity-based policy"
	byBoundary = "permissions boundary"
	bySession  = "session policy"
	byResource = "resource-based policy"
)

// Allows tells what a caller's policies say of an action on a resource, "*"
// for one that has none.
func (r *Room) Allows(who *world.Principal, action, resource string) Decision {
	return r.Judge(Question{Who: who, Action: action, Resources: []string{resource}, Region: r.k.World.Region}).Decision
}

// Judge answers a question. The root may do everything that a resource's own
// policy does not deny him; whoever is not in the account any more, nothing.
func (r *Room) Judge(q Question) Verdict {
	layers, tags := r.layersOf(q.Who)
	ctx := r.context(q, tags)
	resources := q.Resources
	if len(resources) == 0 {
		resources = []string{"*"}
	}
	for _, resource := range resources {
		request := policy.Request{Action: q.Action, Resource: resource, Context: ctx}
		v := Verdict{Decision: policy.Allowed}
		if q.Who.Type != "Root" {
			v = judge(layers, request)
		}
		if q.Policy != "" {
			v = r.withResource(v, q, request)
		}
		if v.Decision != policy.Allowed {
			v.Resource = resource
			return v
		}
	}
	return Verdict{Decision: policy.Allowed}
}

// withResource is a verdict together with the policy of the resource. It lets
// in whom his own policies say nothing of; when it names him, it does not
// matter that his boundary or his session does not
// (IAM/reference_policies_evaluation-logic).
func (r *Room) withResource(own Verdict, q Question, request policy.Request) Verdict {
	decision, byName := r.once(text{policy.Resource, q.Policy}).DecideFor(r.callerOf(q.Who), request)
	switch {
	case own.Decision == policy.Explicit:
		return own
	case decision == policy.Explicit:
		return Verdict{Decision: policy.Explicit, By: byResource}
	case decision == policy.Allowed && (byName || own.By == byIdentity):
		return Verdict{Decision: policy.Allowed}
	}
	return own
}

// layer is policies that together must allow a request.
type layer struct {
	by        string
	documents []*policy.Document
}

// judge wants every layer to allow. A Deny in any of them comes first.
func judge(layers []layer, request policy.Request) Verdict {
	silent := ""
	for _, l := range layers {
		switch policy.Decide(l.documents, request) {
		case policy.Explicit:
			return Verdict{Decision: policy.Explicit, By: l.by}
		case policy.Implicit:
			if silent == "" {
				silent = l.by
			}
		}
	}
	if silent != "" {
		return Verdict{Decision: policy.Implicit, By: silent}
	}
	return Verdict{Decision: policy.Allowed}
}

// layersOf are a caller's policies, and the tags that conditions may ask for.
func (r *Room) layersOf(who *world.Principal) ([]layer, []world.Tag) {
	own, boundary, tags := layer{by: byIdentity}, "", []world.Tag(nil)
	if user := r.w.Users.Get(who.User); who.Role == "" && user != nil {
		own.documents, boundary, tags = r.documentsOfUser(user), user.Boundary, user.Tags
	} else if role := r.w.Roles.Get(who.Role); role != nil {
		own.documents, boundary, tags = r.documents(nil, &role.Permissions), role.Boundary, role.Tags
	}
	layers := []layer{own}
	if boundary != "" {
		layers = append(layers, layer{byBoundary, []*policy.Document{r.managed(boundary)}})
	}
	if who.Policy != "" {
		layers = append(layers, layer{bySession, []*policy.Document{r.parse(who.Policy)}})
	}
	return layers, tags
}

func (r *Room) documentsOfUser(user *world.User) []*policy.Document {
	all := r.documents(nil, &user.Permissions)
	for _, name := range user.Groups {
		if g := r.w.UserGroups.Get(name); g != nil {
			all = r.documents(all, &g.Permissions)
		}
	}
	return all
}

func (r *Room) documents(to []*policy.Document, p *world.Permissions) []*policy.Document {
	for _, arn := range p.Attached {
		to = append(to, r.managed(arn))
	}
	for _, inline := range p.Inline {
		to = append(to, r.parse(inline.Document))
	}
	return to
}

func (r *Room) managed(arn string) *policy.Document {
	if p := r.Policy(arn); p != nil {
		return r.parse(p.InForce())
	}
	return nil
}

// readDocuments bounds how many documents are kept read. Choice: more than an
// account has; when it is passed, reading begins anew.
const readDocuments = 1000

// text is a document as it stands in the account, and what it is read as.
type text struct {
	as       policy.Purpose
	document string
}

// parse reads a policy of the account, once. One that cannot be read, which no
// call lets in, says nothing.
func (r *Room) parse(document string) *policy.Document {
	return r.once(text{policy.Identity, document})
}

// trust reads who may assume a role, nil when it cannot be read.
func (r *Room) trust(role *world.Role) *policy.Document {
	return r.once(text{policy.Trust, role.Trust})
}

func (r *Room) once(t text) *policy.Document {
	if d, known := r.read[t]; known {
		return d
	}
	if len(r.read) >= readDocuments {
		clear(r.read)
	}
	d, err := policy.Parse(t.document, t.as)
	if err != nil {
		d = nil
	}
	r.read[t] = d
	return d
}

// context is what the global condition keys say of a request
// (IAM/reference_policies_condition-keys). Keys of a single service, which
// depend on what its request says, are not known.
func (r *Room) context(q Question, tags []world.Tag) policy.Context {
	now := r.k.World.Now
	ctx := policy.Context{
		"aws:principalarn":     {q.Who.ARN},
		"aws:principalaccount": {r.w.Account},
		"aws:userid":           {q.Who.ID},
		"aws:currenttime":      {now.UTC().Format(time.RFC3339)},
		"aws:epochtime":        {strconv.FormatInt(now.Unix(), 10)},
		"aws:requestedregion":  {q.Region},
		"aws:securetransport":  {"true"},
	}
	if role := r.w.Roles.Get(q.Who.Role); role != nil {
		ctx["aws:principalarn"] = []string{role.ARN} // of a session: the role's
		ctx["aws:principaltype"] = []string{"AssumedRole"}
	} else {
		ctx["aws:username"], ctx["aws:principaltype"] = []string{q.Who.User}, []string{"User"}
	}
	if !q.Who.Expires.IsZero() { // a lasting key does not have this one
		ctx["aws:multifactorauthpresent"] = []string{strconv.FormatBool(q.Who.MFA)}
	}
	if q.SourceIP != "" {
		ctx["aws:sourceip"] = []string{q.SourceIP}
	}
	if q.UserAgent != "" {
		ctx["aws:useragent"] = []string{q.UserAgent}
	}
	for key, values := range q.Keys {
		ctx[strings.ToLower(key)] = values
	}
	for _, t := range tags {
		ctx["aws:principaltag/"+strings.ToLower(t.Key)] = []string{t.Value}
	}
	return ctx
}

// MayAssume tells whether a caller may assume a role: the role's trust must
// have him in it, and if it has not by his own name but as one of his
// account, his own policies must allow it too.
func (r *Room) MayAssume(q Question, role *world.Role) bool {
	q.Action, q.Resources = "sts:AssumeRole", []string{role.ARN}
	trust := r.trust(role)
	if trust == nil {
		return false
	}
	layers, tags := r.layersOf(q.Who)
	request := policy.Request{Action: q.Action, Resource: role.ARN, Context: r.context(q, tags)}
	trusted, byName := trust.DecideFor(r.callerOf(q.Who), request)
	if trusted != policy.Allowed {
		return false
	}
	if q.Who.Type == "Root" {
		return false // "Roles may not be assumed by root accounts."
	}
	own := judge(layers, request)
	return own.Decision == policy.Allowed || byName && own.Decision == policy.Implicit && own.By == byIdentity
}

// Trusts tells whether a role lets a service of AWS assume it.
func (r *Room) Trusts(role *world.Role, service string) bool {
	trust := r.trust(role)
	if trust == nil {
		return false
	}
	d, _ := trust.DecideFor(policy.Caller{Service: service}, policy.Request{Action: "sts:AssumeRole", Resource: role.ARN})
	return d == policy.Allowed
}

// RoleAllows tells whether a role's own policies allow an action, as a service
// that has assumed it asks.
func (r *Room) RoleAllows(role *world.Role, action, resource string) bool {
	request := policy.Request{Action: action, Resource: resource, Context: policy.Context{}}
	return policy.Decide(r.documents(nil, &role.Permissions), request) == policy.Allowed
}

func (r *Room) callerOf(who *world.Principal) policy.Caller {
	c := policy.Caller{Account: r.w.Account, ARNs: []string{who.ARN}}
	if role := r.w.Roles.Get(who.Role); role != nil {
		c.ARNs = append(c.ARNs, role.ARN)
	}
	return c
}

// Simulate is the verdict on one action and resource for the policies of a
// user, group or role, and of more documents beside them.
func (r *Room) Simulate(who *world.Principal, more []string, action, resource string, extra policy.Context) Decision {
	q := Question{Who: who, Region: r.k.World.Region}
	layers, tags := r.layersOf(who)
	for _, document := range more {
		layers[0].documents = append(slices.Clip(layers[0].documents), r.parse(document))
	}
	ctx := r.context(q, tags)
	for key, values := range extra {
		ctx[strings.ToLower(key)] = values
	}
	return judge(layers, policy.Request{Action: action, Resource: resource, Context: ctx}).Decision
}
