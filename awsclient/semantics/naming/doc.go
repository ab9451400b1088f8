// Package naming refuses the names that AWS does not take for a trail and for
// what it delivers to: a bucket, a log group, a role.
//
// Whether a name is taken is not known here; those of buckets are shared with
// all accounts in the world.
package naming
