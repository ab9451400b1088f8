package trailapi

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// The event history's limits (BC:cloudtrail.LookupEvents).
const (
	history = 90 * 24 * time.Hour
	maxPage = 50
)

func (s service) lookupEvents(_ context.Context, in *cloudtrail.LookupEventsInput) (*cloudtrail.LookupEventsOutput, error) {
	keep, err := filter(in.LookupAttributes)
	if err != nil {
		return nil, err
	}
	start, end, err := s.span(in.StartTime, in.EndTime)
	if err != nil {
		return nil, err
	}
	size := maxPage
	if in.MaxResults != nil {
		if size = int(*in.MaxResults); size < 1 || size > maxPage {
			return nil, awserr.New("InvalidMaxResultsException", "A max results value of %d is invalid. Specify max results between 1 and %d.", size, maxPage)
		}
	}
	if c := in.EventCategory; c != "" && c != types.EventCategoryInsight {
		return nil, awserr.New("InvalidEventCategoryException", "%s is not a valid event category.", c)
	}
	if in.EventCategory == types.EventCategoryInsight {
		return &cloudtrail.LookupEventsOutput{Events: []types.Event{}}, nil // no insights are made here
	}
	before, err := resume(s.w.Trail, aws.ToString(in.NextToken), question(in))
	if err != nil {
		return nil, err
	}
	page, more := s.walk(before, size, start, end, keep)
	out := &cloudtrail.LookupEventsOutput{Events: []types.Event{}}
	for _, e := range page {
		out.Events = append(out.Events, s.view(e))
	}
	if more {
		out.NextToken = aws.String(token(page[len(page)-1], question(in)))
	}
	return out, nil
}

// walk goes back from the event before a position, newest first, until a page
// is full; more tells whether there would have been another event.
func (s service) walk(before, size int, start, end time.Time, keep func(*world.TrailEvent) bool) (page []*world.TrailEvent, more bool) {
	for i := before - 1; i >= 0 && !s.w.Trail[i].At.Before(start); i-- {
		e := &s.w.Trail[i]
		if e.At.After(end) || !keep(e) {
			continue
		}
		if len(page) == size {
			return page, true
		}
		page = append(page, e)
	}
	return page, false
}

// span is the times asked for, both included, within the event history.
func (s service) span(start, end *time.Time) (time.Time, time.Time, error) {
	oldest := s.w.Now.Add(-history)
	from, to := aws.ToTime(start), s.w.Now
	if end != nil {
		to = *end
	}
	if start != nil && end != nil && start.After(*end) {
		return from, to, awserr.New("InvalidTimeRangeException", "Start time must be before or equal to end time.")
	}
	if from.Before(oldest) {
		from = oldest
	}
	return from, to, nil
}

// filter is whether an event has the one attribute that a request may name.
func filter(list []types.LookupAttribute) (func(*world.TrailEvent) bool, error) {
	if len(list) == 0 {
		return func(*world.TrailEvent) bool { return true }, nil
	}
	if len(list) > 1 {
		return nil, awserr.New("InvalidLookupAttributesException", "You can only specify one lookup attribute.")
	}
	want := aws.ToString(list[0].AttributeValue)
	if want == "" {
		return nil, awserr.New("InvalidLookupAttributesException", "The lookup attribute value cannot be empty.")
	}
	see := look(list[0].AttributeKey)
	if see == nil {
		return nil, awserr.New("InvalidLookupAttributesException", "%s is not a valid lookup attribute.", list[0].AttributeKey)
	}
	return func(e *world.TrailEvent) bool { return slices.Contains(see(e), want) }, nil
}

// look is what a lookup attribute sees in an event, nil for one that does not
// exist.
func look(key types.LookupAttributeKey) func(*world.TrailEvent) []string {
	text := func(f func(*world.TrailEvent) string) func(*world.TrailEvent) []string {
		return func(e *world.TrailEvent) []string { return []string{f(e)} }
	}
	resources := func(f func(world.TrailResource) string) func(*world.TrailEvent) []string {
		return func(e *world.TrailEvent) (found []string) {
			for _, r := range e.Resources {
				found = append(found, f(r))
			}
			return found
		}
	}
	switch key {
	case types.LookupAttributeKeyEventId:
		return text(func(e *world.TrailEvent) string { return e.ID })
	case types.LookupAttributeKeyEventName:
		return text(func(e *world.TrailEvent) string { return e.Name })
	case types.LookupAttributeKeyEventSource:
		return text(func(e *world.TrailEvent) string { return e.Source })
	case types.LookupAttributeKeyReadOnly:
		return text(func(e *world.TrailEvent) string { return strconv.FormatBool(e.ReadOnly) })
	case types.LookupAttributeKeyUsername:
		return text(func(e *world.TrailEvent) string { return e.Username })
	case types.LookupAttributeKeyAccessKeyId:
		return text(func(e *world.TrailEvent) string { return e.AccessKey })
	case types.LookupAttributeKeyResourceType:
		return resources(func(r world.TrailResource) string { return r.Type })
	case types.LookupAttributeKeyResourceName:
		return resources(func(r world.TrailResource) string { return r.Name })
	}
	return nil
}

func (s service) view(e *world.TrailEvent) types.Event {
	v := types.Event{
		EventId: aws.String(e.ID), EventName: aws.String(e.Name), EventSource: aws.String(e.Source), EventTime: aws.Time(e.At),
		ReadOnly: aws.String(strconv.FormatBool(e.ReadOnly)), Resources: []types.Resource{}, CloudTrailEvent: aws.String(s.record(e)),
	}
	if e.AccessKey != "" {
		v.AccessKeyId = aws.String(e.AccessKey)
	}
	if e.Username != "" {
		v.Username = aws.String(e.Username)
	}
	for _, r := range e.Resources {
		v.Resources = append(v.Resources, types.Resource{ResourceType: aws.String(r.Type), ResourceName: aws.String(r.Name)})
	}
	return v
}

// record is an event's record, with its principal's id where it is known.
func (s service) record(e *world.TrailEvent) string {
	known := *e
	if p := s.w.Principals.Get(e.AccessKey); p != nil && known.PrincipalID == "" {
		known.PrincipalID = p.ID
	}
	return s.a.Record(known)
}
