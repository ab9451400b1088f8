package logsapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

func TestRefusalsOfGroupsAndQueries(t *testing.T) {
	a := newAccount(t)
	group := func(name string, tags map[string]string) *cwl.CreateLogGroupInput {
		return &cwl.CreateLogGroupInput{LogGroupName: &name, Tags: tags}
	}
	many := map[string]string{}
	for i := range 51 {
		many[fmt.Sprint("key", i)] = "v"
	}
	query := func(change func(*cwl.StartQueryInput)) *cwl.StartQueryInput {
		in := &cwl.StartQueryInput{LogGroupName: aws.String("queried"), QueryString: aws.String("fields @message"), StartTime: aws.Int64(1), EndTime: aws.Int64(2)}
		change(in)
		return in
	}
	ask[cwl.CreateLogGroupOutput](a, group("queried", nil))
	done := ask[cwl.StartQueryOutput](a, query(func(*cwl.StartQueryInput) {})).QueryId
	a.pass(5 * time.Minute)
	const bad = "InvalidParameterException: "
	for _, c := range []struct {
		input any
		want  string
	}{
		{group("aws/mine", nil), bad + "Log groups starting with AWS/ are reserved for AWS."},
		{group("new", map[string]string{strings.Repeat("k", 129): "v"}), bad + "The key of a tag must have 1 to 128 characters."},
		{group("new", map[string]string{"k": strings.Repeat("v", 257)}), bad + "The value of the tag k must have 256 characters at most."},
		{group("new", many), "TooManyTagsException: A resource can have no more than 50 tags."},
		{&cwl.TagResourceInput{ResourceArn: aws.String("arn:aws:logs:us-west-2:123456789012:log-group:queried")}, bad + "At least one tag must be given."},
		{&cwl.DescribeMetricFiltersInput{FilterNamePrefix: aws.String("f")}, bad + "filterNamePrefix needs a logGroupName."},
		{query(func(in *cwl.StartQueryInput) { in.QueryLanguage = "SQL" }), bad + "The query language SQL is not available in this engine."},
		{query(func(in *cwl.StartQueryInput) { in.LogGroupName, in.LogGroupNames = nil, make([]string, 51) }), bad + "A query may look at 50 log groups at most."},
		{&cwl.StopQueryInput{QueryId: done}, bad + "Query with ID " + *done + " is not currently running."},
	} {
		if got := a.refusal(c.input); got != c.want {
			t.Errorf("%T\n got %s\nwant %s", c.input, got, c.want)
		}
	}
	for range 30 {
		ask[cwl.StartQueryOutput](a, query(func(*cwl.StartQueryInput) {}))
	}
	if got := a.refusal(query(func(*cwl.StartQueryInput) {})); got != "LimitExceededException: Resource limit exceeded." {
		t.Errorf("the thirty-first query: %s", got)
	}
}
