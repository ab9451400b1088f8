package storage

import (
	"sort"
	"strings"

	"fleetglass/fake/world"
)

// Listing asks for a part of a bucket's keys in their order.
type Listing struct {
	Prefix    string // only keys that begin with it
	Delimiter string // keys that have it after the prefix are told once, as a folder
	After     string // only what comes after this key or folder
	Max       int    // how many keys and folders, at most
}

// Listed is one part of a listing.
type Listed struct {
	Objects []world.Object
	Folders []string
	More    bool
	Last    string // the last key or folder given
}

// List answers a listing.
func (r *Room) List(b *world.Bucket, ask Listing) Listed {
	var out Listed
	start := max(ask.Prefix, ask.After)
	at := sort.Search(len(b.Objects), func(i int) bool { return b.Objects[i].Key >= start })
	for ; at < len(b.Objects) && strings.HasPrefix(b.Objects[at].Key, ask.Prefix); at++ {
		o := b.Objects[at]
		folder := ask.folder(o.Key)
		switch {
		case o.Key <= ask.After, folder != "" && (folder == out.Last || folder == ask.After):
			continue
		case len(out.Objects)+len(out.Folders) == ask.Max:
			out.More = true
			return out
		case folder != "":
			out.Folders, out.Last = append(out.Folders, folder), folder
		default:
			out.Objects, out.Last = append(out.Objects, o), o.Key
		}
	}
	return out
}

// folder is the part of a key up to the delimiter after the prefix, "" when it
// has none.
func (ask Listing) folder(key string) string {
	if ask.Delimiter == "" {
		return ""
	}
	rest := key[len(ask.Prefix):]
	if i := strings.Index(rest, ask.Delimiter); i >= 0 {
		return key[:len(ask.Prefix)+i+len(ask.Delimiter)]
	}
	return ""
}
