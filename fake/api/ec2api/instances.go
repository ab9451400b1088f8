package ec2api

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// instances is the instances with these ids, in the order of the table, or
// AWS's refusal. No ids means all.
func (s *service) instances(ids []string) ([]*world.Instance, error) {
	for _, id := range ids {
		if err := checkID(id, "i", "InvalidInstanceID.Malformed"); err != nil {
			return nil, err
		}
	}
	found, absent := rows(&s.w.Instances, ids)
	if len(absent) > 0 {
		return nil, unknown("InvalidInstanceID.NotFound", "instance ID", absent)
	}
	return found, nil
}

// named is instances, in the order of the request, for verbs that act on
// them.
func (s *service) named(ids []string) ([]*world.Instance, error) {
	if len(ids) == 0 {
		return nil, missing("InstancesSet")
	}
	if _, err := s.instances(ids); err != nil {
		return nil, err
	}
	var found []*world.Instance
	for i, id := range ids {
		if !slices.Contains(ids[:i], id) {
			found = append(found, s.w.Instances.Get(id))
		}
	}
	return found, nil
}

// notWithMax refuses a request for named instances in pages.
func notWithMax(ids []string, maxResults *int32) error {
	if len(ids) == 0 || maxResults == nil {
		return nil
	}
	return awserr.New("InvalidParameterCombination", "The parameter instancesSet cannot be used with the parameter maxResults")
}

