// Package wire is the door through which programs of others reach the engine:
// an http.Handler that speaks AWS's own protocols, so that the aws CLI, the
// SDKs, Terraform and other consoles see the world that the console shows.
//
// A request's protocol and service are read off what it says of itself (a
// target header, a path, the API's version in a form), never off its host.
// The codecs below this package turn it into one of the SDK's inputs, the
// engine's table of handlers answers, and the codec turns the output into a
// body:
//
//	query     Query and EC2's kind of it: EC2, ELB, Auto Scaling, STS, SNS, IAM, old clients of CloudWatch
//	awsjson   JSON 1.0 and 1.1: Logs, CloudTrail, CloudWatch
//	cbor      RPC v2 CBOR: CloudWatch
//	restxml   REST XML: S3
//
// The package has no list of operations and knows what none of them means. It
// does not verify signatures: they only tell the access key and the region.
package wire
