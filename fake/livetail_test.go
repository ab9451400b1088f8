package fake

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// A live tail session sees what the simulated servers ship, and ends after
// three hours of the caller's clock, not of the account's.
func TestALiveTailSession(t *testing.T) {
	wall := time.Unix(0, 0)
	e, err := New(Options{Seed: 1, Wall: func() time.Time { return wall }})
	if err != nil {
		t.Fatal(err)
	}
	groups := must[cloudwatchlogs.DescribeLogGroupsOutput](t, e, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("/web")}).LogGroups
	out, _, err := e.Call(t.Context(), "cloudwatchlogs", "StartLiveTail", Region, &cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{*groups[0].LogGroupArn}})
	if err != nil {
		t.Fatal(err)
	}
	session := out.(*LiveTail)
	begin, seen, sampled := e.Now(), 0, false
	for range 30 {
		e.Advance(7 * time.Second)
		update, err := session.Next()
		if err != nil {
			t.Fatal(err)
		}
		for _, event := range update.SessionResults {
			if came := time.UnixMilli(*event.IngestionTime); came.Before(begin.Truncate(time.Millisecond)) || came.After(e.Now()) {
				t.Fatalf("an event that came at %v is new at %v", came, e.Now())
			}
		}
		seen += len(update.SessionResults)
		sampled = sampled || update.SessionMetadata.Sampled
	}
	came := 0
	for in := (&cloudwatchlogs.FilterLogEventsInput{LogGroupName: groups[0].LogGroupName, StartTime: aws.Int64(begin.Add(-time.Minute).UnixMilli())}); ; {
		page := must[cloudwatchlogs.FilterLogEventsOutput](t, e, in)
		for _, event := range page.Events {
			if *event.IngestionTime > begin.UnixMilli() {
				came++
			}
		}
		if in.NextToken = page.NextToken; in.NextToken == nil {
			break
		}
	}
	if seen != came || seen == 0 || sampled {
		t.Errorf("%d events were seen, %d came, sampled %v", seen, came, sampled)
	}
	wall = wall.Add(liveSession)
	var over *types.SessionTimeoutException
	if _, err := session.Next(); !errors.As(err, &over) || over.ErrorMessage() != "The session has timed out." {
		t.Errorf("after three hours: %v", err)
	}
}
