package scaling

import (
	"encoding/json"
	"errors"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// service is who calls when Auto Scaling does, as the trail names it.
const service = "autoscaling.amazonaws.com"

// ec2Source is EC2's name in the trail.
const ec2Source = "ec2.amazonaws.com"

// The session that Auto Scaling calls under.
const serviceRole = "AWSServiceRoleForAutoScaling"

// record writes a call of Auto Scaling's own to the trail.
func (r *Room) record(name, source string, request, response any, err error, resources ...world.TrailResource) {
	e := world.TrailEvent{
		Name: name, Source: source, InvokedBy: service, SourceIP: service, UserAgent: service,
		IdentityType: "AssumedRole", Username: "AutoScaling",
		ARN:     r.k.World.GlobalARN("sts", "assumed-role/"+serviceRole+"/AutoScaling"),
		Request: asJSON(request), Resources: resources,
	}
	if err != nil {
		e.ErrorCode, e.ErrorMessage = trailCode(source, err), message(err)
	} else {
		e.Response = asJSON(response)
	}
	r.k.Record(e)
}

// trailCode is an error's code in the trail: EC2's say whose fault it was.
func trailCode(source string, err error) string {
	var e *awserr.Error
	switch {
	case !errors.As(err, &e):
		return "InternalFailure"
	case source == ec2Source:
		return e.QualifiedCode()
	}
	return e.Code
}

// asJSON is a value as JSON; every value given to it can be written.
func asJSON(v any) string {
	if v == nil {
		return ""
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

// items is a list as EC2's trail records write it.
type items[T any] struct {
	Items []T `json:"items"`
}

type runItem struct {
	Image string `json:"imageId,omitempty"`
	Key   string `json:"keyName,omitempty"`
	Min   int    `json:"minCount"`
	Max   int    `json:"maxCount"`
}

type instanceItem struct {
	ID     string `json:"instanceId"`
	Image  string `json:"imageId,omitempty"`
	Type   string `json:"instanceType,omitempty"`
	Subnet string `json:"subnetId,omitempty"`
}

func (r *Room) recordLaunch(o compute.Order, launched []*world.Instance, err error) {
	request := struct {
		Instances items[runItem] `json:"instancesSet"`
		Type      string         `json:"instanceType"`
		Subnet    string         `json:"subnetId,omitempty"`
		Monitored bool           `json:"monitoringEnabled"`
	}{items[runItem]{[]runItem{{o.Settings.Image, o.Settings.KeyName, o.Count, o.Count}}}, o.Settings.Type, o.Subnet, o.Settings.Monitoring}
	var response struct {
		Instances items[instanceItem] `json:"instancesSet"`
	}
	var resources []world.TrailResource
	for _, in := range launched {
		response.Instances.Items = append(response.Instances.Items, instanceItem{in.ID, in.Image, in.Type, in.Subnet})
		resources = append(resources, world.TrailResource{Type: "AWS::EC2::Instance", Name: in.ID})
	}
	r.record("RunInstances", ec2Source, request, response, err, resources...)
}

func (r *Room) recordTermination(instance string, err error) {
	set := struct {
		Instances items[instanceItem] `json:"instancesSet"`
	}{items[instanceItem]{[]instanceItem{{ID: instance}}}}
	r.record("TerminateInstances", ec2Source, set, set, err, world.TrailResource{Type: "AWS::EC2::Instance", Name: instance})
}

type target struct {
	ID string `json:"id"`
}

func (r *Room) recordClassic(name, balancer, instance string, err error) {
	request := struct {
		Balancer  string         `json:"loadBalancerName"`
		Instances []instanceItem `json:"instances"`
	}{balancer, []instanceItem{{ID: instance}}}
	r.record(name, "elasticloadbalancing.amazonaws.com", request, nil, err,
		world.TrailResource{Type: "AWS::ElasticLoadBalancing::LoadBalancer", Name: balancer},
		world.TrailResource{Type: "AWS::EC2::Instance", Name: instance})
}

func (r *Room) recordTargets(name, arn, instance string, err error) {
	request := struct {
		Group   string   `json:"targetGroupArn"`
		Targets []target `json:"targets"`
	}{arn, []target{{instance}}}
	r.record(name, "elasticloadbalancing.amazonaws.com", request, nil, err,
		world.TrailResource{Type: "AWS::ElasticLoadBalancingV2::TargetGroup", Name: arn},
		world.TrailResource{Type: "AWS::EC2::Instance", Name: instance})
}
