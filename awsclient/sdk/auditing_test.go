package sdk

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

// CT/cloudtrail-event-reference-user-identity: what a record alone tells.
func TestAnEventTellsWhoseCallItWas(t *testing.T) {
	for _, c := range []struct{ record, identity, caller, account string }{
		{`{"userIdentity":{"type":"Root","accountId":"111111111111"},"recipientAccountId":"111111111111"}`, "Root", "111111111111", "111111111111"},
		{`{"userIdentity":{"type":"AWSAccount","accountId":"222222222222"},"recipientAccountId":"111111111111"}`, "AWSAccount", "222222222222", "111111111111"},
		{`{"userIdentity":{"type":"AWSService","invokedBy":"ec2.amazonaws.com"},"recipientAccountId":"111111111111"}`, "AWSService", "", "111111111111"},
		{`{"userIdentity":{"type":"IAM\u001b[31mUser"}}`, Clean("IAM\x1b[31mUser"), "", ""},
		{`no record`, "", "", ""},
	} {
		e := event(trailtypes.Event{CloudTrailEvent: aws.String(c.record)})
		if e.Identity != c.identity || e.Caller != c.caller || e.Account != c.account {
			t.Errorf("%s: %q %q %q", c.record, e.Identity, e.Caller, e.Account)
		}
	}
}
