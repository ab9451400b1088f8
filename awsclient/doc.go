// Package awsclient is what the console knows of an AWS account: plain values,
// one interface to read and change them, and errors sorted by what a person
// can do about them.
//
// The values are flat copies, safe to keep and to compare. Text in them has
// been cleaned of control characters and escape sequences by the
// implementation, because names, tags and messages come from strangers.
// Times are the account's own; the zero time means "never" or "not told".
//
// The one implementation over aws-sdk-go-v2 is in awsclient/sdk. This package
// does not know the SDK, the network, polling, or any screen.
package awsclient
