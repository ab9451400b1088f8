package sdk

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient"
)

// A fleet must survive the way there and back.
func TestSpotFleetsSurviveTheWayThereAndBack(t *testing.T) {
	first := 0.0
	template := awsclient.LaunchRef{TemplateID: "lt-1", Version: "2"}
	for _, want := range []awsclient.SpotFleet{
		{
			Target: 8, OnDemandTarget: 2, Role: "arn:aws:iam::123456789012:role/fleet", Type: "maintain", Strategy: "capacityOptimizedPrioritized",
			OnDemandStrategy: "prioritized", ExcessPolicy: "noTermination", Interruption: "terminate", SpotPrice: "0.05", SpotMaxTotal: "1", OnDemandMaxTotal: "2",
			ReplaceUnhealthy: true, TerminateWithExpiration: true, ValidFrom: time.Unix(1000, 0).UTC(), ValidUntil: time.Unix(2000, 0).UTC(),
			Rebalance: "launch-before-terminate", RebalanceDelay: 5 * time.Minute, ClassicBalancers: []string{"old"}, TargetGroups: []string{"arn:tg"},
			Pools: []awsclient.FleetPool{
				{Launch: template, Type: "m5.large", Zones: []string{"us-west-2a"}, Weight: 2, Priority: &first},
				{Launch: template, Type: "c5.large", Subnets: []string{"subnet-1"}, Price: "0.04"},
				{Launch: awsclient.LaunchRef{TemplateName: "web", Version: "$Latest"}, Type: "r5.large"},
			},
		},
		{
			Target: 1, Strategy: "lowestPrice", PoolsToUse: 2, Pools: []awsclient.FleetPool{{
				Type: "m5.large", Image: "ami-1", KeyName: "me", Zones: []string{"us-west-2a", "us-west-2b"}, SecurityGroupIDs: []string{"sg-1"}, InstanceProfile: "web",
				UserData: "#!/bin/sh\n", Monitoring: true, Weight: 1.5, Price: "0.03", Tags: []awsclient.Tag{{Key: "Name", Value: "x"}}}},
		},
	} {
		got := InProcess(nil, "us-west-2").spotFleet(ec2types.SpotFleetRequestConfig{SpotFleetRequestConfig: sdkFleet(want)})
		want.Region = "us-west-2"
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got\n%+v\nwant\n%+v", got, want)
		}
	}
}

func TestWhatServersSeldomSayOfSpotFleets(t *testing.T) {
	c := InProcess(nil, "us-west-2")
	got := c.spotFleet(ec2types.SpotFleetRequestConfig{SpotFleetRequestId: aws.String("sfr-1"), SpotFleetRequestConfig: &ec2types.SpotFleetRequestConfigData{
		ExcessCapacityTerminationPolicy: "Default",
		LaunchSpecifications: []ec2types.SpotFleetLaunchSpecification{{
			NetworkInterfaces: []ec2types.InstanceNetworkInterfaceSpecification{{SubnetId: aws.String("subnet-1"), Groups: []string{"sg-1"}}},
		}},
		LaunchTemplateConfigs: []ec2types.LaunchTemplateConfig{{}},
	}})
	want := awsclient.SpotFleet{ID: "sfr-1", Region: "us-west-2", ExcessPolicy: "default",
		Pools: []awsclient.FleetPool{{Subnets: []string{"subnet-1"}, SecurityGroupIDs: []string{"sg-1"}}, {}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if got := c.spotFleet(ec2types.SpotFleetRequestConfig{}); !reflect.DeepEqual(got, awsclient.SpotFleet{Region: "us-west-2"}) {
		t.Errorf("%+v", got)
	}
}

func TestAFleetThatCannotBeCancelled(t *testing.T) {
	for code, kind := range map[ec2types.CancelBatchErrorCode]awsclient.ErrorKind{
		"fleetRequestIdDoesNotExist": awsclient.NotFound, "fleetRequestIdMalformed": awsclient.Invalid,
		"fleetRequestNotInCancellableState": awsclient.Conflict, "unexpectedError": awsclient.Failed,
	} {
		err := notCancelled(ec2types.CancelSpotFleetRequestsErrorItem{Error: &ec2types.CancelSpotFleetRequestsError{Code: code, Message: aws.String("no")}})
		var e *awsclient.Error
		if !errors.As(err, &e) || e.Kind != kind || e.Message != "no" {
			t.Errorf("%s: %v", code, err)
		}
	}
}
