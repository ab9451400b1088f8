package ec2api

import (
	"crypto/ed25519"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
)

// newKey is a key pair in the forms in which AWS gives it out.
type newKey struct {
	kind, fingerprint string
	private           string // PEM, "" for an imported key
	public            string // OpenSSH's one-line form
}

// newRSA makes a 2048-bit key from a seed. crypto/rsa refuses to be
// deterministic, rightly; these keys open nothing but a simulation.
func newRSA(seed [32]byte) (newKey, error) {
	random := rand.NewChaCha8(seed)
	e := big.NewInt(65537)
	for {
		p, q := prime(random), prime(random)
		one := big.NewInt(1)
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		d := new(big.Int).ModInverse(e, phi)
		if d == nil || p.Cmp(q) == 0 {
			continue
		}
		key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537}, D: d, Primes: []*big.Int{p, q}}
		key.Precompute()
		return rsaForms(key)
	}
}

// prime is the first prime from a random odd number of 1024 bits on whose two
// highest bits are set, so that the product of two has 2048.
func prime(random *rand.ChaCha8) *big.Int {
	var b [128]byte
	_, _ = random.Read(b[:])
	b[0] |= 0xc0
	b[127] |= 1
	n, two := new(big.Int).SetBytes(b[:]), big.NewInt(2)
	for !n.ProbablyPrime(20) {
		n.Add(n, two)
	}
	return n
}

func rsaForms(key *rsa.PrivateKey) (newKey, error) {
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return newKey{}, err
	}
	sum := sha1.Sum(pkcs8)
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	blob := wire([]byte("ssh-rsa"), mpint(big.NewInt(int64(key.E))), mpint(key.N))
	return newKey{kind: "rsa", fingerprint: colons(sum[:]), private: string(pem.EncodeToMemory(block)), public: "ssh-rsa " + base64.StdEncoding.EncodeToString(blob)}, nil
}

func newEd25519(seed [32]byte) (newKey, error) {
	key := ed25519.NewKeyFromSeed(seed[:])
	blob := wire([]byte("ssh-ed25519"), key.Public().(ed25519.PublicKey))
	block := &pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: openSSH(key, blob)}
	return newKey{kind: "ed25519", fingerprint: sha256Base64(blob), private: string(pem.EncodeToMemory(block)), public: "ssh-ed25519 " + base64.StdEncoding.EncodeToString(blob)}, nil
}

// openSSH is OpenSSH's own format for an unencrypted private key
// (openssh-key-v1).
func openSSH(key ed25519.PrivateKey, blob []byte) []byte {
	check := binary.BigEndian.Uint32(key[32:36]) // any number, twice
	secret := binary.BigEndian.AppendUint32(nil, check)
	secret = binary.BigEndian.AppendUint32(secret, check)
	secret = append(secret, wire([]byte("ssh-ed25519"), key[32:], key, nil)...)
	for pad := byte(1); len(secret)%8 != 0; pad++ {
		secret = append(secret, pad)
	}
	out := append([]byte("openssh-key-v1\x00"), wire([]byte("none"), []byte("none"), nil)...)
	out = binary.BigEndian.AppendUint32(out, 1)
	return append(out, wire(blob, secret)...)
}

// wire is SSH's encoding of strings: each after its length.
func wire(parts ...[]byte) []byte {
	var b []byte
	for _, p := range parts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(p)))
		b = append(b, p...)
	}
	return b
}

// mpint is SSH's encoding of a positive number: a zero byte keeps the highest
// bit from being a sign.
func mpint(n *big.Int) []byte {
	b := n.Bytes()
	if len(b) > 0 && b[0]&0x80 != 0 {
		b = append([]byte{0}, b...)
	}
	return b
}

// readPublicKey reads an OpenSSH public key: "ssh-rsa AAAA... comment".
func readPublicKey(line string) (newKey, bool) {
	words := strings.Fields(line)
	if len(words) < 2 {
		return newKey{}, false
	}
	blob, err := base64.StdEncoding.DecodeString(words[1])
	parts, ok := unwire(blob)
	if err != nil || !ok || len(parts) == 0 || string(parts[0]) != words[0] {
		return newKey{}, false
	}
	public := words[0] + " " + words[1]
	switch {
	case words[0] == "ssh-ed25519" && len(parts) == 2 && len(parts[1]) == ed25519.PublicKeySize:
		return newKey{kind: "ed25519", fingerprint: sha256Base64(blob), public: public}, true
	case words[0] == "ssh-rsa" && len(parts) == 3 && len(parts[1]) <= 4 && len(parts[2]) >= 128:
		key := &rsa.PublicKey{E: int(new(big.Int).SetBytes(parts[1]).Int64()), N: new(big.Int).SetBytes(parts[2])}
		der, err := x509.MarshalPKIXPublicKey(key)
		sum := md5.Sum(der)
		return newKey{kind: "rsa", fingerprint: colons(sum[:]), public: public}, err == nil
	}
	return newKey{}, false
}

func unwire(b []byte) (parts [][]byte, ok bool) {
	for len(b) > 0 {
		if len(b) < 4 {
			return nil, false
		}
		n := binary.BigEndian.Uint32(b)
		if uint64(n) > uint64(len(b)-4) {
			return nil, false
		}
		parts, b = append(parts, b[4:4+n]), b[4+n:]
	}
	return parts, true
}

// colons is a fingerprint as AWS shows those of RSA keys.
func colons(sum []byte) string {
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = fmt.Sprintf("%02x", b)
	}
	return strings.Join(pairs, ":")
}

func sha256Base64(b []byte) string {
	sum := sha256.Sum256(b)
	return base64.StdEncoding.EncodeToString(sum[:])
}
