// Package metadata is the instance metadata service (IMDS), versions 1 and 2,
// of every instance of an account: what a program on an instance finds at
// 169.254.169.254. Here each instance has a path of its own:
//
//	export AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:4566/_fleetglass/instances/i-0123456789abcdef0
//	curl $AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/meta-data/
//	TOKEN=$(curl -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 600" $AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/api/token)
//	curl -H "X-aws-ec2-metadata-token: $TOKEN" $AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/meta-data/spot/instance-action
//
// The SDK for Go drops the path of an endpoint; for it, name the instance as
// the user, http://i-0123456789abcdef0@127.0.0.1:4566, see [Named].
//
// As on AWS, spot/instance-action and spot/termination-time are 404 until the
// notice of an interruption is out, tokens end with their time to live (of the
// account's clock), and an instance whose metadata requires tokens answers 401
// without one. An instance that does not run has nobody who could ask, so it
// answers nothing.
//
// The package does not know where it is served, and keeps nothing: a token
// says itself for whom and until when it holds. It does not sign the identity
// document, and it has tags also where an instance's metadata would hide them.
package metadata
