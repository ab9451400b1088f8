package ec2api

import (
	"encoding/base64"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	law "fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

func (s *service) spotRequestViews(list []*world.SpotRequest) []types.SpotInstanceRequest {
	views := make([]types.SpotInstanceRequest, len(list))
	for i, q := range list {
		views[i] = s.spotRequestView(q)
	}
	return views
}

// spotRequestView is a request as DescribeSpotInstanceRequests shows it. A
// request that named no maximum shows the On-Demand price as its own.
func (s *service) spotRequestView(q *world.SpotRequest) types.SpotInstanceRequest {
	v := types.SpotInstanceRequest{
		SpotInstanceRequestId: aws.String(q.ID), Type: types.SpotInstanceType(q.Type), State: types.SpotInstanceState(q.State),
		CreateTime: aws.Time(q.Created), SpotPrice: aws.String(law.FormatPrice(q.MaxPrice)), InstanceId: api.NonZero(q.Instance),
		InstanceInterruptionBehavior: types.InstanceInterruptionBehavior(q.Interruption), ProductDescription: types.RIProductDescription(q.Product),
		LaunchGroup: api.NonZero(q.LaunchGroup), AvailabilityZoneGroup: api.NonZero(q.ZoneGroup), LaunchSpecification: s.launchSpecView(q),
		Status: &types.SpotInstanceStatus{Code: aws.String(q.Code), Message: aws.String(q.Message), UpdateTime: aws.Time(q.Updated)},
		Tags:   tagViews(q.Tags),
	}
	if !q.ValidFrom.IsZero() {
		v.ValidFrom = aws.Time(q.ValidFrom)
	}
	if !q.ValidUntil.IsZero() {
		v.ValidUntil = aws.Time(q.ValidUntil)
	}
	if q.Instance != "" {
		v.LaunchedAvailabilityZone, v.LaunchedAvailabilityZoneId = api.NonZero(q.Zone), api.NonZero(s.zoneID(q.Zone))
	}
	if q.Code == law.BadParameters || q.Code == law.SystemError {
		v.Fault = &types.SpotInstanceStateFault{Code: aws.String(q.Code), Message: aws.String(q.Message)}
	}
	return v
}

func (s *service) launchSpecView(q *world.SpotRequest) *types.LaunchSpecification {
	l := q.Settings
	v := &types.LaunchSpecification{
		ImageId: api.NonZero(l.Image), InstanceType: types.InstanceType(l.Type), KeyName: api.NonZero(l.KeyName), SubnetId: api.NonZero(q.Subnet),
		SecurityGroups: s.groupIdentifiers(l.SecurityGroups), EbsOptimized: aws.Bool(l.EBSOptimized),
		Monitoring: &types.RunInstancesMonitoringEnabled{Enabled: aws.Bool(l.Monitoring)},
	}
	if l.Zone != "" {
		v.Placement = &types.SpotPlacement{AvailabilityZone: aws.String(l.Zone)}
	}
	if p := l.InstanceProfile; p != "" {
		full := profileView(p)
		v.IamInstanceProfile = &types.IamInstanceProfileSpecification{Arn: full.Arn, Name: full.Name}
	}
	if l.UserData != "" {
		v.UserData = aws.String(base64.StdEncoding.EncodeToString([]byte(l.UserData)))
	}
	if l.RootSize > 0 {
		v.BlockDeviceMappings = []types.BlockDeviceMapping{{Ebs: &types.EbsBlockDevice{VolumeSize: aws.Int32(int32(l.RootSize))}}}
	}
	return v
}

// spotLens is the filters of DescribeSpotInstanceRequests.
func (s *service) spotLens() lens[*world.SpotRequest] {
	text := func(f func(*world.SpotRequest) string) func(*world.SpotRequest) []string {
		return func(q *world.SpotRequest) []string { return onlyIf(true, f(q)) }
	}
	launched := func(q *world.SpotRequest) bool { return q.Instance != "" }
	return lens[*world.SpotRequest]{
		"availability-zone-group": text(func(q *world.SpotRequest) string { return q.ZoneGroup }),
		"create-time":             text(func(q *world.SpotRequest) string { return filterTime(q.Created) }),
		"fault-code": func(q *world.SpotRequest) []string {
			return onlyIf(q.Code == law.BadParameters || q.Code == law.SystemError, q.Code)
		},
		"fault-message": func(q *world.SpotRequest) []string {
			return onlyIf(q.Code == law.BadParameters || q.Code == law.SystemError, q.Message)
		},
		"instance-id":                text(func(q *world.SpotRequest) string { return q.Instance }),
		"launch-group":               text(func(q *world.SpotRequest) string { return q.LaunchGroup }),
		"launch.group-id":            func(q *world.SpotRequest) []string { return q.Settings.SecurityGroups },
		"launch.group-name":          func(q *world.SpotRequest) []string { return s.groupNames(q.Settings.SecurityGroups) },
		"launch.image-id":            text(func(q *world.SpotRequest) string { return q.Settings.Image }),
		"launch.instance-type":       text(func(q *world.SpotRequest) string { return q.Settings.Type }),
		"launch.key-name":            text(func(q *world.SpotRequest) string { return q.Settings.KeyName }),
		"launch.monitoring-enabled":  func(q *world.SpotRequest) []string { return yes(q.Settings.Monitoring) },
		"launched-availability-zone": func(q *world.SpotRequest) []string { return onlyIf(launched(q), q.Zone) },
		"launched-availability-zone-id": func(q *world.SpotRequest) []string {
			return onlyIf(launched(q), s.zoneID(q.Zone))
		},
		"network-interface.subnet-id": text(func(q *world.SpotRequest) string { return q.Subnet }),
		"network-interface.group-id":  func(q *world.SpotRequest) []string { return q.Settings.SecurityGroups },
		"product-description":         text(func(q *world.SpotRequest) string { return q.Product }),
		"spot-instance-request-id":    text(func(q *world.SpotRequest) string { return q.ID }),
		"spot-price":                  text(func(q *world.SpotRequest) string { return law.FormatPrice(q.MaxPrice) }),
		"state":                       text(func(q *world.SpotRequest) string { return q.State }),
		"status-code":                 text(func(q *world.SpotRequest) string { return q.Code }),
		"status-message":              text(func(q *world.SpotRequest) string { return q.Message }),
		"type":                        text(func(q *world.SpotRequest) string { return q.Type }),
		"valid-from":                  func(q *world.SpotRequest) []string { return onlyIf(!q.ValidFrom.IsZero(), filterTime(q.ValidFrom)) },
		"valid-until":                 func(q *world.SpotRequest) []string { return onlyIf(!q.ValidUntil.IsZero(), filterTime(q.ValidUntil)) },
	}
}
