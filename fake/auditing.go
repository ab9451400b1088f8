package fake

import (
	"slices"
	"strings"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/audit"
	"fleetglass/fake/sim/logs"
)

// first is the place whose world keeps what is of no region: the first of
// its partition, which may be the one that is being made.
func (e *Engine) first(p *place) *place {
	if home := e.homeOf(p.world.Region); home != nil {
		return home
	}
	return p
}

// trailDoors lead CloudTrail's trails from one region to the rooms that they
// deliver to, which may be of another.
type trailDoors struct {
	e   *Engine
	own *place // known before the engine knows it
}

var _ audit.Neighbours = trailDoors{}

// at is the place of the region in an ARN, nil when nobody has been there.
func (d trailDoors) at(arn string) *place {
	parts := strings.Split(arn, ":")
	if len(parts) < 6 {
		return nil
	}
	if parts[3] == d.own.world.Region {
		return d.own
	}
	i := slices.IndexFunc(d.e.places, func(p *place) bool { return p.world.Region == parts[3] })
	if i < 0 {
		return nil
	}
	return d.e.places[i]
}

// HasLogGroup tells whether there is a log group with this ARN.
func (d trailDoors) HasLogGroup(arn string) bool {
	p := d.at(arn)
	return p != nil && p.logs.HasGroup(arn)
}

// WriteLog writes to a log group of any region.
func (d trailDoors) WriteLog(groupARN, stream string, lines []audit.Line) error {
	p := d.at(groupARN)
	if p == nil || !p.logs.HasGroup(groupARN) {
		return awserr.New("ResourceNotFoundException", "The specified log group does not exist.")
	}
	p.logs.Ensure(groupARN, stream)
	events := make([]logs.Event, len(lines))
	for i, l := range lines {
		events[i] = logs.Event{At: l.At, Message: l.Text}
	}
	return p.logs.Write(groupARN, stream, events)
}

// RoleTrusts tells whether a service may assume a role.
func (d trailDoors) RoleTrusts(roleARN, service string) bool {
	role := d.own.identity.Role(roleARN)
	return role != nil && d.own.identity.Trusts(role, service)
}

// RoleMay tells whether a role allows an action.
func (d trailDoors) RoleMay(roleARN, action, resource string) bool {
	role := d.own.identity.Role(roleARN)
	return role != nil && d.own.identity.RoleAllows(role, action, resource)
}

// HasTopic tells whether there is a topic with this ARN.
func (d trailDoors) HasTopic(arn string) bool {
	p := d.at(arn)
	return p != nil && p.notify.HasTopic(arn)
}

// Publish sends to a topic of any region.
func (d trailDoors) Publish(topicARN, subject, message string) error {
	if p := d.at(topicARN); p != nil {
		return p.notify.Publish(topicARN, subject, message)
	}
	return awserr.New("NotFound", "Topic does not exist").WithStatus(404)
}
