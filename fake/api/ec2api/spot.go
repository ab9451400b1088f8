package ec2api

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/world"
)

// maxSpotCount bounds one RequestSpotInstances (choice).
const maxSpotCount = 1000

func (s *service) registerSpot(m *api.Mux) {
	api.Handle(m, s.requestSpotInstances)
	api.Handle(m, s.describeSpotInstanceRequests)
	api.Handle(m, s.cancelSpotInstanceRequests)
	api.Handle(m, s.describeSpotPriceHistory)
	api.Handle(m, s.getSpotPlacementScores)
}

func (s *service) requestSpotInstances(_ context.Context, in *ec2.RequestSpotInstancesInput) (*ec2.RequestSpotInstancesOutput, error) {
	if err := onlyKnown(in, "AvailabilityZoneGroup", "ClientToken", "DryRun", "InstanceCount", "InstanceInterruptionBehavior", "LaunchGroup",
		"LaunchSpecification", "SpotPrice", "TagSpecifications", "Type", "ValidFrom", "ValidUntil"); err != nil {
		return nil, err
	}
	if earlier := s.requestedBy(aws.ToString(in.ClientToken)); len(earlier) > 0 {
		return &ec2.RequestSpotInstancesOutput{SpotInstanceRequests: s.spotRequestViews(earlier)}, nil
	}
	wish, err := s.spotWish(in)
	if err != nil {
		return nil, err
	}
	if err := s.spot.CheckWish(wish); err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	made, err := s.spot.Request(wish)
	if err != nil {
		return nil, err
	}
	return &ec2.RequestSpotInstancesOutput{SpotInstanceRequests: s.spotRequestViews(made)}, nil
}

// requestedBy is the requests that a client token has made already.
func (s *service) requestedBy(token string) []*world.SpotRequest {
	var list []*world.SpotRequest
	for _, q := range s.w.SpotRequests.All() {
		if token != "" && q.ClientToken == token {
			list = append(list, q)
		}
	}
	return list
}

// spotWish is what a RequestSpotInstances request asks for.
func (s *service) spotWish(in *ec2.RequestSpotInstancesInput) (spot.Wish, error) {
	settings, err := s.spotSettings(in.LaunchSpecification)
	if err != nil {
		return spot.Wish{}, err
	}
	count := 1
	if in.InstanceCount != nil {
		count = int(*in.InstanceCount)
	}
	if count < 1 || count > maxSpotCount {
		return spot.Wish{}, invalid("Value (%d) for parameter instanceCount is invalid. It must be from 1 to %d.", count, maxSpotCount)
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeSpotInstancesRequest)
	if err != nil {
		return spot.Wish{}, err
	}
	order := spot.Order{
		Order:    compute.Order{Settings: settings, Subnet: aws.ToString(in.LaunchSpecification.SubnetId), Count: count, ClientToken: aws.ToString(in.ClientToken)},
		MaxPrice: aws.ToString(in.SpotPrice), Type: string(in.Type), Interruption: string(in.InstanceInterruptionBehavior),
		ValidUntil: utc(in.ValidUntil), RequestTags: tags,
	}
	return spot.Wish{Order: order, ValidFrom: utc(in.ValidFrom), LaunchGroup: aws.ToString(in.LaunchGroup), ZoneGroup: aws.ToString(in.AvailabilityZoneGroup)}, nil
}

func utc(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// spotSettings is a launch specification as launch settings.
func (s *service) spotSettings(spec *types.RequestSpotLaunchSpecification) (world.LaunchSettings, error) {
	var settings world.LaunchSettings
	if spec == nil {
		return settings, missing("LaunchSpecification")
	}
	if err := onlyKnown(spec, "BlockDeviceMappings", "EbsOptimized", "IamInstanceProfile", "ImageId", "InstanceType", "KeyName", "Monitoring",
		"NetworkInterfaces", "Placement", "SecurityGroupIds", "SecurityGroups", "SubnetId", "UserData"); err != nil {
		return settings, err
	}
	if spec.ImageId == nil {
		return settings, missing("LaunchSpecification.ImageId")
	}
	if spec.InstanceType == "" {
		return settings, missing("LaunchSpecification.InstanceType")
	}
	d := &types.RequestLaunchTemplateData{}
	copyAlike(reflect.ValueOf(d).Elem(), reflect.ValueOf(spec).Elem())
	if err := s.overlay(d, &settings); err != nil {
		return settings, err
	}
	settings.Market = "spot"
	if _, known := compute.TypeInfo(settings.Type); !known {
		return settings, invalid("Invalid value '%s' for InstanceType.", settings.Type)
	}
	return settings, nil
}

// spotRequests is the requests with these ids, or AWS's refusal; none named
// means all.
func (s *service) spotRequests(ids []string) ([]*world.SpotRequest, error) {
	for _, id := range ids {
		if rest, ok := strings.CutPrefix(id, "sir-"); !ok || len(rest) != 8 {
			return nil, awserr.New("InvalidSpotInstanceRequestID.Malformed", "Invalid id: \"%s\" (expecting \"sir-...\")", id)
		}
	}
	found, absent := rows(&s.w.SpotRequests, ids)
	if len(absent) > 0 {
		return nil, unknown("InvalidSpotInstanceRequestID.NotFound", "spot instance request ID", absent)
	}
	return found, nil
}

func (s *service) describeSpotInstanceRequests(_ context.Context, in *ec2.DescribeSpotInstanceRequestsInput) (*ec2.DescribeSpotInstanceRequestsOutput, error) {
	all, err := s.spotRequests(in.SpotInstanceRequestIds)
	if err != nil {
		return nil, err
	}
	if len(in.SpotInstanceRequestIds) > 0 && in.MaxResults != nil {
		return nil, awserr.New("InvalidParameterCombination", "The parameter spotInstanceRequestIdSet cannot be used with the parameter maxResults")
	}
	views, next, err := show(all, list[*world.SpotRequest]{
		filters: in.Filters,
		lens:    s.spotLens(),
		tags:    func(q *world.SpotRequest) []world.Tag { return q.Tags },
		id:      func(q *world.SpotRequest) string { return q.ID }, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, s.spotRequestView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeSpotInstanceRequestsOutput{SpotInstanceRequests: views, NextToken: next}, nil
}

func (s *service) cancelSpotInstanceRequests(_ context.Context, in *ec2.CancelSpotInstanceRequestsInput) (*ec2.CancelSpotInstanceRequestsOutput, error) {
	if len(in.SpotInstanceRequestIds) == 0 {
		return nil, missing("SpotInstanceRequestId")
	}
	if _, err := s.spotRequests(in.SpotInstanceRequestIds); err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	out := &ec2.CancelSpotInstanceRequestsOutput{}
	for i, id := range in.SpotInstanceRequestIds {
		if slices.Contains(in.SpotInstanceRequestIds[:i], id) {
			continue
		}
		if err := s.spot.Cancel(id); err != nil {
			return nil, err
		}
		out.CancelledSpotInstanceRequests = append(out.CancelledSpotInstanceRequests, types.CancelledSpotInstanceRequest{
			SpotInstanceRequestId: aws.String(id), State: types.CancelSpotInstanceRequestState(s.w.SpotRequests.Get(id).State)})
	}
	return out, nil
}
