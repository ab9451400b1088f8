package spotfleet

import (
	"encoding/json"
	"errors"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// Who calls when a fleet does, as the trail names it.
const (
	service = "spotfleet.amazonaws.com"
	session = "AWSServiceRoleForEC2SpotFleet"
)

// record writes a call that a fleet made to the trail.
func (r *Room) record(name string, request, response any, err error, resources ...world.TrailResource) {
	e := world.TrailEvent{
		Name: name, Source: "ec2.amazonaws.com", InvokedBy: service, SourceIP: service, UserAgent: service,
		IdentityType: "AssumedRole", Username: "SpotFleet",
		ARN:     r.k.World.GlobalARN("sts", "assumed-role/"+session+"/SpotFleet"),
		Request: asJSON(request), Resources: resources,
	}
	var refused *awserr.Error
	switch {
	case errors.As(err, &refused):
		e.ErrorCode, e.ErrorMessage = refused.QualifiedCode(), refused.Message
	case err != nil:
		e.ErrorCode, e.ErrorMessage = "InternalFailure", err.Error()
	default:
		e.Response = asJSON(response)
	}
	r.k.Record(e)
}

// asJSON is a value as JSON; every value given to it can be written.
func asJSON(v any) string {
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
	Type   string `json:"instanceType,omitempty"`
	Subnet string `json:"subnetId,omitempty"`
}

func (r *Room) recordLaunch(o compute.Order, launched []*world.Instance, err error) {
	request := struct {
		Instances items[runItem] `json:"instancesSet"`
		Type      string         `json:"instanceType"`
		Subnet    string         `json:"subnetId,omitempty"`
	}{items[runItem]{[]runItem{{o.Settings.Image, o.Settings.KeyName, o.Count, o.Count}}}, o.Settings.Type, o.Subnet}
	var response struct {
		Instances items[instanceItem] `json:"instancesSet"`
	}
	var resources []world.TrailResource
	for _, in := range launched {
		response.Instances.Items = append(response.Instances.Items, instanceItem{in.ID, in.Type, in.Subnet})
		resources = append(resources, world.TrailResource{Type: "AWS::EC2::Instance", Name: in.ID})
	}
	r.record("RunInstances", request, response, err, resources...)
}

func (r *Room) recordTermination(instance string, err error) {
	set := struct {
		Instances items[instanceItem] `json:"instancesSet"`
	}{items[instanceItem]{[]instanceItem{{ID: instance}}}}
	r.record("TerminateInstances", set, set, err, world.TrailResource{Type: "AWS::EC2::Instance", Name: instance})
}
