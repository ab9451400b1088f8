package ec2api

import (
	"context"
	"encoding/base64"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

func (s *service) oneInstance(id *string) (*world.Instance, error) {
	if aws.ToString(id) == "" {
		return nil, missing("instanceId")
	}
	list, err := s.instances([]string{*id})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

func (s *service) describeInstanceAttribute(_ context.Context, in *ec2.DescribeInstanceAttributeInput) (*ec2.DescribeInstanceAttributeOutput, error) {
	i, err := s.oneInstance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	out := &ec2.DescribeInstanceAttributeOutput{InstanceId: aws.String(i.ID)}
	if err := s.addAttribute(out, i, in.Attribute); err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	return out, nil
}

func (s *service) addAttribute(out *ec2.DescribeInstanceAttributeOutput, i *world.Instance, name types.InstanceAttributeName) error {
	value := func(v string) *types.AttributeValue { return &types.AttributeValue{Value: api.NonZero(v)} }
	truth := func(v bool) *types.AttributeBooleanValue { return &types.AttributeBooleanValue{Value: aws.Bool(v)} }
	view := s.instanceView(i)
	switch name {
	case types.InstanceAttributeNameInstanceType:
		out.InstanceType = value(i.Type)
	case types.InstanceAttributeNameUserData:
		out.UserData = value(base64.StdEncoding.EncodeToString([]byte(i.UserData)))
	case types.InstanceAttributeNameDisableApiTermination:
		out.DisableApiTermination = truth(i.TerminationProtection)
	case types.InstanceAttributeNameDisableApiStop:
		out.DisableApiStop = truth(false)
	case types.InstanceAttributeNameInstanceInitiatedShutdownBehavior:
		out.InstanceInitiatedShutdownBehavior = value("stop")
	case types.InstanceAttributeNameRootDeviceName:
		out.RootDeviceName = value(s.rootDevice(i))
	case types.InstanceAttributeNameBlockDeviceMapping:
		out.BlockDeviceMappings = view.BlockDeviceMappings
	case types.InstanceAttributeNameGroupSet:
		out.Groups = view.SecurityGroups
	case types.InstanceAttributeNameSourceDestCheck:
		out.SourceDestCheck = truth(true)
	case types.InstanceAttributeNameEbsOptimized:
		out.EbsOptimized = truth(i.EBSOptimized)
	case types.InstanceAttributeNameEnaSupport:
		out.EnaSupport = truth(true)
	case types.InstanceAttributeNameProductCodes:
		out.ProductCodes = []types.ProductCode{}
	case types.InstanceAttributeNameKernel:
		out.KernelId = value("")
	case types.InstanceAttributeNameRamdisk:
		out.RamdiskId = value("")
	default:
		return invalid("Value (%s) for parameter attribute is invalid. Unknown attribute.", name)
	}
	return nil
}

func (s *service) modifyInstanceAttribute(_ context.Context, in *ec2.ModifyInstanceAttributeInput) (*ec2.ModifyInstanceAttributeOutput, error) {
	i, err := s.oneInstance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	named, err := withNamedAttribute(in)
	if err != nil {
		return nil, err
	}
	if err := onlyKnown(named, "InstanceId", "DryRun", "UserData", "DisableApiTermination", "InstanceType", "Groups"); err != nil {
		return nil, err
	}
	change, err := s.attributeChange(i, named)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	change()
	return &ec2.ModifyInstanceAttributeOutput{}, nil
}

// withNamedAttribute is the request with its older form, an attribute's name
// and value, turned into the newer one.
func withNamedAttribute(in *ec2.ModifyInstanceAttributeInput) (*ec2.ModifyInstanceAttributeInput, error) {
	if in.Attribute == "" {
		return in, nil
	}
	named := *in
	named.Attribute, named.Value = "", nil
	value := aws.ToString(in.Value)
	switch in.Attribute {
	case types.InstanceAttributeNameInstanceType:
		named.InstanceType = &types.AttributeValue{Value: aws.String(value)}
	case types.InstanceAttributeNameDisableApiTermination:
		named.DisableApiTermination = &types.AttributeBooleanValue{Value: aws.Bool(value == "true")}
	case types.InstanceAttributeNameUserData:
		raw, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			return nil, invalid("Invalid BASE64 encoding of user data.")
		}
		named.UserData = &types.SecureBlobAttributeValue{Value: raw}
	default:
		return nil, awserr.New("UnsupportedOperation", "The attribute %s cannot be changed in this engine.", in.Attribute)
	}
	return &named, nil
}

// attributeChange checks the one attribute that a request changes, and is
// the change itself.
func (s *service) attributeChange(i *world.Instance, in *ec2.ModifyInstanceAttributeInput) (func(), error) {
	switch {
	case in.DisableApiTermination != nil:
		v := aws.ToBool(in.DisableApiTermination.Value)
		return func() { i.TerminationProtection = v }, nil
	case in.UserData != nil:
		v := string(in.UserData.Value)
		return func() { i.UserData = v }, whenStopped(i)
	case in.InstanceType != nil:
		return s.typeChange(i, aws.ToString(in.InstanceType.Value))
	case len(in.Groups) > 0:
		return s.groupChange(i, in.Groups)
	}
	return nil, awserr.New("InvalidParameterCombination", "No attributes specified.")
}

func whenStopped(i *world.Instance) error {
	if i.State == world.Stopped {
		return nil
	}
	return awserr.New("IncorrectInstanceState", "The instance '%s' is not in the 'stopped' state.", i.ID)
}

func (s *service) typeChange(i *world.Instance, name string) (func(), error) {
	t, ok := compute.TypeInfo(name)
	if !ok {
		return nil, invalid("Invalid value '%s' for InstanceType.", name)
	}
	if t.Architecture != s.architecture(i) {
		return nil, invalid("The architecture '%s' of the specified instance type does not match the architecture '%s' of the instance.", t.Architecture, s.architecture(i))
	}
	return func() { i.Type = name }, whenStopped(i)
}

func (s *service) groupChange(i *world.Instance, ids []string) (func(), error) {
	for _, id := range ids {
		g := s.w.SecurityGroups.Get(id)
		if g == nil {
			return nil, unknown("InvalidGroup.NotFound", "security group", []string{id})
		}
		if g.VPC != i.VPC {
			return nil, awserr.New("InvalidGroup.NotFound", "The security group '%s' does not exist in VPC '%s'", id, i.VPC)
		}
	}
	return func() {
		i.SecurityGroups = append([]string(nil), ids...)
		s.k.Changed(compute.Instance, i.ID)
	}, nil
}
