package balancing

import (
	"cmp"
	"strings"

	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// Asked is a page that visitors ask for, and how often beside others.
type Asked struct {
	Path   string
	Weight float64
}

// Answers is what a target's server answers to those who come to it.
type Answers struct {
	// Code is compute.AnswersWell for a server that serves its pages, or else
	// what all of them get, as compute.Reply has it: the HTTP code of a fault,
	// compute.Refuses or compute.DoesNotReply.
	Code int
	// The parts, 0 to 1, that ask for what is answered with a client's error,
	// such as a page that the server does not have, and with a server's.
	Of4xx, Of5xx float64
}

// AnswersTo is what a server answers that serves its pages. The front page
// stands for all when nothing is known of what is asked for.
func AnswersTo(asked []Asked, s world.Server) Answers {
	if len(asked) == 0 {
		asked = []Asked{{"/", 1}}
	}
	a, whole := Answers{Code: compute.AnswersWell}, 0.0
	for _, p := range asked {
		whole += p.Weight
		switch code := compute.Page(s, p.Path); {
		case code >= 500:
			a.Of5xx += p.Weight
		case code >= 400:
			a.Of4xx += p.Weight
		}
	}
	if whole > 0 {
		a.Of4xx, a.Of5xx = a.Of4xx/whole, a.Of5xx/whole
	}
	return a
}

// AnswersFrom reads the values of a step of Metrics.Load.
func AnswersFrom(v []float64) Answers {
	a := Answers{Code: int(v[1])}
	if len(v) > 3 {
		a.Of4xx, a.Of5xx = v[2], v[3]
	}
	return a
}

// values are a step of Metrics.Load. The parts are left out where there are
// none, which is nearly everywhere.
func (a Answers) values(s Standing) []float64 {
	if a.Of4xx == 0 && a.Of5xx == 0 {
		return []float64{float64(s), float64(a.Code)}
	}
	return []float64{float64(s), float64(a.Code), a.Of4xx, a.Of5xx}
}

// answersOf is what a target answers to its balancer's visitors. Of one that
// speaks no HTTP they want a connection and no more.
func (r *Room) answersOf(tg *world.TargetGroup, t *world.Target) Answers {
	code := r.answers(tg, t, t.Port, "")
	if code != compute.AnswersWell || !strings.HasPrefix(tg.Protocol, "HTTP") {
		return Answers{Code: code}
	}
	return AnswersTo(r.askedOf(tg.ARN), r.instance(tg, t).Server)
}

// askedOf is what the rules of now send to a target group. Workloads weigh by
// their base (choice: their demand changes by the minute).
func (r *Room) askedOf(targetGroup string) []Asked {
	if r.asked == nil {
		r.asked = map[string][]Asked{}
		for _, w := range r.k.World.Workloads.All() {
			r.gatherAsked(w)
		}
	}
	return r.asked[targetGroup]
}

func (r *Room) gatherAsked(w *world.Workload) {
	b := r.k.World.LoadBalancers.Get(w.Balancer)
	if b == nil {
		return
	}
	mix := r.mix(w, b)
	whole := 0.0
	for _, m := range mix {
		whole += m.Share
	}
	for _, m := range mix {
		l := r.listener(b.ARN, m)
		if l == nil || whole <= 0 {
			continue
		}
		req, shares := requestOf(m, b), &shareList{}
		r.routeOne(l, req, w.Base*m.Share/whole, shares)
		for _, s := range shares.list {
			if s.to == RuleEvaluations {
				continue
			}
			r.asked[s.to] = append(r.asked[s.to], Asked{cmp.Or(req.Path, "/"), s.share})
		}
	}
}

// noteAnswers writes what the targets of the pools answer to what they are
// asked now.
func (r *Room) noteAnswers(to *shareList) {
	for _, s := range to.list {
		tg := r.k.World.TargetGroups.Get(s.to)
		if tg == nil {
			continue
		}
		for i := range tg.Targets {
			r.noteTarget(tg, &tg.Targets[i])
		}
	}
}
