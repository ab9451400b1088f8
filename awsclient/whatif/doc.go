// Package whatif answers what AWS would do: which rule of a balancer would
// answer a request, which instances a group would terminate, where it would
// launch, and to what a policy would scale it.
//
// Each answer is a function of values that were read from an account, says how
// it came about step by step, and is a value that can be written as JSON or as
// text. The rules are those of awsclient/semantics, which the engine uses to
// act; so an answer about the engine is what the engine then does.
//
// The package fetches nothing and knows no clock. It does not know either what
// the account changes between the question and the act: a health check that
// fails, a price that rises, somebody else's call.
package whatif
