// Package contract is one suite for every server that awsclient may talk to.
// It furnishes a small account through the SDK, reads it back through an
// awsclient.Client, changes it, and compares every value with what AWS would
// give. The engine must pass it whole; another AWS-compatible server may
// differ where its backend says so and why, and a difference that is gone must
// be struck off the list.
//
// Another starts a server of others where one is installed. How the engine is
// started and its time moved is the caller's.
package contract
