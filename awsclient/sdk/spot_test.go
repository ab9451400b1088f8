package sdk

import (
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient"
)

func TestSpotRequestsAreMapped(t *testing.T) {
	at := time.Unix(1000, 0).UTC()
	got := InProcess(nil, "us-west-2").spotRequest(types.SpotInstanceRequest{
		SpotInstanceRequestId: aws.String("sir-1"), Type: "persistent", State: "active", CreateTime: &at, ValidUntil: &at, SpotPrice: aws.String("0.096000"),
		InstanceInterruptionBehavior: "stop", InstanceId: aws.String("i-1"), LaunchedAvailabilityZone: aws.String("us-west-2a"), ProductDescription: "Linux/UNIX",
		LaunchGroup: aws.String("pair"), AvailabilityZoneGroup: aws.String("near"), Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("b")}},
		Status:              &types.SpotInstanceStatus{Code: aws.String("fulfilled"), Message: aws.String("Your Spot request is fulfilled."), UpdateTime: &at},
		LaunchSpecification: &types.LaunchSpecification{InstanceType: "m5.large", ImageId: aws.String("ami-1"), SubnetId: aws.String("subnet-1")},
	})
	want := awsclient.SpotRequest{
		ID: "sir-1", Region: "us-west-2", Type: "persistent", State: "active", Status: "fulfilled", Message: "Your Spot request is fulfilled.", StatusSince: at,
		Created: at, ValidUntil: at, MaxPrice: "0.096000", Interruption: "stop", Instance: "i-1", InstanceType: "m5.large", Image: "ami-1",
		Zone: "us-west-2a", Subnet: "subnet-1", Product: "Linux/UNIX", LaunchGroup: "pair", ZoneGroup: "near", Tags: []awsclient.Tag{{Key: "a", Value: "b"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if got := InProcess(nil, "us-west-2").spotRequest(types.SpotInstanceRequest{}); !reflect.DeepEqual(got, awsclient.SpotRequest{Region: "us-west-2"}) {
		t.Errorf("%+v", got)
	}
}

func TestSpotPricesAreMapped(t *testing.T) {
	at := time.Unix(1000, 0).UTC()
	got := spotPrice(types.SpotPrice{AvailabilityZone: aws.String("us-west-2a"), InstanceType: "m5.large", ProductDescription: "Linux/UNIX", SpotPrice: aws.String("0.031200"), Timestamp: &at})
	if want := (awsclient.SpotPrice{Type: "m5.large", Zone: "us-west-2a", Product: "Linux/UNIX", At: at, Price: 0.0312}); got != want {
		t.Errorf("%+v", got)
	}
	if got := spotPrice(types.SpotPrice{SpotPrice: aws.String("dear")}); got != (awsclient.SpotPrice{}) {
		t.Errorf("%+v", got)
	}
}

func TestSpotOrdersAreMapped(t *testing.T) {
	until := time.Unix(2000, 0).UTC()
	in := spotInput(awsclient.SpotOrder{
		Count: 2, MaxPrice: "0.05", Type: "persistent", Interruption: "stop", ValidUntil: until, LaunchGroup: "pair", ZoneGroup: "near", Image: "ami-1",
		InstanceType: "m5.large", KeyName: "me", Zone: "us-west-2a", SecurityGroupIDs: []string{"sg-1"}, InstanceProfile: "web", UserData: "x", Monitoring: true,
		Tags: []awsclient.Tag{{Key: "a", Value: "b"}},
	})
	spec := in.LaunchSpecification
	if *in.InstanceCount != 2 || *in.SpotPrice != "0.05" || in.Type != "persistent" || !in.ValidUntil.Equal(until) || in.ValidFrom != nil || *in.LaunchGroup != "pair" ||
		in.TagSpecifications[0].ResourceType != "spot-instances-request" || *spec.Placement.AvailabilityZone != "us-west-2a" || *spec.UserData != "eA==" ||
		*spec.IamInstanceProfile.Name != "web" || spec.SubnetId != nil || !*spec.Monitoring.Enabled {
		t.Errorf("%+v, %+v", in, spec)
	}
	if in := spotInput(awsclient.SpotOrder{InstanceProfile: "arn:aws:iam::1:instance-profile/web"}); in.InstanceCount != nil || in.TagSpecifications != nil || in.LaunchSpecification.IamInstanceProfile.Name != nil {
		t.Errorf("%+v", in)
	}
}
