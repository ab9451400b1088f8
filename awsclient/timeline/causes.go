package timeline

import (
	"strconv"
	"strings"
	"time"
)

// An activity's cause is sentences, each "At <time> ...", two spaces between
// them. What follows reads them; the texts are AWS's (and the engine's), so a
// sentence that is not known is told as it stands.

// CauseWords is why an activity happened, as short as it can be said: "policy
// cpu-60: 3 to 4", "failed the ELB health check".
func CauseWords(cause string) string {
	sentences := CauseSentences(cause)
	for _, s := range sentences {
		if words := desiredWords(s); words != "" {
			return words
		}
	}
	for _, s := range sentences {
		if words := ReasonWords(s); words != "" {
			return words
		}
	}
	if len(sentences) == 0 {
		return ""
	}
	if _, why, ok := strings.Cut(sentences[0], "in response to "); ok {
		return why
	}
	return sentences[0]
}

// CauseLine is the whole cause in one line, with who changed the desired
// capacity said short.
func CauseLine(cause string) string {
	sentences := CauseSentences(cause)
	for i, s := range sentences {
		if words := desiredWords(s); words != "" {
			sentences[i] = words
		}
	}
	return strings.Join(sentences, ". ")
}

// CauseSentences are the sentences of a cause, without time stamps and full
// stops.
func CauseSentences(cause string) []string {
	var said []string
	for _, s := range strings.Split(cause, "  ") {
		_, words := stamped(s)
		if words = strings.TrimSuffix(words, "."); words != "" {
			said = append(said, words)
		}
	}
	return said
}

// stamped takes "At 2024-05-14T14:01:57Z " from a sentence's head.
func stamped(sentence string) (time.Time, string) {
	sentence = strings.TrimSpace(sentence)
	rest, ok := strings.CutPrefix(sentence, "At ")
	if !ok {
		return time.Time{}, sentence
	}
	stamp, words, ok := strings.Cut(rest, " ")
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil || !ok {
		return time.Time{}, sentence
	}
	return at, words
}

// toDesired parts a sentence about the desired capacity: who changed it, and
// from what to what.
const toDesired = " changing the desired capacity from "

// desiredWords is who changed the desired capacity, and from what to what; ""
// when the sentence is another.
func desiredWords(sentence string) string {
	who, change, ok := strings.Cut(sentence, toDesired)
	if !ok {
		return ""
	}
	for _, by := range []struct{ says, words string }{
		{"a scheduled action update", "schedule"},
		{"a user request explicitly set", "set by hand"},
		{"a user request update", "limits set by hand"},
		{"a user request created", "group created"},
	} {
		if strings.Contains(who, by.says) {
			return by.words + ": " + change
		}
	}
	if _, policy, ok := strings.Cut(who, "triggered policy "); ok {
		return "policy " + policy + ": " + change
	}
	return who + ": " + change
}

// ReasonWords is the reason of a replacement in three words; "" when the
// sentence tells of something else.
func ReasonWords(sentence string) string {
	for _, c := range []struct{ says, why string }{
		{"ELB system health check failure", "failed the ELB health check"},
		{"terminated or stopped", "terminated or stopped"},
		{"status check failure", "failed its status check"},
		{"user health-check", "set unhealthy by a user"},
		{"unhealthy instance needing to be replaced", "replaces an unhealthy instance"},
		{"to balance instances in zones", "balances the zones"},
	} {
		if strings.Contains(sentence, c.says) {
			return c.why
		}
	}
	return ""
}

// trigger is what set an activity off, as its cause tells.
type trigger uint8

const (
	unknown trigger = iota
	byPolicy
	byCall // somebody called; which call it was is in reading.calls
	bySchedule
	byRefresh
	failedELB
	failedEC2
	failedStatus
	setUnhealthy
	interrupted // a Spot interruption
	atRisk      // a rebalance recommendation
	replacing
	refilling // too few, and nobody asked for more
	shrinking // too many, and nobody asked for fewer
	balancing
	lifetime
	abandoned
)

// reading is what a cause says that can be followed further.
type reading struct {
	trigger       trigger
	at            time.Time // of the sentence
	alarm, policy string
	calls         []string // that may have been made, by their names in CloudTrail
}

