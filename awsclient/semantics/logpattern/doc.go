// Package logpattern reads the filter patterns of CloudWatch Logs and tells
// which log events match them, and which values they take out of an event
// (CWL/FilterAndPatternSyntax; CWL21 is its page of 2021, which has more worked
// examples; CWL23 is its later page on regular expressions).
//
// The first character tells the kind of a pattern: { one on JSON, [ one on
// space-delimited fields, % a regular expression; all else is a list of terms.
// A pattern that is wrong is refused with a *Mistake, which knows where.
//
// The package does not know metrics, log groups or the query language of Logs
// Insights. What a missing field does to !=, and what happens to ?terms beside
// required ones, AWS shows but does not write down; the comments say so.
package logpattern
