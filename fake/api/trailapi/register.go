// Package trailapi answers CloudTrail: the event history of the calls that the
// engine has recorded, and trails, which deliver them.
//
// It does not record calls: the engine's call wrapper does, and the account's
// own services do through the kernel. Data events, insights, Lake, channels
// and trails of organizations are not there; asking for them is refused.
package trailapi

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/audit"
	"fleetglass/fake/world"
)

// Register adds the CloudTrail operations to the table.
func Register(m *api.Mux, k *sim.Kernel, a *audit.Room) {
	s := service{k.World, a}
	api.Handle(m, s.lookupEvents)
	api.Handle(m, s.createTrail)
	api.Handle(m, s.updateTrail)
	api.Handle(m, s.deleteTrail)
	api.Handle(m, s.describeTrails)
	api.Handle(m, s.getTrail)
	api.Handle(m, s.listTrails)
	api.Handle(m, s.getTrailStatus)
	api.Handle(m, s.startLogging)
	api.Handle(m, s.stopLogging)
	api.Handle(m, s.putEventSelectors)
	api.Handle(m, s.getEventSelectors)
	api.Handle(m, s.addTags)
	api.Handle(m, s.removeTags)
	api.Handle(m, s.listTags)
	api.Handle(m, s.listPublicKeys)
}

type service struct {
	w *world.World
	a *audit.Room
}

// unsupported is CloudTrail's refusal of what it does not do in a place: here,
// of what the engine does not do.
func unsupported(format string, args ...any) error {
	return awserr.New("UnsupportedOperationException", format, args...)
}

// listPublicKeys: digest files, which the keys would sign, are not written.
func (s service) listPublicKeys(context.Context, *cloudtrail.ListPublicKeysInput) (*cloudtrail.ListPublicKeysOutput, error) {
	return nil, unsupported("No digest files are delivered here, so there are no public keys to validate them with.")
}

func given(s *string) string { return aws.ToString(s) }
