// Package bucketpolicy judges whether the policy of a bucket lets CloudTrail
// deliver a trail's log files into it: statement by statement, what is there,
// what is wrong with it, and what is missing, with statements ready to copy
// (CT/create-s3-bucket-policy-for-cloudtrail).
//
// CloudTrail needs two things: to read the bucket's ACL, and to put objects
// below the trail's prefix and account with full control for the bucket's
// owner. The package asks the policy for both, as S3 would: some statement
// must allow it and none may deny it.
//
// It is no general evaluator of policies. Conditions on what CloudTrail does
// not send, and operators that such policies do not use, are told as not
// judged. Block settings, Requester Pays, object ownership and keys for
// encryption are not in a policy, and not seen here.
package bucketpolicy
