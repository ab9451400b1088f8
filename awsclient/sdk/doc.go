// Package sdk is awsclient.Client over aws-sdk-go-v2: the one place where the
// SDK's types are turned into the console's plain values.
//
// There are two doors behind the same SDK clients. Open leads to AWS, or to
// whatever AWS_ENDPOINT_URL names, by the SDK's own chain of credentials and
// regions. InProcess leads to a backend in this process: the SDK's last
// middleware, the one that reads an HTTP answer, is swapped for a call, so
// retries, classification of errors, paginators and error wrapping stay the
// SDK's own while nothing is encoded, decoded or sent.
//
// Every call passes the same stations, in this order: the read-only gate
// (gate.go), the meter (meter.go), the SDK's retryer, the rate limiter
// (limiter.go; in process only of a client that is Limited), the door. Errors
// leave as *awsclient.Error (errors.go) and text is cleaned on the way in
// (clean.go).
//
// This package does not know polling or screens, and takes no decision about
// what is worth asking.
package sdk
