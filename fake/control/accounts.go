package control

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/http"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"fleetglass/fake"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/dataplane"
)

// Bounds of a server with many accounts. Choice: room for several classes. An
// account is made only when the program does not already hold this much.
const (
	MostAccounts = 256
	mostMemory   = 3 << 30
	longestKey   = 128
	mostIssued   = 10_000 // keys given out by accounts whose account is remembered
)

// Accounts are the accounts of a server: one, or one for every access key id.
// As a backend it makes each call in its caller's account. It is safe for
// concurrent use.
type Accounts struct {
	first  *Account
	perKey bool
	seed   uint64
	plane  atomic.Pointer[dataplane.Plane] // nil: there is none

	mu     sync.Mutex
	others []*Account
	issued map[string]*Account // by a key that somebody there has given out
}

// One is a server's only account.
func One(a *Account) *Accounts { return &Accounts{first: a} }

// PerKey serves an account for every access key id: the first is of callers
// without one, or with its own; others come into being when their key first
// calls, in worlds like the first one's. Kept are those that were there before.
func PerKey(first *Account, kept []fake.Kept) *Accounts {
	a := &Accounts{first: first, perKey: true, seed: first.Engine().Seed(), issued: map[string]*Account{}}
	a.keep(kept)
	return a
}

// Only tells whether the server has one account for everybody.
func (a *Accounts) Only() bool { return !a.perKey }

// All are the accounts, the first one first.
func (a *Accounts) All() []*Account {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]*Account{a.first}, a.others...)
}

// Save writes all accounts to a file, which is replaced at once.
func (a *Accounts) Save(path string) error { return fake.SaveAll(path, a.kept()) }

func (a *Accounts) kept() []fake.Kept {
	var kept []fake.Kept
	for _, one := range a.All() {
		kept = append(kept, fake.Kept{Key: one.key, Engine: one.Engine()})
	}
	return kept
}

// keep takes accounts in place of the others.
func (a *Accounts) keep(kept []fake.Kept) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.others, a.issued = nil, map[string]*Account{}
	for _, k := range kept {
		a.others = append(a.others, a.like(k.Key, k.Engine))
	}
}

// like is an account whose engines are made as the first one's.
func (a *Accounts) like(key string, engine *fake.Engine) *Account {
	made := NewAccount(engine, a.first.base)
	made.key, made.base.Account = key, accountOf(key)
	made.Settle(a.first.Settles())
	return made
}

// Input is a new input of an operation.
func (a *Accounts) Input(service, operation string) (input any, ok bool) {
	return a.first.Input(service, operation)
}

// Call makes a call in its caller's account. Whoever an account belongs to is
// its administrator.
func (a *Accounts) Call(ctx context.Context, service, operation, region string, input any) (output any, requestID string, err error) {
	caller := api.CallerFrom(ctx)
	account, owner, err := a.of(caller.AccessKey)
	if err != nil {
		return nil, "", err
	}
	if owner {
		caller.AccessKey = ""
		ctx = api.WithCaller(ctx, caller)
	}
	return account.Call(ctx, service, operation, region, input)
}

