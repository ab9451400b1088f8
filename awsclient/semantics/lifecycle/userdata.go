package lifecycle

import (
	"encoding/base64"

	"fleetglass/awsclient/semantics/refusal"
)

// MaxUserData is how many bytes of user data an instance takes, before they
// are encoded. It runs at the first boot only.
const MaxUserData = 16 * 1024

// ValidateUserData refuses user data that is not base64 or too long. The code
// is EC2's; the texts are from memory.
func ValidateUserData(encoded string) error {
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return refusal.New("InvalidParameterValue", "Invalid BASE64 encoding of user data.")
	}
	if len(raw) > MaxUserData {
		return refusal.New("InvalidParameterValue", "User data is limited to %d bytes", MaxUserData)
	}
	return nil
}

// EncodedLength is the length of n bytes in base64: a third more, in fours.
func EncodedLength(n int) int { return base64.StdEncoding.EncodedLen(n) }
