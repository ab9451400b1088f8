package metricmath

import (
	"slices"
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// Limits (BC:cloudwatch.GetMetricData, MetricDataQuery).
const (
	MaxQueries          = 500
	MaxAlarmMetrics     = 10
	MaxAlarmExpressions = 10
)

// Query is an expression of a request with its id.
type Query struct {
	ID         string
	Expression Expression
}

// ValidateID refuses an id that AWS would refuse: letters, digits and
// underscores after a small letter. The text is a choice.
func ValidateID(id string) error {
	ok := len(id) > 0 && len(id) <= 255 && 'a' <= id[0] && id[0] <= 'z' &&
		prefix(id, func(c byte) bool { return letter(c) || digit(c) || c == '_' }) == len(id)
	if !ok {
		return refusal.Invalid("The value '%s' for id is invalid: it must begin with a small letter and hold only letters, digits and underscores", id)
	}
	return nil
}

// Order sorts expressions so that each comes after those it names, else in
// the order given. It refuses ids that are invalid or there twice, names of
// nothing, and cycles, with the way round. metrics are the ids of the metrics
// beside them.
func Order(metrics []string, queries []Query) ([]Query, error) {
	o := &ordering{metrics: metrics, queries: queries, state: make([]int, len(queries))}
	if err := o.checkIDs(); err != nil {
		return nil, err
	}
	for i := range queries {
		if err := o.visit(i, nil); err != nil {
			return nil, err
		}
	}
	return o.sorted, nil
}

// ordering is an Order under way.
type ordering struct {
	metrics []string
	queries []Query
	state   []int // 0 not visited, 1 on the way, 2 done
	sorted  []Query
}

func (o *ordering) checkIDs() error {
	seen := map[string]bool{}
	check := func(id string) error {
		if seen[id] {
			return refusal.Invalid("The value '%s' for id is not unique", id)
		}
		seen[id] = true
		return ValidateID(id)
	}
	for _, id := range o.metrics {
		if err := check(id); err != nil {
			return err
		}
	}
	for _, q := range o.queries {
		if err := check(q.ID); err != nil {
			return err
		}
	}
	return nil
}

func (o *ordering) visit(i int, way []string) error {
	q := o.queries[i]
	way = append(way, q.ID)
	switch o.state[i] {
	case 1:
		begin := slices.Index(way, q.ID)
		return refusal.Invalid("Error in expression '%s': it depends on itself: %s", q.ID, strings.Join(way[begin:], " > "))
	case 2:
		return nil
	}
	o.state[i] = 1
	for _, id := range q.Expression.Refs() {
		next := slices.IndexFunc(o.queries, func(q Query) bool { return q.ID == id })
		switch {
		case next >= 0:
			if err := o.visit(next, way); err != nil {
				return err
			}
		case !slices.Contains(o.metrics, id):
			return refusal.Invalid("Error in expression '%s': there is no metric or expression with the id '%s'", q.ID, id)
		}
	}
	o.state[i] = 2
	o.sorted = append(o.sorted, q)
	return nil
}

// EvalAll computes all expressions of a request, each with the results of the
// others. Results must be Final. env.Results are not used: what a request
// names must be in it.
func EvalAll(env Env, queries []Query) (map[string]Value, error) {
	var metrics []string
	for _, m := range env.Metrics {
		metrics = append(metrics, m.ID)
	}
	ordered, err := Order(metrics, queries)
	if err != nil {
		return nil, err
	}
	results := map[string]Value{}
	env.Results = results
	for _, q := range ordered {
		v, err := q.Expression.Eval(env)
		if err == nil {
			err = v.Final()
		}
		if err != nil {
			return nil, refusal.Invalid("%s: %s", q.ID, strings.TrimPrefix(err.Error(), refusal.ValidationError+": "))
		}
		results[q.ID] = v
	}
	return results, nil
}