// of is the account of a key, and whether it is its owner's: the account that
// it made, or else the one that has given it out.
func (a *Accounts) of(key string) (account *Account, owner bool, err error) {
	switch {
	case key == "" || !a.perKey:
		return a.first, false, nil // with no key it is the administrator that calls
	case key == fake.AdministratorKey || key == fake.RootKey:
		return a.first, false, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if i := slices.IndexFunc(a.others, func(o *Account) bool { return o.key == key }); i >= 0 {
		return a.others[i], true, nil
	}
	if account := a.issuer(key); account != nil {
		return account, false, nil
	}
	if strings.HasPrefix(key, "ASIA") {
		return a.first, false, nil // a session that nobody has begun: it is refused there
	}
	account, err = a.found(key)
	return account, true, err
}

// issuer is the account that has given out a key, nil when none has.
func (a *Accounts) issuer(key string) *Account {
	if known := a.issued[key]; known != nil {
		return known
	}
	for _, one := range append([]*Account{a.first}, a.others...) {
		if one.Engine().Knows(key) {
			if len(a.issued) >= mostIssued {
				clear(a.issued)
			}
			a.issued[key] = one
			return one
		}
	}
	return nil
}

// found makes the account of a key that calls for the first time. Its number
// and its seed come from the key, so ids of two accounts are never the same.
func (a *Accounts) found(key string) (*Account, error) {
	if err := a.room(key); err != nil {
		return nil, err
	}
	o := a.first.options()
	o.Account, o.Seed = accountOf(key), a.seed^number(key, "seed")
	o.Scenario, o.Era = a.first.Engine().Scenario(), a.first.Engine().Era()
	engine, err := fake.Begin(o)
	if err != nil {
		return nil, err
	}
	made := a.like(key, engine)
	a.first.sameClock(engine)
	a.others = append(a.others, made)
	a.engineChanged()
	return made, nil
}

// room refuses an account that there is no room for.
func (a *Accounts) room(key string) error {
	for _, c := range key {
		if c <= ' ' || c > '~' {
			return awserr.New("InvalidClientTokenId", "The access key ID has characters that none has").WithStatus(http.StatusForbidden)
		}
	}
	number := accountOf(key)
	switch {
	case len(key) > longestKey:
		return awserr.New("InvalidClientTokenId", "The access key ID is longer than %d characters", longestKey).WithStatus(http.StatusForbidden)
	case len(a.others)+1 >= MostAccounts:
		return awserr.New("LimitExceeded", "This server has %d accounts and no room for another; reset those that are not used", MostAccounts).WithStatus(http.StatusForbidden)
	case held() > mostMemory:
		return awserr.New("LimitExceeded", "The accounts of this server hold %d MiB and leave no room for another", held()>>20).WithStatus(http.StatusForbidden)
	case slices.ContainsFunc(a.others, func(o *Account) bool { return o.base.Account == number }):
		return awserr.New("LimitExceeded", "Another access key ID has the same account number, %s; use another key", number).WithStatus(http.StatusForbidden)
	}
	return nil
}

// held is how much memory is in use.
func held() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// accountOf is the number of a key's account: always the same twelve digits.
func accountOf(key string) string {
	if key == "" {
		return fake.Account
	}
	const lowest = 100_000_000_000
	return strconv.FormatUint(lowest+number(key, "account")%(9*lowest), 10)
}

// number is a number made from a key, another one for every purpose.
func number(key, purpose string) uint64 {
	sum := sha256.Sum256([]byte(purpose + " of " + key))
	return binary.BigEndian.Uint64(sum[:])
}

// Named is the account of a number; "" is the first.
func (a *Accounts) Named(number string) (*Account, error) {
	all := a.All()
	if number == "" {
		return all[0], nil
	}
	if i := slices.IndexFunc(all, func(o *Account) bool { return o.Number() == number }); i >= 0 {
		return all[i], nil
	}
	return nil, refusal{http.StatusNotFound, fmt.Sprintf("there is no account %q; GET accounts lists those that there are", number)}
}

// withInstance is the account that has an instance; the first if none has.
func (a *Accounts) withInstance(id string) *Account {
	all := a.All()
	for _, one := range all[1:] {
		if _, ok := one.Engine().Instance(id); ok {
			return one
		}
	}
	return all[0]
}

// forget lets go of all accounts but the first.
func (a *Accounts) forget() { a.keep(nil) }

// load goes on with saved accounts.
func (a *Accounts) load(data []byte) error {
	kept, err := fake.DecodeAll(data, a.first.options())
	if err != nil {
		return err
	}
	if len(kept) > 1 && !a.perKey {
		return fmt.Errorf("%w, %d of them, and this server has one; start it with --accounts per-key", fake.ErrManyAccounts, len(kept))
	}
	for _, k := range kept {
		a.first.sameClock(k.Engine)
	}
	a.first.put(kept[0].Engine)
	if a.perKey {
		a.keep(kept[1:])
	}
	a.engineChanged()
	return nil
}

// listed is an account as GET accounts tells it.
type listed struct {
	Account string `json:"account"`
	Key     string `json:"key,omitempty"` // by which its owner calls
	Health
}

func (s *server) list(http.ResponseWriter, *http.Request) (any, error) {
	all := []listed{}
	for _, one := range s.accounts.All() {
		all = append(all, listed{one.Number(), one.key, s.healthOf(one)})
	}
	return all, nil
}
