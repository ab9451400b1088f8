package ec2api

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/world"
)

// spotLaunch is the launch of an order on the Spot market: of as many as there
// is room for, but no fewer than low. It refuses terms that are wrong; what
// the market says shows when it is launched.
func (s *service) spotLaunch(order compute.Order, low int) (func() ([]*world.Instance, error), error) {
	o := spot.Order{Order: order, RequestTags: order.Settings.SpotTags}
	if err := s.spot.Check(o); err != nil {
		return nil, err
	}
	if len(s.room.LaunchedBy(order.ClientToken)) == 0 {
		o.Count = max(low, min(o.Count, s.spot.RoomFor(o)))
	}
	return func() ([]*world.Instance, error) { return s.spot.Launch(o) }, nil
}

// spotOptionsView shows the market options of a launch template, nil when all
// are left as they are.
func spotOptionsView(v world.LaunchSettings) *types.LaunchTemplateSpotMarketOptions {
	if v.SpotPrice == "" && v.SpotType == "" && v.SpotInterruption == "" && v.SpotValidUntil.IsZero() {
		return nil
	}
	o := &types.LaunchTemplateSpotMarketOptions{
		MaxPrice: api.NonZero(v.SpotPrice), SpotInstanceType: types.SpotInstanceType(v.SpotType),
		InstanceInterruptionBehavior: types.InstanceInterruptionBehavior(v.SpotInterruption),
	}
	if !v.SpotValidUntil.IsZero() {
		o.ValidUntil = aws.Time(v.SpotValidUntil)
	}
	return o
}
