package control

import (
	"net/http"

	"fleetglass/fake/dataplane"
)

// OpenDataPlane lets the balancers of all accounts serve real requests, once
// the plane runs. Report is told what opens and closes.
func (a *Accounts) OpenDataPlane(report func(string)) *dataplane.Plane {
	p := dataplane.New(a.engines, report)
	a.plane.Store(p)
	return p
}

// engines are the accounts as the data plane sees them.
func (a *Accounts) engines() []dataplane.Account {
	var list []dataplane.Account
	for _, one := range a.All() {
		list = append(list, dataplane.Account{Number: one.Number(), Engine: one.Engine()})
	}
	return list
}

// engineChanged says that an account has come, or has another engine.
func (a *Accounts) engineChanged() {
	if p := a.plane.Load(); p != nil {
		p.Poke()
	}
}

// dataPlane lists where the listeners of balancers listen.
func (s *server) dataPlane(http.ResponseWriter, *http.Request) (any, error) {
	p := s.accounts.plane.Load()
	if p == nil {
		return nil, refusal{http.StatusNotFound, "the balancers of this server take no requests; start it with --data-plane"}
	}
	return p.List(), nil
}
