package metricmath

import (
	"cmp"
	"slices"
	"sort"
)

// arrayFunction are the functions that pick from an array or order it.
func arrayFunction(name string) (function, bool) {
	switch name {
	case "METRIC_COUNT":
		return function{1, 1, func(r *run, c call) (Value, error) {
			v, err := c.array(r)
			return Number(float64(len(v))), err
		}}, true
	case "FIRST":
		return function{1, 1, func(r *run, c call) (Value, error) { return c.pick(r, func(n int) int { return 0 }) }}, true
	case "LAST":
		return function{1, 1, func(r *run, c call) (Value, error) { return c.pick(r, func(n int) int { return n - 1 }) }}, true
	case "REMOVE_EMPTY":
		return function{1, 1, func(r *run, c call) (Value, error) {
			v, err := c.array(r)
			return Many(slices.DeleteFunc(v, func(s Series) bool { return len(s.Points) == 0 })), err
		}}, true
	case "SLICE":
		return function{2, 3, cut}, true
	case "SORT":
		return function{3, 4, sorted}, true
	}
	return function{}, false
}

// array is a copy of the first argument, which must be an array.
func (c call) array(r *run) ([]Series, error) {
	v, err := c.args[0].eval(r)
	if err == nil && v.Kind != Array {
		return nil, invalid(c.at, "%s takes an array of time series, not %s", c.name, v.Kind)
	}
	return slices.Clone(v.Series), err
}

// pick is one of an array; of an empty one, an empty series.
func (c call) pick(r *run, which func(n int) int) (Value, error) {
	v, err := c.array(r)
	if err != nil || len(v) == 0 {
		return One(Series{}), err
	}
	return One(v[which(len(v))]), nil
}

// whole is an argument that must be a whole number, kept between 0 and most.
func (c call) whole(r *run, i, most int) (int, error) {
	v, err := c.args[i].eval(r)
	if err != nil {
		return 0, err
	}
	if v.Kind != Scalar || v.Number != float64(int(v.Number)) {
		return 0, invalid(c.at, "%s takes a whole number there", c.name)
	}
	return max(0, min(int(v.Number), most)), nil
}

// cut is SLICE(array, start, end): start included, end not, both from 0.
func cut(r *run, c call) (Value, error) {
	all, err := c.array(r)
	if err != nil {
		return Value{}, err
	}
	start, err := c.whole(r, 1, len(all))
	if err != nil {
		return Value{}, err
	}
	end := len(all)
	if len(c.args) == 3 {
		if end, err = c.whole(r, 2, len(all)); err != nil {
			return Value{}, err
		}
	}
	return Many(all[min(start, end):end]), nil
}

// sorted is SORT(array, function, direction, limit). Series without points go
// last (choice).
func sorted(r *run, c call) (Value, error) {
	all, err := c.array(r)
	if err != nil {
		return Value{}, err
	}
	by, ok := c.args[1].(word)
	direction, ok2 := c.args[2].(word)
	if !ok || !ok2 || summary(by.text) == nil || direction.text != "ASC" && direction.text != "DESC" {
		return Value{}, invalid(c.at, "SORT takes an array, one of AVG, MIN, MAX and SUM, and ASC or DESC")
	}
	f := summary(by.text)
	compare := func(a, b Series) int {
		if len(a.Points) == 0 || len(b.Points) == 0 {
			return cmp.Compare(len(b.Points), len(a.Points))
		}
		order := cmp.Compare(f(a.values(), len(a.Points)), f(b.values(), len(b.Points)))
		if direction.text == "DESC" {
			return -order
		}
		return order
	}
	sort.SliceStable(all, func(i, j int) bool { return compare(all[i], all[j]) < 0 })
	limit := len(all)
	if len(c.args) == 4 {
		if limit, err = c.whole(r, 3, len(all)); err != nil {
			return Value{}, err
		}
	}
	return Many(all[:limit]), nil
}
