package ec2api

import (
	"context"
	"errors"
	"reflect"
	"sort"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

func (s *service) runInstances(_ context.Context, in *ec2.RunInstancesInput) (*ec2.RunInstancesOutput, error) {
	order, err := s.order(in)
	if err != nil {
		return nil, err
	}
	low, high := int(*in.MinCount), int(*in.MaxCount)
	if order.Count, err = s.count(order, low, high); err != nil {
		return nil, err
	}
	launch := func() ([]*world.Instance, error) { return s.room.Launch(order) }
	if order.Settings.Market == "spot" {
		if launch, err = s.spotLaunch(order, low); err != nil {
			return nil, err
		}
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	launched, err := launch()
	if err != nil {
		return nil, err
	}
	out := &ec2.RunInstancesOutput{
		OwnerId: aws.String(s.w.Account), ReservationId: aws.String(launched[0].Reservation),
		Groups: []types.GroupIdentifier{}, Instances: []types.Instance{},
	}
	for _, i := range launched {
		out.Instances = append(out.Instances, s.instanceView(i))
	}
	return out, nil
}

// order is what a RunInstances request asks for, but for the count.
func (s *service) order(in *ec2.RunInstancesInput) (compute.Order, error) {
	if err := checkCounts(in); err != nil {
		return compute.Order{}, err
	}
	if err := onlyKnown(in, "BlockDeviceMappings", "ClientToken", "DisableApiTermination", "DryRun", "EbsOptimized", "IamInstanceProfile",
		"ImageId", "InstanceMarketOptions", "InstanceType", "KeyName", "LaunchTemplate", "MaxCount", "MetadataOptions", "MinCount",
		"Monitoring", "NetworkInterfaces", "Placement", "SecurityGroupIds", "SecurityGroups", "SubnetId", "TagSpecifications", "UserData"); err != nil {
		return compute.Order{}, err
	}
	if len(in.NetworkInterfaces) > 0 && in.SubnetId != nil {
		return compute.Order{}, awserr.New("InvalidParameterCombination", "Network interfaces and an instance-level subnet ID may not be specified on the same request")
	}
	settings, err := s.base(in.LaunchTemplate)
	if err != nil {
		return compute.Order{}, err
	}
	if err := s.overlay(asTemplate(in), &settings); err != nil {
		return compute.Order{}, err
	}
	if settings.Type == "" {
		return compute.Order{}, missing("InstanceType")
	}
	return compute.Order{Settings: settings, Subnet: aws.ToString(in.SubnetId), ClientToken: aws.ToString(in.ClientToken)}, nil
}

func checkCounts(in *ec2.RunInstancesInput) error {
	switch low, high := aws.ToInt32(in.MinCount), aws.ToInt32(in.MaxCount); {
	case in.MaxCount == nil:
		return missing("MaxCount")
	case in.MinCount == nil:
		return missing("MinCount")
	case high < 1:
		return invalid("Maximum instance count must be greater than zero")
	case low < 1:
		return invalid("Minimum instance count must be greater than zero")
	case low > high:
		return invalid("Maximum instance count must not be smaller than minimum instance count")
	}
	return nil
}

// base is the settings of the launch template that a request names, or none.
func (s *service) base(ref *types.LaunchTemplateSpecification) (world.LaunchSettings, error) {
	if ref == nil {
		return world.LaunchSettings{}, nil
	}
	if err := oneOf(ref.LaunchTemplateId, ref.LaunchTemplateName); err != nil {
		return world.LaunchSettings{}, err
	}
	settings, _, err := s.room.Resolve(world.LaunchRef{
		Template: aws.ToString(ref.LaunchTemplateId), TemplateName: aws.ToString(ref.LaunchTemplateName), Version: aws.ToString(ref.Version)})
	return settings, err
}

// count is how many instances an order is for: as many as its client token has
// launched already, or as many as there is room for.
func (s *service) count(order compute.Order, low, high int) (int, error) {
	earlier := len(s.room.LaunchedBy(order.ClientToken))
	switch {
	case earlier == 0:
		return s.affordable(order, low, high)
	case earlier < low || earlier > high:
		return high, nil // another request: the launch refuses it
	}
	return earlier, nil
}

// affordable is the largest count from low to high that can be launched now.
// Whoever asks for up to a billion must not be tried a billion times.
func (s *service) affordable(order compute.Order, low, high int) (int, error) {
	short := func(n int) error {
		order.Count = n
		_, err := s.room.Check(order)
		return err
	}
	if err := short(high); err == nil || !isShortage(err) {
		return high, err
	}
	if err := short(low); err != nil {
		return low, err
	}
	return low + sort.Search(high-low, func(i int) bool { return short(low+i+1) != nil }), nil
}

func isShortage(err error) bool {
	var e *awserr.Error
	return errors.As(err, &e) && (e.Code == "InsufficientFreeAddressesInSubnet" || e.Code == "VcpuLimitExceeded")
}

// asTemplate is a request in the form of a launch template's data. Their
// members have the same names and mean the same; only the types differ.
func asTemplate(in *ec2.RunInstancesInput) *types.RequestLaunchTemplateData {
	d := &types.RequestLaunchTemplateData{}
	copyAlike(reflect.ValueOf(d).Elem(), reflect.ValueOf(in).Elem())
	return d
}

// copyAlike copies, deep, every member of one value that the other has by the
// same name.
func copyAlike(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(to.Type().Elem()))
			copyAlike(to.Elem(), from.Elem())
		}
	case reflect.Slice:
		if from.Len() > 0 {
			to.Set(reflect.MakeSlice(to.Type(), from.Len(), from.Len()))
		}
		for i := range from.Len() {
			copyAlike(to.Index(i), from.Index(i))
		}
	case reflect.Struct:
		copyMembers(to, from)
	default:
		to.Set(from.Convert(to.Type()))
	}
}

func copyMembers(to, from reflect.Value) {
	if to.Type() == from.Type() {
		to.Set(from)
		return
	}
	for i := range to.NumField() {
		name := to.Type().Field(i)
		if member := from.FieldByName(name.Name); name.IsExported() && member.IsValid() && member.Kind() == to.Field(i).Kind() {
			copyAlike(to.Field(i), member)
		}
	}
}
