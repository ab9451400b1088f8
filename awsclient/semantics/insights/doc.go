// Package insights reads queries of CloudWatch Logs Insights and runs them
// over log events (CWL/CWL_QuerySyntax, CWL/CWL_QuerySyntax-examples,
// CWL/CWL_AnalyzeLogData-discoverable-fields).
//
// It knows the commands fields, display, filter, stats, sort, limit and parse,
// most functions of the page, and the fields of events that are JSON objects.
// A query that is wrong is refused with a *Mistake, which knows where.
//
// It does not know log groups, time ranges, what an event's @ptr points at, the
// fields that the service finds in the text of flow logs and of Lambda, nor the
// later commands (dedup, pattern, diff, unmask, unnest, join). The service's regular expressions are
// Hyperscan's; here they are Go's.
//
// A field that is missing equals nothing: comparisons with it are false, but
// for != and the forms with not (choice).
package insights
