package sdk

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"fleetglass/awsclient"
)

// pointerField is the column by which a row's event can be asked for whole.
const pointerField = "@ptr"

// StartInsights begins a query and returns its id.
func (c *Client) StartInsights(ctx context.Context, q awsclient.InsightsQuery) (string, error) {
	in := &cloudwatchlogs.StartQueryInput{
		LogGroupNames: mapped(q.Groups, groupName), QueryString: &q.Text, StartTime: aws.Int64(q.Start.Unix()), EndTime: aws.Int64(q.End.Unix()),
	}
	if q.Limit > 0 {
		in.Limit = aws.Int32(int32(q.Limit))
	}
	out, err := call(ctx, c, c.read.logs.StartQuery, in)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.QueryId), nil
}

// Insights is how far a query is.
func (c *Client) Insights(ctx context.Context, id string) (awsclient.InsightsResult, error) {
	out, err := call(ctx, c, c.read.logs.GetQueryResults, &cloudwatchlogs.GetQueryResultsInput{QueryId: &id})
	if err != nil {
		return awsclient.InsightsResult{}, err
	}
	return insightsResult(out), nil
}

// insightsResult gives every row the same columns: AWS leaves out of a row
// what is missing in it.
func insightsResult(out *cloudwatchlogs.GetQueryResultsOutput) awsclient.InsightsResult {
	r := awsclient.InsightsResult{Status: word(out.Status)}
	if s := out.Statistics; s != nil {
		r.Scanned, r.Matched, r.Bytes = int(s.RecordsScanned), int(s.RecordsMatched), int(s.BytesScanned)
	}
	for _, row := range out.Results {
		for _, f := range row {
			if name := text(f.Field); name != pointerField && !slices.Contains(r.Columns, name) {
				r.Columns = append(r.Columns, name)
			}
		}
	}
	for _, row := range out.Results {
		cells := make([]string, len(r.Columns))
		for _, f := range row {
			if name := text(f.Field); name == pointerField {
				r.Pointers = append(r.Pointers, aws.ToString(f.Value))
			} else {
				cells[slices.Index(r.Columns, name)] = message(f.Value)
			}
		}
		r.Rows = append(r.Rows, cells)
	}
	return r
}

// StopInsights ends a query that runs.
func (c *Client) StopInsights(ctx context.Context, id string) error {
	_, err := call(ctx, c, c.read.logs.StopQuery, &cloudwatchlogs.StopQueryInput{QueryId: &id})
	return err
}
