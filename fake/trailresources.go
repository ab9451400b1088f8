package fake

import (
	"reflect"
	"slices"

	"fleetglass/fake/world"
)

// resourcesLimit is how many resources an event names at most. Choice.
const resourcesLimit = 50

// resourcesIn adds the resources that a request or an answer names to a list.
func resourcesIn(found []world.TrailResource, service string, v any) []world.TrailResource {
	f := finder{service: service, found: found}
	f.look("", reflect.ValueOf(v), 0)
	return f.found
}

type finder struct {
	service string
	found   []world.TrailResource
}

// deepest is how far into an answer the finder looks: the list, its records
// and their fields.
const deepest = 4

// look walks a value; name is the member that holds it.
func (f *finder) look(name string, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			f.look(name, v.Elem(), depth)
		}
	case reflect.String:
		f.add(name, v.String())
	case reflect.Slice:
		for i := range min(v.Len(), resourcesLimit) {
			f.look(name, v.Index(i), depth)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); depth < deepest && field.IsExported() && field.Name != "ResultMetadata" {
				f.look(field.Name, v.Field(i), depth+1)
			}
		}
	}
}

func (f *finder) add(member, name string) {
	kind := resourceType(f.service, member)
	name, _ = world.CutBucketARN(name)
	r := world.TrailResource{Type: kind, Name: name}
	if kind == "" || name == "" || len(f.found) >= resourcesLimit || slices.Contains(f.found, r) {
		return
	}
	f.found = append(f.found, r)
}

// resourceType is the type of resource that a member of a request or an answer
// names, "" for none. Some names mean something in one service only.
func resourceType(service, member string) string {
	switch service + "." + member {
	case "cloudtrail.Name", "cloudtrail.TrailName", "cloudtrail.TrailARN":
		return "AWS::CloudTrail::Trail"
	case "s3.Bucket", "cloudtrail.S3BucketName":
		return "AWS::S3::Bucket"
	case "iam.GroupName":
		return "AWS::IAM::Group"
	case "elasticloadbalancing.LoadBalancerName", "elasticloadbalancing.LoadBalancerNames":
		return "AWS::ElasticLoadBalancing::LoadBalancer"
	}
	switch member {
	case "InstanceId", "InstanceIds":
		return "AWS::EC2::Instance"
	case "ImageId", "ImageIds":
		return "AWS::EC2::Ami"
	case "SubnetId":
		return "AWS::EC2::Subnet"
	case "VpcId":
		return "AWS::EC2::VPC"
	case "InternetGatewayId":
		return "AWS::EC2::InternetGateway"
	case "CustomerGatewayId":
		return "AWS::EC2::CustomerGateway"
	case "NetworkAclId":
		return "AWS::EC2::NetworkAcl"
	case "RouteTableId":
		return "AWS::EC2::RouteTable"
	case "VpcPeeringConnectionId":
		return "AWS::EC2::VPCPeeringConnection"
	case "SpotInstanceRequestId", "SpotInstanceRequestIds":
		return "AWS::EC2::SpotInstanceRequest"
	case "SpotFleetRequestId", "SpotFleetRequestIds":
		return "AWS::EC2::SpotFleet"
	case "UserName":
		return "AWS::IAM::User"
	case "RoleName", "RoleArn":
		return "AWS::IAM::Role"
	case "PolicyArn":
		return "AWS::IAM::Policy"
	case "InstanceProfileName":
		return "AWS::IAM::InstanceProfile"
	case "TopicArn":
		return "AWS::SNS::Topic"
	case "LogGroupName":
		return "AWS::Logs::LogGroup"
	case "GroupId", "GroupIds":
		return "AWS::EC2::SecurityGroup"
	case "KeyName":
		return "AWS::EC2::KeyPair"
	case "LaunchTemplateId", "LaunchTemplateName":
		return "AWS::EC2::LaunchTemplate"
	case "AutoScalingGroupName", "AutoScalingGroupNames":
		return "AWS::AutoScaling::AutoScalingGroup"
	case "LaunchConfigurationName":
		return "AWS::AutoScaling::LaunchConfiguration"
	case "PolicyARN":
		return "AWS::AutoScaling::ScalingPolicy"
	case "LoadBalancerArn", "LoadBalancerArns":
		return "AWS::ElasticLoadBalancingV2::LoadBalancer"
	case "TargetGroupArn", "TargetGroupArns", "TargetGroupARNs":
		return "AWS::ElasticLoadBalancingV2::TargetGroup"
	case "ListenerArn", "ListenerArns":
		return "AWS::ElasticLoadBalancingV2::Listener"
	case "RuleArn", "RuleArns":
		return "AWS::ElasticLoadBalancingV2::ListenerRule"
	case "AlarmName", "AlarmNames":
		return "AWS::CloudWatch::Alarm"
	}
	return ""
}
