// Package activity builds the texts of scaling activities, to the letter: the
// Description, the Cause with its sentences, and the status message.
//
// A sentence says when and why; Cause joins sentences with two spaces, as AWS
// does. "from" and "to" are numbers of instances, actual and desired. The
// texts come from AWS's documentation and from published output of the real
// service; those that were found nowhere are marked as choices.
//
// The package does not know when an activity happens, only how it reads.
package activity
