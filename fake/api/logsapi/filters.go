package logsapi

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/awsclient/semantics/metricfilter"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/logs"
	"fleetglass/fake/world"
)

func (s *service) putMetricFilter(_ context.Context, in *cwl.PutMetricFilterInput) (*cwl.PutMetricFilterOutput, error) {
	if err := onlyKnown(in, "FilterName", "FilterPattern", "LogGroupName", "MetricTransformations"); err != nil {
		return nil, err
	}
	var v violations
	v.group(in.LogGroupName)
	if in.FilterName == nil {
		v.add("null", "filterName", "not be null")
	}
	if in.FilterPattern == nil {
		v.add("null", "filterPattern", "not be null")
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	if n := len(in.MetricTransformations); n != 1 {
		// The rules say how many there must be.
		return nil, awserr.From(metricfilter.Validate(metricfilter.Filter{
			Name: *in.FilterName, Pattern: *in.FilterPattern, Transformations: make([]metricfilter.Transformation, n),
		}))
	}
	f := readFilter(in)
	made, err := logs.Compile(f)
	if err != nil {
		return nil, awserr.From(err)
	}
	g, err := s.room.Group(*in.LogGroupName)
	if err != nil {
		return nil, err
	}
	if err := searchable(g, "PutMetricFilter"); err != nil {
		return nil, err
	}
	together := []metricfilter.Compiled{made}
	for _, other := range g.MetricFilters {
		if c, err := logs.Compile(other); err == nil && other.Name != f.Name {
			together = append(together, c)
		}
	}
	if err := metricfilter.ValidateGroup(together); err != nil {
		return nil, awserr.From(err)
	}
	s.room.PutFilter(g, f)
	return &cwl.PutMetricFilterOutput{}, nil
}

func readFilter(in *cwl.PutMetricFilterInput) world.LogFilter {
	t := in.MetricTransformations[0]
	f := world.LogFilter{
		Name: *in.FilterName, Pattern: *in.FilterPattern,
		Namespace: text(t.MetricNamespace), Metric: text(t.MetricName), Value: text(t.MetricValue), Unit: string(t.Unit),
	}
	if t.DefaultValue != nil {
		f.Default = some(*t.DefaultValue)
	}
	for _, name := range slices.Sorted(keysOf(t.Dimensions)) {
		f.Dimensions = append(f.Dimensions, world.Attribute{Key: name, Value: t.Dimensions[name]})
	}
	return f
}

func keysOf[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

func (s *service) describeMetricFilters(_ context.Context, in *cwl.DescribeMetricFiltersInput) (*cwl.DescribeMetricFiltersOutput, error) {
	var v violations
	v.between(in.Limit, "limit", 1, mostListed)
	v.name(in.LogGroupName, "logGroupName", groupCharacters, true)
	v.name(in.FilterNamePrefix, "filterNamePrefix", streamCharacters, true)
	if err := v.err(); err != nil {
		return nil, err
	}
	switch {
	case (in.MetricName == nil) != (in.MetricNamespace == nil):
		return nil, refused("metricName and metricNamespace must be specified together.")
	case in.FilterNamePrefix != nil && in.LogGroupName == nil:
		return nil, refused("filterNamePrefix needs a logGroupName.")
	}
	groups, err := s.withFilters(in.LogGroupName)
	if err != nil {
		return nil, err
	}
	var all []types.MetricFilter
	for _, g := range groups {
		for _, f := range g.MetricFilters {
			if strings.HasPrefix(f.Name, text(in.FilterNamePrefix)) && (in.MetricName == nil || f.Metric == *in.MetricName && f.Namespace == *in.MetricNamespace) {
				all = append(all, filterView(g, f))
			}
		}
	}
	rows, next, err := page(all, func(f types.MetricFilter) string { return *f.LogGroupName + " " + *f.FilterName }, in.Limit, mostListed, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &cwl.DescribeMetricFiltersOutput{MetricFilters: append([]types.MetricFilter{}, rows...), NextToken: next}, nil
}

// withFilters is the group that is named, or all of them, by name.
func (s *service) withFilters(name *string) ([]*world.LogGroup, error) {
	if name != nil {
		g, err := s.room.Group(*name)
		return []*world.LogGroup{g}, err
	}
	var groups []*world.LogGroup
	for _, g := range s.w.LogGroups.All() {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b *world.LogGroup) int { return strings.Compare(a.Name, b.Name) })
	return groups, nil
}

func filterView(g *world.LogGroup, f world.LogFilter) types.MetricFilter {
	t := types.MetricTransformation{
		MetricName: some(f.Metric), MetricNamespace: some(f.Namespace), MetricValue: some(f.Value), Unit: types.StandardUnit(f.Unit),
	}
	if f.Default != nil {
		t.DefaultValue = some(*f.Default)
	}
	for _, d := range f.Dimensions {
		if t.Dimensions == nil {
			t.Dimensions = map[string]string{}
		}
		t.Dimensions[d.Key] = d.Value
	}
	return types.MetricFilter{
		FilterName: some(f.Name), FilterPattern: some(f.Pattern), LogGroupName: some(g.Name), CreationTime: stamp(f.Created),
		MetricTransformations: []types.MetricTransformation{t},
	}
}

func (s *service) deleteMetricFilter(_ context.Context, in *cwl.DeleteMetricFilterInput) (*cwl.DeleteMetricFilterOutput, error) {
	var v violations
	v.group(in.LogGroupName)
	v.name(in.FilterName, "filterName", streamCharacters, false)
	if err := v.err(); err != nil {
		return nil, err
	}
	g, err := s.room.Group(*in.LogGroupName)
	if err != nil {
		return nil, err
	}
	if !s.room.DeleteFilter(g, *in.FilterName) {
		return nil, awserr.New("ResourceNotFoundException", "The specified metric filter does not exist.")
	}
	return &cwl.DeleteMetricFilterOutput{}, nil
}

func (s *service) testMetricFilter(_ context.Context, in *cwl.TestMetricFilterInput) (*cwl.TestMetricFilterOutput, error) {
	if in.FilterPattern == nil {
		var v violations
		v.add("null", "filterPattern", "not be null")
		return nil, v.err()
	}
	matches, err := metricfilter.Test(*in.FilterPattern, in.LogEventMessages)
	if err != nil {
		return nil, awserr.From(err)
	}
	out := &cwl.TestMetricFilterOutput{Matches: []types.MetricFilterMatchRecord{}}
	for _, m := range matches {
		r := types.MetricFilterMatchRecord{EventNumber: int64(m.EventNumber), EventMessage: some(m.EventMessage), ExtractedValues: map[string]string{}}
		for _, v := range m.ExtractedValues {
			r.ExtractedValues[v.Name] = v.Text
		}
		out.Matches = append(out.Matches, r)
	}
	return out, nil
}

func (s *service) describeSubscriptionFilters(_ context.Context, in *cwl.DescribeSubscriptionFiltersInput) (*cwl.DescribeSubscriptionFiltersOutput, error) {
	if _, err := s.named(in.LogGroupName); err != nil {
		return nil, err
	}
	return &cwl.DescribeSubscriptionFiltersOutput{SubscriptionFilters: []types.SubscriptionFilter{}}, nil
}

// putSubscriptionFilter refuses: nothing in the engine could be told.
func (s *service) putSubscriptionFilter(_ context.Context, in *cwl.PutSubscriptionFilterInput) (*cwl.PutSubscriptionFilterOutput, error) {
	if _, err := s.named(in.LogGroupName); err != nil {
		return nil, err
	}
	return nil, refused("Subscription filters are not available in this engine.")
}

func (s *service) deleteSubscriptionFilter(_ context.Context, in *cwl.DeleteSubscriptionFilterInput) (*cwl.DeleteSubscriptionFilterOutput, error) {
	if _, err := s.named(in.LogGroupName); err != nil {
		return nil, err
	}
	return nil, awserr.New("ResourceNotFoundException", "The specified subscription filter does not exist.")
}
