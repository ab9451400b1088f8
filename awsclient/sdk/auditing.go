package sdk

import (
	"context"
	"encoding/json"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"fleetglass/awsclient"
)

// trailPage is the largest page of CloudTrail's event history.
const trailPage = 50

// Events are management events, newest first. They show up in CloudTrail some
// minutes after the call.
func (c *Client) Events(ctx context.Context, query awsclient.EventQuery) ([]awsclient.Event, error) {
	limit := query.Limit
	if limit <= 0 {
		limit = trailPage
	}
	in := &cloudtrail.LookupEventsInput{
		MaxResults: aws.Int32(int32(min(limit, trailPage))), StartTime: open(query.Start), EndTime: open(query.End),
	}
	if query.Attribute != "" {
		in.LookupAttributes = []types.LookupAttribute{{
			AttributeKey: types.LookupAttributeKey(query.Attribute), AttributeValue: aws.String(query.Value),
		}}
	}
	var rows []awsclient.Event
	err := pages(ctx, c, cloudtrail.NewLookupEventsPaginator(c.read.trail, in), func(out *cloudtrail.LookupEventsOutput) bool {
		rows = append(rows, mapped(out.Events, event)...)
		return len(rows) < limit
	})
	if len(rows) > limit {
		rows = rows[:limit]
	}
	return rows, err
}

// open is nil for the zero time: that end of the range is open.
func open(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// inside is what only the record itself tells of an event.
type inside struct {
	ErrorCode       string `json:"errorCode"`
	ErrorMessage    string `json:"errorMessage"`
	SourceIPAddress string `json:"sourceIPAddress"`
	UserAgent       string `json:"userAgent"`
	Account         string `json:"recipientAccountId"`
	UserIdentity    struct {
		Type      string `json:"type"`
		AccountID string `json:"accountId"`
	} `json:"userIdentity"`
}

func event(e types.Event) awsclient.Event {
	var in inside
	// A record that cannot be read leaves these empty; the raw text is kept.
	_ = json.Unmarshal([]byte(aws.ToString(e.CloudTrailEvent)), &in)
	return awsclient.Event{
		ID: text(e.EventId), Name: text(e.EventName), Source: text(e.EventSource), Time: moment(e.EventTime), Username: text(e.Username),
		ReadOnly: aws.ToString(e.ReadOnly) == "true", AccessKeyID: text(e.AccessKeyId),
		Resources: mapped(e.Resources, func(r types.Resource) awsclient.EventResource {
			return awsclient.EventResource{Type: text(r.ResourceType), Name: text(r.ResourceName)}
		}),
		Identity: Clean(in.UserIdentity.Type), Caller: Clean(in.UserIdentity.AccountID), Account: Clean(in.Account),
		ErrorCode: Clean(in.ErrorCode), ErrorMessage: Clean(in.ErrorMessage), SourceIP: Clean(in.SourceIPAddress), UserAgent: Clean(in.UserAgent),
		Record: record(e.CloudTrailEvent),
	}
}
