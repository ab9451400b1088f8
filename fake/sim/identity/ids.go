package identity

import (
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"strconv"
	"strings"
)

// IAM's ids are a prefix of four letters that tells what has it and 17 more
// (IAM/reference_identifiers).
const (
	idLength  = 17
	idLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
)

// NewID is a new id, such as "AIDA" and 17 letters, drawn from the world.
func (r *Room) NewID(prefix string) string {
	b := []byte(prefix)
	for range idLength {
		b = append(b, idLetters[r.k.Rand(len(idLetters))])
	}
	return string(b)
}

// NewKey is a new access key id: AKIA for lasting, ASIA for temporary ones,
// and 16 more. The first eight say whose they are, as AWS's do.
func (r *Room) NewKey(prefix string) string {
	b := []byte(prefix + accountLetters(r.w.Account))
	for len(b) < 20 {
		b = append(b, idLetters[r.k.Rand(len(idLetters))])
	}
	return string(b)
}

// accountLetters are the eight letters in which an access key tells its
// account. Choice: AWS does not publish how it is written.
func accountLetters(account string) string {
	n, _ := strconv.ParseUint(account, 10, 64)
	var b [8]byte
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = idLetters[n%uint64(len(idLetters))]
		n /= uint64(len(idLetters))
	}
	return string(b[:])
}

// AccountOf is the account that an access key belongs to, "" when the key is
// not one of AWS's form.
func (r *Room) AccountOf(key string) string {
	if who := r.w.Principals.Get(key); who != nil {
		return r.w.Account
	}
	if len(key) != 20 {
		return ""
	}
	var n uint64
	for _, letter := range key[4:12] {
		i := strings.IndexRune(idLetters, letter)
		if i < 0 {
			return ""
		}
		n = n*uint64(len(idLetters)) + uint64(i)
	}
	text := strconv.FormatUint(n, 10)
	if len(text) > 12 {
		return ""
	}
	return strings.Repeat("0", 12-len(text)) + text
}

// idOf is an id that is always the same for a name.
func idOf(prefix, name string) string {
	sum := sha256.Sum256([]byte(name))
	n, base, digit := new(big.Int).SetBytes(sum[:]), big.NewInt(int64(len(idLetters))), new(big.Int)
	b := []byte(prefix)
	for range idLength {
		n.DivMod(n, base, digit)
		b = append(b, idLetters[digit.Int64()])
	}
	return string(b)
}

// Secret is the secret that belongs to an access key. It is made from the
// world's seed and kept nowhere: calls in the process carry no signature.
func (r *Room) Secret(key string) string { return r.hash("secret "+key, 1)[:40] }

// Token is the session token that belongs to a temporary access key.
func (r *Room) Token(key string) string { return "IQoJb3JpZ2luX2Vj" + r.hash("token "+key, 6) }

func (r *Room) hash(text string, blocks int) string {
	var all []byte
	for i := range blocks {
		sum := sha256.Sum256([]byte(strconv.FormatUint(r.w.Seed, 16) + " " + strconv.Itoa(i) + " " + text))
		all = append(all, sum[:]...)
	}
	return base64.StdEncoding.EncodeToString(all)
}
