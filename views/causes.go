package views

import (
	"strings"
	"time"
)

// A scaling activity's cause is sentences, each "At <time> ...", two spaces
// between them. What follows reads them; the texts are AWS's (and the
// engine's), so a sentence that is not known is told as it stands.

// CauseWords is why an activity happened, as short as it can be said: "policy
// cpu-60: 3 to 4", "failed the ELB health check".
func CauseWords(cause string) string {
	sentences := causeSentences(cause)
	for _, s := range sentences {
		if words := desiredWords(s); words != "" {
			return words
		}
	}
	for _, s := range sentences {
		if words := causeWhy(s); words != "" {
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

// causeSentences are the sentences of a cause, without time stamps and full
// stops.
func causeSentences(cause string) []string {
	var said []string
	for _, s := range strings.Split(cause, "  ") {
		if words := strings.TrimSuffix(withoutStamp(s), "."); words != "" {
			said = append(said, words)
		}
	}
	return said
}

// causeLine is the whole cause in one line, with who changed the desired
// capacity said short.
func causeLine(cause string) string {
	sentences := causeSentences(cause)
	for i, s := range sentences {
		if words := desiredWords(s); words != "" {
			sentences[i] = words
		}
	}
	return strings.Join(sentences, ". ")
}

// withoutStamp takes "At 2024-05-14T14:01:57Z " from a sentence's head.
func withoutStamp(sentence string) string {
	sentence = strings.TrimSpace(sentence)
	rest, ok := strings.CutPrefix(sentence, "At ")
	if !ok {
		return sentence
	}
	stamp, words, ok := strings.Cut(rest, " ")
	if _, err := time.Parse(time.RFC3339, stamp); err != nil || !ok {
		return sentence
	}
	return words
}

// desiredWords is who changed the desired capacity, and from what to what; ""
// when the sentence is another.
func desiredWords(sentence string) string {
	who, change, ok := strings.Cut(sentence, " changing the desired capacity from ")
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

// causeWhy is the reason of a replacement in three words; "" when the sentence
// tells of something else.
func causeWhy(cause string) string {
	for _, c := range []struct{ says, why string }{
		{"ELB system health check failure", "failed the ELB health check"},
		{"terminated or stopped", "terminated or stopped"},
		{"status check failure", "failed its status check"},
		{"user health-check", "set unhealthy by a user"},
		{"unhealthy instance needing to be replaced", "replaces an unhealthy instance"},
		{"to balance instances in zones", "balances the zones"},
	} {
		if strings.Contains(cause, c.says) {
			return c.why
		}
	}
	return ""
}
