package sdk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"fleetglass/awsclient"
)

func TestAProfileThatDoesNotExistIsNamedWithThoseThatDo(t *testing.T) {
	o := isolated(t, "", Options{Profile: "nobody"})
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, []byte("[default]\nregion = us-west-2\n[profile prod]\nregion = eu-west-1\n[sso-session main]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", file)
	_, err := Open(t.Context(), o)
	if err == nil || awsclient.KindOf(err) != awsclient.Invalid || err.Error() != `there is no profile "nobody" in the AWS configuration; configured are: default, prod` {
		t.Errorf("%v", err)
	}
}

func TestARegionThatCannotBeOneIsRefused(t *testing.T) {
	for region, ok := range map[string]bool{"us-west-2": true, "us-gov-east-1": true, "eusc-de-east-1": true, "nowhere": false, "us west 2": false, "us-west-2a": false} {
		_, err := Open(t.Context(), isolated(t, "http://127.0.0.1:9", Options{Region: region}))
		if (err == nil) != ok {
			t.Errorf("%s: %v", region, err)
		}
	}
}

func TestARegionOfTheEnvironmentIsJudgedToo(t *testing.T) {
	o := isolated(t, "http://127.0.0.1:9", Options{})
	t.Setenv("AWS_REGION", "mars")
	if _, err := Open(t.Context(), o); awsclient.KindOf(err) != awsclient.Invalid || !strings.Contains(err.Error(), `"mars" is not a region`) {
		t.Errorf("%v", err)
	}
}

func TestAnEndpointThatIsNoAddressIsRefused(t *testing.T) {
	for endpoint, ok := range map[string]bool{"http://localhost:5000": true, "https://aws.example.com/x": true, "127.0.0.1:5000": false, "localhost:5000": false, "ftp://host": false, "not a url": false} {
		_, err := Open(t.Context(), isolated(t, endpoint, Options{Region: "us-west-2"}))
		if (err == nil) != ok {
			t.Errorf("%s: %v", endpoint, err)
		}
	}
}

func TestWithoutARegionOpeningWorksAndCallsSaySo(t *testing.T) {
	o := isolated(t, "http://127.0.0.1:9", Options{})
	t.Setenv("AWS_REGION", "")
	c, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Instances(t.Context()); awsclient.KindOf(err) != awsclient.NoRegion || !strings.Contains(err.Error(), "--region") {
		t.Errorf("%v", err)
	}
	if c.InRegion("eu-west-1").Region() != "eu-west-1" {
		t.Error("no way out of it")
	}
}

func TestNoCredentialsIsSaidPlainly(t *testing.T) {
	o := isolated(t, "http://127.0.0.1:9", Options{})
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	c, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Identity(t.Context()); awsclient.KindOf(err) != awsclient.NoCredentials {
		t.Errorf("%v", err)
	}
}

func TestAForeignAnswerIsUnsupported(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	c := openAt(t, server.URL, Options{})
	for name, call := range map[string]func() error{
		"CBOR":  func() error { _, err := c.Alarms(t.Context()); return err },
		"JSON":  func() error { _, err := c.Events(t.Context(), awsclient.EventQuery{}); return err },
		"query": func() error { _, err := c.Groups(t.Context()); return err },
		"EC2":   func() error { _, err := c.Regions(t.Context()); return err },
	} {
		if err := call(); awsclient.KindOf(err) != awsclient.Unsupported {
			t.Errorf("%s: %v: %v", name, awsclient.KindOf(err), err)
		}
	}
}

func TestNobodyListeningIsOffline(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	c := openAt(t, server.URL, Options{})
	if _, err := c.Identity(t.Context()); awsclient.KindOf(err) != awsclient.Offline {
		t.Errorf("%v", err)
	}
}

// A person signs in again in another terminal; the console must pick the new
// keys up without a restart, and within the very call that found the old ones
// too old.
func TestExpiredCredentialsAreReadAgain(t *testing.T) {
	var used []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		old := strings.Contains(r.Header.Get("Authorization"), "Credential=OLD/")
		used = append(used, fmt.Sprint(old))
		if old {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>`)
			return
		}
		fmt.Fprint(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account><Arn>a</Arn><UserId>u</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>`)
	}))
	defer server.Close()
	o := isolated(t, server.URL, Options{Profile: "default"})
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	file := filepath.Join(t.TempDir(), "credentials")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", file)
	keys := func(id string) {
		if err := os.WriteFile(file, fmt.Appendf(nil, "[default]\naws_access_key_id = %s\naws_secret_access_key = s\n", id), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keys("OLD")
	c, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Identity(t.Context()); awsclient.KindOf(err) != awsclient.Expired {
		t.Fatalf("old keys: %v", err)
	}
	keys("NEW")
	who, err := c.Identity(t.Context())
	if err != nil || who.Account != "111122223333" {
		t.Errorf("new keys: %v, %v", who, err)
	}
	// Twice for the first call, once for the second, which then found the new.
	if want := []string{"true", "true", "true", "false"}; !slices.Equal(used, want) {
		t.Errorf("old keys used: %v, want %v", used, want)
	}
}

func TestLoginLoadsAgainAfterAFailure(t *testing.T) {
	loads := 0
	l := newLogin(nil, func(context.Context) (aws.CredentialsProvider, error) {
		if loads++; loads == 1 {
			return nil, errors.New("not yet")
		}
		return credentials.NewStaticCredentialsProvider("A", "B", ""), nil
	})
	if _, err := l.cache.Retrieve(t.Context()); err == nil {
		t.Error("no error")
	}
	l.renew()
	if got, err := l.cache.Retrieve(t.Context()); err != nil || got.AccessKeyID != "A" {
		t.Errorf("%v, %v", got.AccessKeyID, err)
	}
}
