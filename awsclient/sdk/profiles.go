package sdk

import (
	"bufio"
	"os"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
)

// Profiles are the names in the AWS configuration files, sorted; a file that
// cannot be read has none.
func Profiles() []string {
	var names []string
	for _, path := range []string{
		fileOr("AWS_CONFIG_FILE", config.DefaultSharedConfigFilename()),
		fileOr("AWS_SHARED_CREDENTIALS_FILE", config.DefaultSharedCredentialsFilename()),
	} {
		names = append(names, profilesIn(path)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func fileOr(env, path string) string {
	if v := os.Getenv(env); v != "" {
		return v
	}
	return path
}

func profilesIn(path string) []string {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	var names []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		section, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "[")
		section, _, closed := strings.Cut(section, "]")
		if !ok || !closed {
			continue
		}
		kind, name, two := strings.Cut(strings.TrimSpace(section), " ")
		switch {
		case !two:
			names = append(names, Clean(kind)) // [name], in either file
		case kind == "profile":
			names = append(names, Clean(strings.TrimSpace(name)))
		}
	}
	return names
}

// known is what would have been right.
func known(names []string) string {
	if len(names) == 0 {
		return "no profiles are configured"
	}
	return "configured are: " + strings.Join(names, ", ")
}
