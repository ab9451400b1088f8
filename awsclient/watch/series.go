package watch

import (
	"context"
	"time"

	"fleetglass/awsclient"
)

// seriesBatch is how many series go into one fetch: as many as one
// GetMetricData takes.
const seriesBatch = 500

// batch gathers the series that can be fetched together with a slot: the same
// range, and due before long.
func (e *era) batch(first *slot, now time.Time) []*slot {
	batch := []*slot{first}
	if first.alone {
		return batch
	}
	for _, s := range e.order {
		if len(batch) == seriesBatch {
			break
		}
		if s == first || s.want.Kind != Series || s.busy || s.alone || s.tries > 0 || s.want.Range != first.want.Range {
			continue
		}
		if s.due.Sub(now) < s.every/2 {
			batch = append(batch, s)
		}
	}
	return batch
}

// askSeries prepares one fetch for many series, up to the account's now.
func (e *era) askSeries(batch []*slot, end time.Time) func(context.Context, awsclient.Client) []answer {
	queries := make([]awsclient.MetricQuery, len(batch))
	olds := make([]Feed[awsclient.Series], len(batch))
	for i, s := range batch {
		queries[i], olds[i] = s.want.Query, e.shelves.series.feeds[s.want.Key]
	}
	start := end.Add(-batch[0].want.Range)
	return func(ctx context.Context, c awsclient.Client) []answer {
		began := time.Now()
		series, err := c.Series(ctx, queries, start, end)
		answers := make([]answer, len(batch))
		for i := range batch {
			var rows []awsclient.Series
			if err == nil && i < len(series) {
				rows = series[i : i+1 : i+1]
			}
			answers[i] = e.shelves.series.answer(olds[i], rows, err, began)
		}
		return answers
	}
}
