// Package storage is S3: buckets, what is set on them, and objects.
//
// A bucket's name is of the whole account, so one room serves all regions; it
// lives in the account's home world. What other rooms need is Bucket and Put:
// CloudTrail writes its files with them, after it has judged the policy.
//
// Of what S3 does by itself over days, the room lets objects expire by lifecycle
// rules. Transitions, replication and old versions are kept as settings and told
// again, but nothing moves to another class, is copied or is kept beside the
// newest. It does not judge
// who may do what: the engine's call wrapper does, and bucket policies count
// only for CloudTrail.
package storage
