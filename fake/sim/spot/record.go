package spot

import (
	"encoding/json"
	"errors"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

const (
	invoker   = "spot.amazonaws.com"
	ec2Source = "ec2.amazonaws.com"
)

type instanceItem struct {
	ID     string `json:"instanceId,omitempty"`
	Image  string `json:"imageId,omitempty"`
	Type   string `json:"instanceType,omitempty"`
	Subnet string `json:"subnetId,omitempty"`
}

type instanceSet struct {
	Items []instanceItem `json:"items"`
}

// recordLaunch writes the launch for a request to the trail, as a call that
// the Spot service made.
func (r *Room) recordLaunch(q *world.SpotRequest, launched []*world.Instance, err error) {
	e := world.TrailEvent{
		Name: "RunInstances", Source: ec2Source, InvokedBy: invoker, IdentityType: "AWSService", SourceIP: invoker, UserAgent: invoker,
		Request: text(struct {
			Instances instanceSet `json:"instancesSet"`
			Type      string      `json:"instanceType"`
			Request   string      `json:"spotInstanceRequestId"`
		}{instanceSet{[]instanceItem{{Image: q.Settings.Image}}}, q.Settings.Type, q.ID}),
	}
	var refused *awserr.Error
	if errors.As(err, &refused) {
		e.ErrorCode, e.ErrorMessage = refused.QualifiedCode(), refused.Message
	}
	var made instanceSet
	for _, in := range launched {
		made.Items = append(made.Items, instanceItem{in.ID, in.Image, in.Type, in.Subnet})
		e.Resources = append(e.Resources, world.TrailResource{Type: "AWS::EC2::Instance", Name: in.ID})
	}
	if len(launched) > 0 {
		e.Response = text(struct {
			Instances instanceSet `json:"instancesSet"`
		}{made})
	}
	r.k.Record(e)
}

// recordEviction writes what CloudTrail is told when EC2 takes an instance
// back: an event of the service, which nobody called for.
func (r *Room) recordEviction(instance string) {
	r.k.Record(world.TrailEvent{
		Name: "BidEvictedEvent", Source: ec2Source, InvokedBy: ec2Source, IdentityType: "AWSService", SourceIP: ec2Source, UserAgent: ec2Source,
		Response: text(struct {
			Instances []string `json:"instanceIdSet"`
		}{[]string{instance}}),
		Resources: []world.TrailResource{{Type: "AWS::EC2::Instance", Name: instance}},
	})
}

// text is a value of plain members as JSON.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}
