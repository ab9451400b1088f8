package sdk

import (
	"bytes"
	"compress/gzip"
	"io"
)

// userDataLimit bounds what compressed user data may grow to. AWS allows 16 KB
// as sent; the bound keeps a hostile file from filling the memory.
const userDataLimit = 1 << 20

// unzipped is user data as cloud-init would read it: it accepts gzip.
func unzipped(raw []byte) []byte {
	if !bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
		return raw
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return raw
	}
	data, err := io.ReadAll(io.LimitReader(z, userDataLimit))
	if err != nil {
		return raw
	}
	return data
}