func (s *service) describeInstances(_ context.Context, in *ec2.DescribeInstancesInput) (*ec2.DescribeInstancesOutput, error) {
	if err := notWithMax(in.InstanceIds, in.MaxResults); err != nil {
		return nil, err
	}
	all, err := s.instances(in.InstanceIds)
	if err != nil {
		return nil, err
	}
	part, next, err := show(all, list[*world.Instance]{
		filters: in.Filters,
		lens:    s.instanceLens(),
		tags:    instanceTags,
		id:      instanceID, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, func(in *world.Instance) *world.Instance { return in })
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeInstancesOutput{Reservations: s.reservations(part), NextToken: next}, nil
}

// reservations groups instances by the launch that made them.
func (s *service) reservations(list []*world.Instance) []types.Reservation {
	sizes := map[string]int{} // an instance's view is large: lists of them must not grow by copying
	for _, in := range list {
		sizes[in.Reservation]++
	}
	w := &viewer{service: s}
	grouped := make([]types.Reservation, 0, len(sizes))
	at := make(map[string]int, len(sizes))
	for _, in := range list {
		i, ok := at[in.Reservation]
		if !ok {
			i = len(grouped)
			at[in.Reservation] = i
			grouped = append(grouped, types.Reservation{
				ReservationId: w.text(in.Reservation), OwnerId: w.text(s.w.Account),
				Instances: make([]types.Instance, 0, sizes[in.Reservation]),
			})
		}
		grouped[i].Instances = append(grouped[i].Instances, w.instance(in))
	}
	return grouped
}

func instanceID(in *world.Instance) string          { return in.ID }
func instanceTags(in *world.Instance) []world.Tag   { return in.Tags }
func stateCode(state world.InstanceState) string    { return strconv.Itoa(int(codeOf(state))) }
func stateName(in *world.Instance) []string         { return one(string(in.State)) }
func filterTime(t time.Time) string                 { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
func attached(in *world.Instance) bool              { return in.State != world.Terminated }
func instanceSubnet(in *world.Instance) []string    { return onlyIf(attached(in), in.Subnet) }
func instanceNetwork(in *world.Instance) []string   { return onlyIf(attached(in), in.VPC) }
func instanceInterface(in *world.Instance) []string { return onlyIf(attached(in), in.Interface) }

func instanceGroups(in *world.Instance) []string {
	if !attached(in) {
		return nil
	}
	return in.SecurityGroups
}

// onlyIf is what a filter sees of a text that may not be there.
func onlyIf(ok bool, v string) []string {
	if !ok || v == "" {
		return nil
	}
	return one(v)
}

func codeOf(state world.InstanceState) int32 {
	code, _ := lifecycle.InstanceCode(string(state))
	return int32(code)
}

// instanceLens is the filters of DescribeInstances.
func (s *service) instanceLens() lens[*world.Instance] {
	text := func(f func(*world.Instance) string) func(*world.Instance) []string {
		return func(in *world.Instance) []string { return onlyIf(true, f(in)) }
	}
	groupNames := func(in *world.Instance) []string { return s.groupNames(instanceGroups(in)) }
	return lens[*world.Instance]{
		"instance-id":                            text(instanceID),
		"instance-state-name":                    stateName,
		"instance-state-code":                    func(in *world.Instance) []string { return one(stateCode(in.State)) },
		"instance-type":                          text(func(in *world.Instance) string { return in.Type }),
		"instance-lifecycle":                     text(func(in *world.Instance) string { return in.Market }),
		"spot-instance-request-id":               text(func(in *world.Instance) string { return in.SpotRequest }),
		"image-id":                               text(func(in *world.Instance) string { return in.Image }),
		"key-name":                               text(func(in *world.Instance) string { return in.KeyName }),
		"availability-zone":                      text(func(in *world.Instance) string { return in.Zone }),
		"placement.availability-zone":            text(func(in *world.Instance) string { return in.Zone }),
		"reservation-id":                         text(func(in *world.Instance) string { return in.Reservation }),
		"owner-id":                               func(*world.Instance) []string { return one(s.w.Account) },
		"client-token":                           text(func(in *world.Instance) string { return in.ClientToken }),
		"private-ip-address":                     text(func(in *world.Instance) string { return in.PrivateIP }),
		"ip-address":                             text(func(in *world.Instance) string { return in.PublicIP }),
		"private-dns-name":                       text(func(in *world.Instance) string { return compute.PrivateDNS(in.PrivateIP, s.w.Region) }),
		"dns-name":                               text(func(in *world.Instance) string { return compute.PublicDNS(in.PublicIP, s.w.Region) }),
		"vpc-id":                                 instanceNetwork,
		"network-interface.vpc-id":               instanceNetwork,
		"subnet-id":                              instanceSubnet,
		"network-interface.subnet-id":            instanceSubnet,
		"network-interface.network-interface-id": instanceInterface,
		"instance.group-id":                      instanceGroups,
		"network-interface.group-id":             instanceGroups,
		"instance.group-name":                    groupNames,
		"network-interface.group-name":           groupNames,
		"architecture":                           text(func(in *world.Instance) string { return s.architecture(in) }),
		"hypervisor":                             func(*world.Instance) []string { return one("xen") },
		"virtualization-type":                    func(*world.Instance) []string { return one("hvm") },
		"root-device-type":                       func(*world.Instance) []string { return one("ebs") },
		"tenancy":                                func(*world.Instance) []string { return one("default") },
		"source-dest-check":                      func(*world.Instance) []string { return one("true") },
		"monitoring-state":                       text(func(in *world.Instance) string { return string(monitoringState(in)) }),
		"iam-instance-profile.arn":               text(func(in *world.Instance) string { return s.profileARN(in.InstanceProfile) }),
		"launch-time":                            text(func(in *world.Instance) string { return filterTime(in.Launched) }),
		"launch-index":                           func(in *world.Instance) []string { return one(strconv.Itoa(in.LaunchIndex)) },
		"state-reason-code":                      text(func(in *world.Instance) string { return in.StateCode }),
		"block-device-mapping.volume-id":         func(in *world.Instance) []string { return onlyIf(attached(in), in.Volume) },
		"metadata-options.http-tokens":           text(func(in *world.Instance) string { return string(httpTokens(in)) }),
	}
}

func (s *service) describeInstanceStatus(_ context.Context, in *ec2.DescribeInstanceStatusInput) (*ec2.DescribeInstanceStatusOutput, error) {
	if err := notWithMax(in.InstanceIds, in.MaxResults); err != nil {
		return nil, err
	}
	all, err := s.instances(in.InstanceIds)
	if err != nil {
		return nil, err
	}
	if !aws.ToBool(in.IncludeAllInstances) {
		all = slices.DeleteFunc(all, func(i *world.Instance) bool { return i.State != world.Running })
	}
	views, next, err := show(all, list[*world.Instance]{
		filters: in.Filters,
		lens:    s.statusLens(),
		tags:    instanceTags,
		id:      instanceID, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, s.statusView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeInstanceStatusOutput{NextToken: next, InstanceStatuses: views}, nil
}

func (s *service) statusLens() lens[*world.Instance] {
	system := func(in *world.Instance) string { v, _ := s.room.Status(in); return v }
	instance := func(in *world.Instance) string { _, v := s.room.Status(in); return v }
	return lens[*world.Instance]{
		"availability-zone":            func(in *world.Instance) []string { return one(in.Zone) },
		"instance-state-name":          stateName,
		"instance-state-code":          func(in *world.Instance) []string { return one(stateCode(in.State)) },
		"system-status.status":         func(in *world.Instance) []string { return one(system(in)) },
		"instance-status.status":       func(in *world.Instance) []string { return one(instance(in)) },
		"system-status.reachability":   func(in *world.Instance) []string { return one(string(reachability(system(in)))) },
		"instance-status.reachability": func(in *world.Instance) []string { return one(string(reachability(instance(in)))) },
	}
}

func (s *service) statusView(in *world.Instance) types.InstanceStatus {
	system, instance := s.room.Status(in)
	return types.InstanceStatus{
		InstanceId: aws.String(in.ID), AvailabilityZone: aws.String(in.Zone), AvailabilityZoneId: aws.String(s.zoneID(in.Zone)),
		InstanceState: instanceState(in.State),
		SystemStatus:  summary(system), InstanceStatus: summary(instance),
	}
}

func summary(status string) *types.InstanceStatusSummary {
	sum := &types.InstanceStatusSummary{Status: types.SummaryStatus(status)}
	if status != compute.CheckNone {
		sum.Details = []types.InstanceStatusDetails{{Name: types.StatusNameReachability, Status: reachability(status)}}
	}
	return sum
}

// reachability is the one detail of a status check.
func reachability(status string) types.StatusType {
	switch status {
	case compute.CheckOK:
		return types.StatusTypePassed
	case compute.CheckImpaired:
		return types.StatusTypeFailed
	case compute.CheckInitializing:
		return types.StatusTypeInitializing
	}
	return types.StatusTypeInsufficientData
}
