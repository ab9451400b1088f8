package views

import "strings"

// arnName is what a person calls the resource of an ARN: the part after the
// last slash or colon, but the name before the hash for balancers and target
// groups.
func arnName(arn string) string {
	parts := strings.Split(arn, "/")
	switch {
	case len(parts) >= 4 && strings.Contains(parts[0], ":loadbalancer"):
		return parts[2]
	case len(parts) == 3 && strings.Contains(parts[0], ":targetgroup"):
		return parts[1]
	case len(parts) > 1:
		return parts[len(parts)-1]
	}
	return arn[strings.LastIndex(arn, ":")+1:]
}

// shellQuote makes one argument of a command line out of any text.
func shellQuote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=@,+%", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// Command is an aws command line: the words, quoted where a shell needs it.
func Command(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = shellQuote(w)
	}
	return strings.Join(quoted, " ")
}
