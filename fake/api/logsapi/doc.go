// Package logsapi is the handlers of CloudWatch Logs: groups, streams, events,
// metric filters, queries of Logs Insights and tags.
//
// They check what AWS checks, in AWS's words where those are known, act
// through the logs room, and answer with values that share nothing with the
// world. Times are milliseconds since 1970, but for queries, whose range is in
// seconds.
//
// Subscription filters, exports and data protection are not simulated: asking
// for them is refused.
package logsapi
