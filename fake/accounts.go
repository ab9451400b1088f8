package fake

import (
	"encoding/json"
	"fmt"
	"os"

	"fleetglass/fake/world"
)

// Kept is an account of a server that has several, each of them an engine, and
// the access key id by which its owner calls; "" for the first.
type Kept struct {
	Key    string
	Engine *Engine
}

// Account is the account's number.
func (e *Engine) Account() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.home().world.Account
}

// Knows tells whether the account has given out an access key, of a user or of
// a session.
func (e *Engine) Knows(key string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, p := range e.places {
		if p.world.Principals.Has(key) {
			return true
		}
	}
	return false
}

// KnownRegion tells whether AWS has a region, in the partitions aws, aws-cn
// and aws-us-gov.
func KnownRegion(name string) bool {
	_, ok := world.RegionNamed(name)
	return ok
}

// EncodeAll is all accounts of a server as one state file holds them; there is
// at least one. Each is as of its own moment.
func EncodeAll(accounts []Kept) ([]byte, error) {
	var others []json.RawMessage
	for _, k := range accounts[1:] {
		plain, err := k.Engine.plain(k.Key, nil)
		if err != nil {
			return nil, err
		}
		others = append(others, plain)
	}
	plain, err := accounts[0].Engine.plain(accounts[0].Key, others)
	if err != nil {
		return nil, err
	}
	return sealed(plain)
}

// SaveAll writes all accounts of a server to a file, as Save does one.
func SaveAll(path string, accounts []Kept) error {
	data, err := EncodeAll(accounts)
	if err == nil {
		err = replace(path, data)
	}
	if err != nil {
		return fmt.Errorf("save state: %w", err)
	}
	return nil
}

// LoadAll is Load for a file of several accounts; a file of one will do.
func LoadAll(path string, o Options) ([]Kept, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("load state: %w", err)
	}
	accounts, err := DecodeAll(data, o)
	if err != nil {
		return nil, fmt.Errorf("load state %s: %w", path, err)
	}
	return accounts, nil
}

// DecodeAll is LoadAll for what EncodeAll gave.
func DecodeAll(data []byte, o Options) ([]Kept, error) {
	s, err := decode(data)
	if err != nil {
		return nil, err
	}
	accounts := []Kept{{s.Key, s.engine(o)}}
	for _, plain := range s.Others {
		other, err := parseState(plain)
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, Kept{other.Key, other.engine(o)})
	}
	return accounts, nil
}
