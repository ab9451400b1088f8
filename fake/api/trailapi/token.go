package trailapi

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"sort"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// A token names the last event given and the question that led there:
// CloudTrail refuses a token that comes with another question.

// question is a fingerprint of what a request asks, but for the page.
func question(in *cloudtrail.LookupEventsInput) string {
	h := fnv.New64a()
	for _, a := range in.LookupAttributes {
		fmt.Fprintf(h, "%s=%s;", a.AttributeKey, aws.ToString(a.AttributeValue))
	}
	fmt.Fprint(h, aws.ToTime(in.StartTime).UnixNano(), aws.ToTime(in.EndTime).UnixNano())
	return strconv.FormatUint(h.Sum64(), 36)
}

func token(last *world.TrailEvent, question string) string {
	return base64.URLEncoding.EncodeToString([]byte(last.ID + "|" + strconv.FormatInt(last.At.UnixNano(), 36) + "|" + question))
}

// resume is the position in the trail before which a token goes on: that of
// the last event given or, when it has left the history meanwhile, the first
// that is not older.
func resume(trail []world.TrailEvent, text, question string) (int, error) {
	if text == "" {
		return len(trail), nil
	}
	raw, _ := base64.URLEncoding.DecodeString(text)
	parts := strings.Split(string(raw), "|")
	if len(parts) != 3 || parts[2] != question {
		return 0, awserr.New("InvalidNextTokenException", "Invalid token.")
	}
	for i := len(trail) - 1; i >= 0; i-- {
		if trail[i].ID == parts[0] {
			return i, nil
		}
	}
	nano, err := strconv.ParseInt(parts[1], 36, 64)
	if err != nil {
		return 0, awserr.New("InvalidNextTokenException", "Invalid token.")
	}
	return sort.Search(len(trail), func(i int) bool { return trail[i].At.UnixNano() >= nano }), nil
}
