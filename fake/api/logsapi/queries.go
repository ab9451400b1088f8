package logsapi

import (
	"context"
	"fmt"
	"slices"
	"time"

	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/awsclient/semantics/insights"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/logs"
	"fleetglass/fake/world"
)

// Limits of queries (BC:logs.StartQuery; CWL/cloudwatch_limits_cwl).
const (
	mostQueried     = 50 // groups in a query
	mostUnderWay    = 30
	mostQueriesSeen = 1000
)

func (s *service) startQuery(_ context.Context, in *cwl.StartQueryInput) (*cwl.StartQueryOutput, error) {
	if err := checkQuery(in); err != nil {
		return nil, err
	}
	names, err := s.queried(in)
	if err != nil {
		return nil, err
	}
	if _, err := insights.Parse(*in.QueryString); err != nil {
		return nil, awserr.From(err)
	}
	if s.room.UnderWay() >= mostUnderWay {
		return nil, awserr.New("LimitExceededException", "Resource limit exceeded.")
	}
	limit := int32(insights.DefaultLimit)
	if in.Limit != nil {
		limit = *in.Limit
	}
	q := s.room.StartQuery(world.LogQuery{
		Text: *in.QueryString, Groups: names, Limit: int(limit),
		From: time.Unix(*in.StartTime, 0).UTC(), To: time.Unix(*in.EndTime, 0).UTC().Add(time.Second - time.Millisecond),
	})
	return &cwl.StartQueryOutput{QueryId: some(q.ID)}, nil
}

func checkQuery(in *cwl.StartQueryInput) error {
	var v violations
	for _, m := range []struct {
		name string
		time *int64
	}{{"startTime", in.StartTime}, {"endTime", in.EndTime}} {
		if m.time == nil {
			v.add("null", m.name, "not be null")
		}
		v.moment(m.time, m.name)
	}
	if in.QueryString == nil {
		v.add("null", "queryString", "not be null")
	}
	v.between(in.Limit, "limit", 1, insights.MaxLimit)
	v.name(in.LogGroupName, "logGroupName", groupCharacters, true)
	if err := v.err(); err != nil {
		return err
	}
	switch {
	case in.QueryLanguage != "" && in.QueryLanguage != types.QueryLanguageCwli:
		return refused("The query language %s is not available in this engine.", in.QueryLanguage)
	case *in.StartTime > *in.EndTime:
		return refused("End time should not be before start time.")
	}
	return nil
}

// queried is the names of the groups that a query is to look at.
func (s *service) queried(in *cwl.StartQueryInput) ([]string, error) {
	ways := 0
	var asked []string
	for _, list := range [][]string{in.LogGroupNames, in.LogGroupIdentifiers} {
		if len(list) > 0 {
			ways++
			asked = list
		}
	}
	if in.LogGroupName != nil {
		ways++
		asked = []string{*in.LogGroupName}
	}
	switch {
	case ways != 1:
		return nil, refused("Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.")
	case len(asked) > mostQueried:
		return nil, refused("A query may look at %d log groups at most.", mostQueried)
	}
	var names []string
	for _, a := range asked {
		g, err := s.room.Group(s.room.NameOf(a))
		if err != nil {
			return nil, err
		}
		if !slices.Contains(names, g.Name) {
			names = append(names, g.Name)
		}
	}
	return names, nil
}

func (s *service) query(id *string) (*world.LogQuery, error) {
	if id == nil {
		var v violations
		v.add("null", "queryId", "not be null")
		return nil, v.err()
	}
	q := s.w.LogQueries.Get(*id)
	if q == nil {
		return nil, awserr.New("ResourceNotFoundException", "The specified query does not exist.")
	}
	return q, nil
}

func (s *service) stopQuery(_ context.Context, in *cwl.StopQueryInput) (*cwl.StopQueryOutput, error) {
	q, err := s.query(in.QueryId)
	if err != nil {
		return nil, err
	}
	if !s.room.StopQuery(q) {
		return nil, refused("Query with ID %s is not currently running.", q.ID)
	}
	return &cwl.StopQueryOutput{Success: true}, nil
}

func (s *service) getQueryResults(_ context.Context, in *cwl.GetQueryResultsInput) (*cwl.GetQueryResultsOutput, error) {
	if err := onlyKnown(in, "QueryId"); err != nil {
		return nil, err
	}
	q, err := s.query(in.QueryId)
	if err != nil {
		return nil, err
	}
	out := &cwl.GetQueryResultsOutput{
		Status: types.QueryStatus(q.Status), QueryLanguage: types.QueryLanguageCwli, Results: [][]types.ResultField{},
		Statistics: &types.QueryStatistics{RecordsScanned: float64(q.Scanned), RecordsMatched: float64(q.Matched), BytesScanned: float64(q.Size)},
	}
	if q.Status == logs.QueryComplete {
		out.Statistics.LogGroupsScanned, out.Statistics.ResultCount = float64(len(q.Groups)), float64(len(q.Rows))
	}
	for _, row := range q.Rows {
		fields := make([]types.ResultField, len(row))
		for i, f := range row {
			fields[i] = types.ResultField{Field: some(f.Key), Value: some(f.Value)}
		}
		out.Results = append(out.Results, fields)
	}
	return out, nil
}

func (s *service) describeQueries(_ context.Context, in *cwl.DescribeQueriesInput) (*cwl.DescribeQueriesOutput, error) {
	var v violations
	v.between(in.MaxResults, "maxResults", 1, mostQueriesSeen)
	v.name(in.LogGroupName, "logGroupName", groupCharacters, true)
	if in.Status != "" && !slices.Contains(in.Status.Values(), in.Status) {
		v.add("'"+string(in.Status)+"'", "status", "satisfy enum value set: %s", fmt.Sprint(in.Status.Values()))
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	var all []types.QueryInfo
	for _, q := range s.w.LogQueries.All() {
		if (in.Status == "" || string(in.Status) == q.Status) && (in.LogGroupName == nil || slices.Contains(q.Groups, *in.LogGroupName)) {
			all = append(all, types.QueryInfo{
				QueryId: some(q.ID), QueryString: some(q.Text), QueryLanguage: types.QueryLanguageCwli,
				Status: types.QueryStatus(q.Status), CreateTime: stamp(q.Created), LogGroupName: some(q.Groups[0]),
			})
		}
	}
	slices.Reverse(all) // the newest first
	rows, next, err := page(all, func(q types.QueryInfo) string { return *q.QueryId }, in.MaxResults, mostQueriesSeen, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &cwl.DescribeQueriesOutput{Queries: append([]types.QueryInfo{}, rows...), NextToken: next}, nil
}
