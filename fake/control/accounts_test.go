package control_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fleetglass/fake"
	"fleetglass/fake/api"
	"fleetglass/fake/control"
)

// class serves an account for every access key id.
func class(t *testing.T) (*control.Accounts, string) {
	t.Helper()
	at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	o := fake.Options{Scenario: "empty", Seed: 1, Wall: func() time.Time { return at }}
	engine, err := fake.New(o)
	if err != nil {
		t.Fatal(err)
	}
	engine.Pause()
	accounts := control.PerKey(control.NewAccount(engine, o), nil)
	server := httptest.NewServer(control.NewFor(accounts, "1.0"))
	t.Cleanup(server.Close)
	return accounts, server.URL + "/_fleetglass/"
}

func as[O any](t *testing.T, a *control.Accounts, key string, input any) (*O, error) {
	t.Helper()
	service, operation := api.NameOf(input)
	out, _, err := a.Call(api.WithCaller(context.Background(), api.Caller{AccessKey: key}), service, operation, "", input)
	if err != nil {
		return nil, err
	}
	return out.(*O), nil
}

func numberOf(t *testing.T, a *control.Accounts, key string) string {
	t.Helper()
	out, err := as[sts.GetCallerIdentityOutput](t, a, key, &sts.GetCallerIdentityInput{})
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	if !strings.HasSuffix(*out.Arn, "::"+*out.Account+":user/admin") {
		t.Errorf("%s is %s", key, *out.Arn)
	}
	return *out.Account
}

