package metadata

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// newToken is a token of an instance up to a time. Nothing here is a secret,
// so it is only made hard to get wrong: what it says, and a sum of that.
func newToken(id string, until time.Time) string {
	said := id + "|" + strconv.FormatInt(until.UnixNano(), 10)
	return base64.URLEncoding.EncodeToString([]byte(said + "|" + sum(said)))
}

// holds tells whether a token is an instance's, and still holds.
func holds(token, id string, now time.Time) bool {
	text, err := base64.URLEncoding.DecodeString(token)
	if err != nil {
		return false
	}
	parts := strings.Split(string(text), "|")
	if len(parts) != 3 || parts[0] != id || parts[2] != sum(parts[0]+"|"+parts[1]) {
		return false
	}
	until, err := strconv.ParseInt(parts[1], 10, 64)
	return err == nil && now.UnixNano() < until
}

func sum(text string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte("metadata token "+text)))[:16]
}
