package ec2api

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/spotfleet"
	"fleetglass/fake/world"
)

// fleets answers for the Spot Fleets of one world.
type fleets struct {
	*service
	room *spotfleet.Room
}

// RegisterSpotFleet adds the operations on Spot Fleets to the table.
func RegisterSpotFleet(m *api.Mux, k *sim.Kernel, c *compute.Room, room *spotfleet.Room) {
	s := &fleets{service: &service{k: k, w: k.World, room: c, zoneIDs: compute.ZoneIDs(k.World.Region)}, room: room}
	api.Handle(m, s.requestSpotFleet)
	api.Handle(m, s.modifySpotFleetRequest)
	api.Handle(m, s.cancelSpotFleetRequests)
	api.Handle(m, s.describeSpotFleetRequests)
	api.Handle(m, s.describeSpotFleetInstances)
	api.Handle(m, s.describeSpotFleetRequestHistory)
}

func (s *fleets) requestSpotFleet(_ context.Context, in *ec2.RequestSpotFleetInput) (*ec2.RequestSpotFleetOutput, error) {
	if in.SpotFleetRequestConfig == nil {
		return nil, missing("SpotFleetRequestConfig")
	}
	config, err := s.fleetConfig(in.SpotFleetRequestConfig)
	if err != nil {
		return nil, err
	}
	tags, err := newTags(in.SpotFleetRequestConfig.TagSpecifications, types.ResourceTypeSpotFleetRequest)
	if err != nil {
		return nil, err
	}
	if err := s.room.Check(config); err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	f, err := s.room.Request(config, tags)
	if err != nil {
		return nil, err
	}
	return &ec2.RequestSpotFleetOutput{SpotFleetRequestId: aws.String(f.ID)}, nil
}

func (s *fleets) modifySpotFleetRequest(_ context.Context, in *ec2.ModifySpotFleetRequestInput) (*ec2.ModifySpotFleetRequestOutput, error) {
	id, err := fleetID(in.SpotFleetRequestId)
	if err != nil {
		return nil, err
	}
	change := spotfleet.Change{ExcessPolicy: excessPolicy(in.ExcessCapacityTerminationPolicy), Context: aws.ToString(in.Context)}
	change.Target, change.OnDemandTarget = whole(in.TargetCapacity), whole(in.OnDemandTargetCapacity)
	if change.Templates, err = s.fleetTemplates(in.LaunchTemplateConfigs); err != nil {
		return nil, err
	}
	if err := s.room.Modify(id, change); err != nil {
		return nil, err
	}
	return &ec2.ModifySpotFleetRequestOutput{Return: aws.Bool(true)}, nil
}

func whole(v *int32) *int {
	if v == nil {
		return nil
	}
	return aws.Int(int(*v))
}

// cancelSpotFleetRequests cancels what can be cancelled and tells of the rest.
func (s *fleets) cancelSpotFleetRequests(_ context.Context, in *ec2.CancelSpotFleetRequestsInput) (*ec2.CancelSpotFleetRequestsOutput, error) {
	if len(in.SpotFleetRequestIds) == 0 {
		return nil, missing("SpotFleetRequestId")
	}
	if in.TerminateInstances == nil {
		return nil, missing("TerminateInstances")
	}
	if err := awserr.From(fleet.ValidateCancel(len(in.SpotFleetRequestIds))); err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	out := &ec2.CancelSpotFleetRequestsOutput{
		SuccessfulFleetRequests:   []types.CancelSpotFleetRequestsSuccessItem{},
		UnsuccessfulFleetRequests: []types.CancelSpotFleetRequestsErrorItem{},
	}
	for _, id := range in.SpotFleetRequestIds {
		s.cancelFleet(id, *in.TerminateInstances, out)
	}
	return out, nil
}

func (s *fleets) cancelFleet(id string, terminate bool, out *ec2.CancelSpotFleetRequestsOutput) {
	_, err := fleetID(aws.String(id))
	previous := ""
	if err == nil {
		previous, err = s.room.Cancel(id, terminate)
	}
	if err != nil {
		code, message := cancelError(err)
		out.UnsuccessfulFleetRequests = append(out.UnsuccessfulFleetRequests, types.CancelSpotFleetRequestsErrorItem{
			SpotFleetRequestId: aws.String(id), Error: &types.CancelSpotFleetRequestsError{Code: code, Message: aws.String(message)}})
		return
	}
	out.SuccessfulFleetRequests = append(out.SuccessfulFleetRequests, types.CancelSpotFleetRequestsSuccessItem{
		SpotFleetRequestId: aws.String(id), PreviousSpotFleetRequestState: types.BatchState(previous),
		CurrentSpotFleetRequestState: types.BatchState(s.w.SpotFleets.Get(id).State)})
}

// cancelError is a refusal in the form in which CancelSpotFleetRequests lists
// it: with codes of its own.
func cancelError(err error) (types.CancelBatchErrorCode, string) {
	var e *awserr.Error
	if !errors.As(err, &e) {
		return types.CancelBatchErrorCodeUnexpectedError, err.Error()
	}
	switch e.Code {
	case malformedFleetID:
		return types.CancelBatchErrorCodeFleetRequestIdMalformed, e.Message
	case "InvalidSpotFleetRequestId.NotFound":
		return types.CancelBatchErrorCodeFleetRequestIdDoesNotExist, e.Message
	}
	return types.CancelBatchErrorCode(e.Code), e.Message
}

const malformedFleetID = "InvalidSpotFleetRequestId.Malformed"

// fleetID is the id of a fleet: "sfr-" and a UUID. The text is a choice.
func fleetID(given *string) (string, error) {
	id := aws.ToString(given)
	if id == "" {
		return "", missing("SpotFleetRequestId")
	}
	digits, ok := strings.CutPrefix(id, "sfr-")
	if !ok || len(digits) != 36 || strings.Trim(digits, "0123456789abcdef-") != "" {
		return "", awserr.New(malformedFleetID, "Invalid id: \"%s\" (expecting \"sfr-...\")", id)
	}
	return id, nil
}

// fleet is the fleet with this id, or AWS's refusal.
func (s *fleets) fleet(given *string) (*world.SpotFleet, error) {
	id, err := fleetID(given)
	if err != nil {
		return nil, err
	}
	return s.room.Find(id)
}
