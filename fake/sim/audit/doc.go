// Package audit is CloudTrail's trails: which events they want, and how files
// of them get into a bucket, and lines into CloudWatch Logs, some minutes
// after the calls.
//
// Each region has a room of its own, which delivers what happened there. The
// trails themselves are in the account's home world, because a trail may be of
// all regions. Events come in through Recorded, from the one door through which
// everything goes that CloudTrail hears of. Where there is no trail that logs,
// nothing is done and nothing is kept.
//
// The room does not write digest files, does not encrypt, and delivers no data
// events and no insights: selectors may ask for them and are kept. CloudTrail's
// own look at a bucket's ACL before each delivery is not recorded, so that a
// trail does not feed on itself.
package audit