// pairs are the key pairs that a caller sees.
func pairs(t *testing.T, a *control.Accounts, key string) (names []string) {
	t.Helper()
	out, err := as[ec2.DescribeKeyPairsOutput](t, a, key, &ec2.DescribeKeyPairsInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range out.KeyPairs {
		names = append(names, *p.KeyName)
	}
	return names
}

func TestEveryKeyHasItsOwnAccount(t *testing.T) {
	accounts, _ := class(t)
	if got := numberOf(t, accounts, ""); got != fake.Account {
		t.Errorf("nobody's account is %s", got)
	}
	if got := numberOf(t, accounts, fake.AdministratorKey); got != fake.Account {
		t.Errorf("the example key's account is %s", got)
	}
	seen := map[string]string{}
	for _, key := range []string{"alice", "bob", "AKIAQNSYTRAHBQNSYTRA"} {
		number := numberOf(t, accounts, key)
		if len(number) != 12 || strings.Trim(number, "0123456789") != "" || number == fake.Account || seen[number] != "" || number != numberOf(t, accounts, key) {
			t.Errorf("%s has the account %s", key, number)
		}
		seen[number] = key
		if _, err := as[ec2.CreateKeyPairOutput](t, accounts, key, &ec2.CreateKeyPairInput{KeyName: aws.String("of-" + key)}); err != nil {
			t.Fatal(err)
		}
	}
	if again, _ := class(t); numberOf(t, again, "alice") != numberOf(t, accounts, "alice") {
		t.Error("another server gives alice another account")
	}
	if got := pairs(t, accounts, "alice"); len(got) != 1 || got[0] != "of-alice" {
		t.Errorf("alice sees %v", got)
	}
}

// A key that a user of an account was given is of that account.
func TestKeysThatAnAccountGivesOut(t *testing.T) {
	accounts, _ := class(t)
	number := numberOf(t, accounts, "alice")
	if _, err := as[iam.CreateUserOutput](t, accounts, "alice", &iam.CreateUserInput{UserName: aws.String("carol")}); err != nil {
		t.Fatal(err)
	}
	made, err := as[iam.CreateAccessKeyOutput](t, accounts, "alice", &iam.CreateAccessKeyInput{UserName: aws.String("carol")})
	if err != nil {
		t.Fatal(err)
	}
	who, err := as[sts.GetCallerIdentityOutput](t, accounts, *made.AccessKey.AccessKeyId, &sts.GetCallerIdentityInput{})
	if err != nil || *who.Account != number || !strings.HasSuffix(*who.Arn, ":user/carol") {
		t.Errorf("carol is %v, %v", who, err)
	}
	if _, err := as[ec2.DescribeVpcsOutput](t, accounts, *made.AccessKey.AccessKeyId, &ec2.DescribeVpcsInput{}); err == nil {
		t.Error("carol may do what nobody allowed her")
	}
	if _, err := as[sts.GetCallerIdentityOutput](t, accounts, "ASIAQNSYTRAHBQNSYTRA", &sts.GetCallerIdentityInput{}); err == nil {
		t.Error("a session that nobody began has an account")
	}
}

func TestAccountsAreListedAndResetOneByOne(t *testing.T) {
	accounts, url := class(t)
	for _, key := range []string{"alice", "bob"} {
		if _, err := as[ec2.CreateKeyPairOutput](t, accounts, key, &ec2.CreateKeyPairInput{KeyName: aws.String("mine")}); err != nil {
			t.Fatal(err)
		}
	}
	var list []struct {
		Account, Key string
		Seed         uint64
		Now          time.Time
	}
	if err := json.Unmarshal([]byte(get(t, url+"accounts")), &list); err != nil || len(list) != 3 || list[0].Account != fake.Account || list[1].Key != "alice" || list[1].Seed == list[2].Seed {
		t.Fatalf("%v %v", list, err)
	}
	alice := list[1].Account
	if status, text := ask(t, "POST", url+"clock?advance=1h&account="+alice, ""); !healthOf(t, status, text).Now.After(list[2].Now) {
		t.Error("the clock of alice stands")
	}
	if h := healthOf(t, 200, get(t, url+"health?account="+list[2].Account)); !h.Now.Equal(list[2].Now) {
		t.Errorf("the clock of bob went to %s", h.Now)
	}
	if status, text := ask(t, "POST", url+"reset", "account="+alice); status != http.StatusOK {
		t.Fatal(text)
	}
	if got := pairs(t, accounts, "alice"); len(got) != 0 {
		t.Errorf("alice still has %v", got)
	}
	if got := pairs(t, accounts, "bob"); len(got) != 1 {
		t.Errorf("bob has %v", got)
	}
	if numberOf(t, accounts, "alice") != alice {
		t.Error("alice got another account")
	}
	if status, text := ask(t, "POST", url+"reset?account=1", ""); status != http.StatusNotFound {
		t.Errorf("%d %s", status, text)
	}
	if status, _ := ask(t, "POST", url+"fault?account="+alice, `{"kind": "delay-metrics", "for": "5m"}`); status != http.StatusOK {
		t.Errorf("a fault of alice's: %d", status)
	}
	if status, _ := ask(t, "POST", url+"reset", ""); status != http.StatusOK || len(accounts.All()) != 1 {
		t.Errorf("after a reset of everything there are %d accounts", len(accounts.All()))
	}
}

// A state has all accounts; a server of one account refuses it.
func TestAStateHasAllAccounts(t *testing.T) {
	accounts, url := class(t)
	if _, err := as[ec2.CreateKeyPairOutput](t, accounts, "alice", &ec2.CreateKeyPairInput{KeyName: aws.String("mine")}); err != nil {
		t.Fatal(err)
	}
	number := numberOf(t, accounts, "alice")
	saved := get(t, url+"state")
	again, other := class(t)
	if status, text := ask(t, "PUT", other+"state", saved); status != http.StatusOK {
		t.Fatal(text)
	}
	if got := pairs(t, again, "alice"); len(got) != 1 || numberOf(t, again, "alice") != number {
		t.Errorf("alice has %v in %s", got, numberOf(t, again, "alice"))
	}
	file := filepath.Join(t.TempDir(), "world.state")
	if err := again.Save(file); err != nil {
		t.Fatal(err)
	}
	if kept, err := fake.LoadAll(file, fake.Options{}); err != nil || len(kept) != 2 || kept[1].Key != "alice" || kept[1].Engine.Account() != number {
		t.Errorf("%v %v", kept, err)
	}
	if _, err := fake.Load(file, fake.Options{}); err == nil || !strings.Contains(err.Error(), "several accounts") {
		t.Errorf("as one account: %v", err)
	}
	_, single := serve(t, "empty")
	if status, text := ask(t, "PUT", single+"state", saved); status != http.StatusBadRequest || !strings.Contains(text, "--accounts per-key") {
		t.Errorf("%d %s", status, text)
	}
}

func TestAccountsAreBounded(t *testing.T) {
	accounts, _ := class(t)
	for i := range control.MostAccounts - 1 {
		if _, err := as[sts.GetCallerIdentityOutput](t, accounts, fmt.Sprintf("student-%d", i), &sts.GetCallerIdentityInput{}); err != nil {
			t.Fatal(i, err)
		}
	}
	if _, err := as[sts.GetCallerIdentityOutput](t, accounts, "one-more", &sts.GetCallerIdentityInput{}); err == nil || !strings.Contains(err.Error(), "LimitExceeded") {
		t.Errorf("one more: %v", err)
	}
	for _, key := range []string{strings.Repeat("x", 200), "a\nb"} {
		if _, err := as[sts.GetCallerIdentityOutput](t, accounts, key, &sts.GetCallerIdentityInput{}); err == nil || !strings.Contains(err.Error(), "InvalidClientTokenId") {
			t.Errorf("%.10q: %v", key, err)
		}
	}
}
