package insights

import (
	"math"
	"slices"
	"strings"
)

// aggregate is a function over the events of a group.
type aggregate struct {
	name     string
	min, max int // arguments
	of       func(args []expr, group []*row) value
}

// aggregateOf finds an aggregate (CWL/CWL_QuerySyntax).
func aggregateOf(name string) (aggregate, bool) {
	lower := strings.ToLower(name)
	for _, a := range aggregates() {
		if strings.ToLower(a.name) == lower {
			return a, true
		}
	}
	return aggregate{}, false
}

func aggregates() []aggregate {
	return []aggregate{
		{"count", 0, 1, count},
		{"count_distinct", 1, 1, countDistinct},
		{"sum", 1, 1, overNumbers(sum)},
		{"avg", 1, 1, overNumbers(average)},
		{"stddev", 1, 1, overNumbers(deviation)},
		{"min", 1, 1, func(args []expr, g []*row) value { return extreme(args, g, -1) }},
		{"max", 1, 1, func(args []expr, g []*row) value { return extreme(args, g, 1) }},
		{"pct", 2, 2, percentile},
		{"earliest", 1, 1, func(args []expr, g []*row) value { return byTime(args, g, -1) }},
		{"latest", 1, 1, func(args []expr, g []*row) value { return byTime(args, g, 1) }},
	}
}

// present are the values of an expression over a group that are not missing.
func present(e expr, group []*row) []value {
	var values []value
	for _, r := range group {
		if v := e.eval(scope{row: r}); v.kind != missing {
			values = append(values, v)
		}
	}
	return values
}

// count is that of all events, or of those that have the field.
func count(args []expr, group []*row) value {
	if len(args) == 0 {
		return numberValue(float64(len(group)))
	}
	return numberValue(float64(len(present(args[0], group))))
}

// countDistinct is exact; the service's is not for very many values.
func countDistinct(args []expr, group []*row) value {
	seen := map[string]bool{}
	for _, v := range present(args[0], group) {
		seen[v.String()] = true
	}
	return numberValue(float64(len(seen)))
}

// overNumbers leaves out what is not a number; of none there is no value.
func overNumbers(f func([]float64) float64) func([]expr, []*row) value {
	return func(args []expr, group []*row) value {
		numbers := numbersOf(present(args[0], group))
		if len(numbers) == 0 {
			return value{}
		}
		return numberValue(f(numbers))
	}
}

func sum(numbers []float64) float64 {
	total := 0.0
	for _, n := range numbers {
		total += n
	}
	return total
}

func average(numbers []float64) float64 { return sum(numbers) / float64(len(numbers)) }

// deviation is that of a whole population (choice).
func deviation(numbers []float64) float64 {
	mean, total := average(numbers), 0.0
	for _, n := range numbers {
		total += (n - mean) * (n - mean)
	}
	return math.Sqrt(total / float64(len(numbers)))
}

func extreme(args []expr, group []*row, side int) value {
	var best value
	for _, v := range present(args[0], group) {
		if best.kind == missing || compare(v, best)*side > 0 {
			best = v
		}
	}
	return best
}

// rankSlack keeps a rank that is whole but for the last bits of a float from
// being taken one too far.
const rankSlack = 1e-9

// percentile is the nearest rank (choice: AWS does not publish how it finds
// one between two values).
func percentile(args []expr, group []*row) value {
	percent, ok := args[1].eval(scope{row: &row{}}).asNumber()
	numbers := numbersOf(present(args[0], group))
	if !ok || len(numbers) == 0 {
		return value{}
	}
	slices.Sort(numbers)
	rank := int(math.Ceil(percent*float64(len(numbers))/100 - rankSlack))
	return numberValue(numbers[min(max(rank, 1), len(numbers))-1])
}

// byTime is the value of the first or the last event that has one.
func byTime(args []expr, group []*row, side int) value {
	var found value
	var at float64
	for _, r := range group {
		v, t := args[0].eval(scope{row: r}), r.get(timestampField)
		if v.kind == missing || t.kind == missing {
			continue
		}
		if found.kind == missing || (t.number-at)*float64(side) > 0 {
			found, at = v, t.number
		}
	}
	return found
}
