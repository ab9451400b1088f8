// Package iamapi answers the IAM operations of the engine: users, groups,
// roles, policies, access keys, console passwords and instance profiles.
//
// It validates, keeps the account's records, and answers in IAM's words. Who
// may do what is judged by fake/sim/identity. It does not know federation,
// multi-factor devices, server certificates, reports or service-linked roles'
// own life cycle; passwords are taken and forgotten.
package iamapi

import (
	"fleetglass/fake/api"
	"fleetglass/fake/sim/identity"
	"fleetglass/fake/world"
)

type service struct {
	room *identity.Room
	w    *world.World // where identities are kept
}

// Register adds the IAM operations to the table.
func Register(m *api.Mux, r *identity.Room) {
	s := &service{r, r.World()}
	s.registerUsers(m)
	s.registerGroups(m)
	s.registerRoles(m)
	s.registerPolicies(m)
	s.registerAttachments(m)
	s.registerInline(m)
	s.registerKeys(m)
	s.registerLogins(m)
	s.registerProfiles(m)
	s.registerAccount(m)
	s.registerTags(m)
}
