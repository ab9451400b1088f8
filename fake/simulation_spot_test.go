package fake

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/world"
)

// spotOperations are what users of Spot do, and what the market does to them.
func (s *simulation) spotOperations() []func() (string, error) {
	return []func() (string, error){s.requestSpot, s.cancelSpot, s.moveMarket, s.interrupt}
}

// requestSpot asks for a few instances, while there are few requests.
func (s *simulation) requestSpot() (string, error) {
	w := s.world()
	subnet, image := anyOf(s, &w.Subnets), anyOf(s, &w.Images)
	if subnet == nil || image == nil || w.SpotRequests.Len() > 30 {
		return "", nil
	}
	in := &ec2.RequestSpotInstancesInput{InstanceCount: aws.Int32(int32(1 + s.random.IntN(3))),
		LaunchSpecification: &ec2types.RequestSpotLaunchSpecification{ImageId: aws.String(image.ID), InstanceType: ec2types.InstanceTypeC5Large, SubnetId: aws.String(subnet.ID)}}
	if s.coin() {
		in.Type = ec2types.SpotInstanceTypePersistent
		if s.coin() {
			in.InstanceInterruptionBehavior = ec2types.InstanceInterruptionBehaviorStop
		}
	}
	if s.coin() {
		in.SpotPrice = aws.String(fmt.Sprintf("%.4f", 0.02+0.06*s.random.Float64()))
	}
	if s.random.IntN(4) == 0 {
		in.LaunchGroup, in.AvailabilityZoneGroup = aws.String("together"), aws.String("near")
	}
	if s.random.IntN(4) == 0 {
		in.ValidFrom, in.ValidUntil = aws.Time(s.e.Now().Add(10*time.Minute)), aws.Time(s.e.Now().Add(time.Hour))
	}
	return do[ec2.RequestSpotInstancesOutput](s, "request spot", in)
}

func (s *simulation) cancelSpot() (string, error) {
	q := anyOf(s, &s.world().SpotRequests)
	if q == nil || s.coin() {
		return "", nil
	}
	return do[ec2.CancelSpotInstanceRequestsOutput](s, "cancel "+q.ID, &ec2.CancelSpotInstanceRequestsInput{SpotInstanceRequestIds: []string{q.ID}})
}

// moveMarket changes a price or a capacity for a while.
func (s *simulation) moveMarket() (string, error) {
	lasts := time.Duration(1+s.random.IntN(90)) * time.Minute
	zone := ""
	if subnet := anyOf(s, &s.world().Subnets); subnet != nil && s.coin() {
		zone = subnet.Zone
	}
	p := s.e.home()
	if s.coin() {
		price := 0.01 + 0.09*s.random.Float64()
		p.spot.SetPrice("c5.large", zone, price, lasts)
		return fmt.Sprintf("spot price %.4f %s for %s", price, zone, lasts), nil
	}
	n := s.random.IntN(4)
	p.spot.SetCapacity("c5.large", zone, n, lasts)
	return fmt.Sprintf("spot capacity %d %s for %s", n, zone, lasts), nil
}

// interrupt takes an instance back, or warns it, or lets its user act on it.
func (s *simulation) interrupt() (string, error) {
	i := anyOf(s, &s.world().SpotInstances)
	if i == nil {
		return "", nil
	}
	ids := []string{i.Instance}
	switch in := s.world().Instances.Get(i.Instance); s.random.IntN(5) {
	case 0:
		return "interrupt " + i.Instance, s.e.home().spot.Interrupt(i.Instance)
	case 1:
		return "rebalance " + i.Instance, s.e.home().spot.Rebalance(i.Instance)
	case 2:
		return do[ec2.TerminateInstancesOutput](s, "terminate "+i.Instance, &ec2.TerminateInstancesInput{InstanceIds: ids})
	default:
		if in.State == world.Stopped {
			return do[ec2.StartInstancesOutput](s, "start "+i.Instance, &ec2.StartInstancesInput{InstanceIds: ids})
		}
		return do[ec2.StopInstancesOutput](s, "stop "+i.Instance, &ec2.StopInstancesInput{InstanceIds: ids})
	}
}