// causeReaders tell triggers by what the sentences say. The first that
// matches any sentence holds: a change of the desired capacity comes before
// the difference that it makes.
func causeReaders() []struct {
	says    string
	trigger trigger
	calls   []string
} {
	return []struct {
		says    string
		trigger trigger
		calls   []string
	}{
		{" triggered policy ", byPolicy, nil},
		{"a scheduled action update", bySchedule, nil},
		{"a user request explicitly set", byCall, []string{"SetDesiredCapacity"}},
		{"a user request update", byCall, []string{"UpdateAutoScalingGroup"}},
		{"a user request created", byCall, []string{"CreateAutoScalingGroup"}},
		{"a user request executed policy", byCall, []string{"ExecutePolicy"}},
		{"a user request to delete the AutoScalingGroup", byCall, []string{"DeleteAutoScalingGroup"}},
		{"moved to standby in response to a user request", byCall, []string{"EnterStandby"}},
		{"moved out of standby in response to a user request", byCall, []string{"ExitStandby"}},
		{"was detached in response to a user request", byCall, []string{"DetachInstances"}},
		{"was attached in response to a user request", byCall, []string{"AttachInstances"}},
		{"taken out of service in response to a user request", byCall, []string{"TerminateInstanceInAutoScalingGroup"}},
		{"a user health-check", setUnhealthy, []string{"SetInstanceHealth"}},
		{"an instance refresh", byRefresh, nil},
		{"ELB system health check failure", failedELB, nil},
		{"terminated or stopped", failedEC2, nil},
		{"status check failure", failedStatus, nil},
		{"Spot instance interruption", interrupted, nil},
		{"rebalance recommendation", atRisk, nil},
		{"unhealthy instance needing to be replaced", replacing, nil},
		{"to balance instances in zones", balancing, nil},
		{"maximum instance lifetime", lifetime, nil},
		{"abandoned lifecycle action", abandoned, nil},
		{"increasing the capacity from", refilling, nil},
		{"shrinking the capacity from", shrinking, nil},
	}
}

// readCause reads a cause.
func readCause(cause string) reading {
	sentences := strings.Split(cause, "  ")
	for _, c := range causeReaders() {
		for _, s := range sentences {
			if !strings.Contains(s, c.says) {
				continue
			}
			at, words := stamped(s)
			r := reading{trigger: c.trigger, at: at, calls: c.calls}
			if c.trigger == byPolicy {
				r.alarm, r.policy = alarmAndPolicy(words)
			}
			return r
		}
	}
	at, _ := stamped(sentences[0])
	return reading{at: at}
}

// alarmAndPolicy are the names in "a monitor alarm A in state ALARM triggered
// policy P changing ...".
func alarmAndPolicy(sentence string) (alarm, policy string) {
	head, tail, _ := strings.Cut(sentence, " triggered policy ")
	policy, _, _ = strings.Cut(tail, toDesired)
	alarm, _, _ = strings.Cut(strings.TrimPrefix(head, "a monitor alarm "), " in state ")
	return alarm, policy
}

// Brief is an activity's description for a line that must also have room for
// the cause: "Launching i-0abc", without what AWS appends to it.
func Brief(description string) string {
	words, _, _ := strings.Cut(description, "  ")
	words = strings.TrimSuffix(words, ".")
	for _, plain := range []string{" a new EC2 instance: ", " EC2 instance: "} {
		words = strings.Replace(words, plain, " ", 1)
	}
	return words
}

// FailureWords are AWS's message of a launch that failed, as short as it can
// be said.
func FailureWords(message string) string {
	if _, rest, ok := strings.Cut(message, "do not have sufficient "); ok {
		kind, rest, _ := strings.Cut(rest, " capacity")
		if _, zone, ok := strings.Cut(rest, "Zone you requested ("); ok {
			zone, _, _ = strings.Cut(zone, ")")
			return "no " + kind + " capacity in " + zone
		}
		return "no " + kind + " capacity"
	}
	if strings.Contains(message, "no Spot capacity available") {
		return "no Spot capacity"
	}
	message = strings.TrimSuffix(message, " Launching EC2 instance failed.")
	return strings.TrimSuffix(message, ".")
}

// instanceIn is the first instance id of a text, "" when there is none.
func instanceIn(text string) string {
	for rest := text; ; {
		i := strings.Index(rest, "i-")
		if i < 0 {
			return ""
		}
		end := i + 2
		for end < len(rest) && isHex(rest[end]) {
			end++
		}
		if end-i >= len("i-12345678") && (i == 0 || !isWord(rest[i-1])) {
			return rest[i:end]
		}
		rest = rest[end:]
	}
}

func isHex(b byte) bool { return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' }

func isWord(b byte) bool {
	return isHex(b) || b >= 'g' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '-'
}

// plural is a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
