package contract_test

import (
	"context"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"fleetglass/awsclient/contract"
	"fleetglass/awsclient/sdk"
)

// moto is an AWS-compatible server that is not ours: what works here was not
// bent to fit the engine.
const moto = "moto_server"

func TestAnotherServer(t *testing.T) {
	if testing.Short() {
		t.Skip("starting another server takes some seconds")
	}
	path, err := exec.LookPath(moto)
	if err != nil {
		t.Skipf("%s is not installed: the contract is not checked against a server of others", moto)
	}
	url := start(t, path)
	const region = "us-west-2"
	t.Setenv("AWS_ENDPOINT_URL", url)
	t.Setenv("AWS_ACCESS_KEY_ID", "testing")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "testing")
	t.Setenv("AWS_SESSION_TOKEN", "")
	t.Setenv("AWS_PROFILE", "")
	client, err := sdk.Open(t.Context(), sdk.Options{Region: region, AllowWrites: true})
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.LoadDefaultConfig(t.Context(), config.WithRegion(region),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("testing", "testing", "")))
	if err != nil {
		t.Fatal(err)
	}
	contract.Run(t, contract.Backend{
		Client: client, Config: func(string) aws.Config { return cfg }, Tolerates: motoDiffers(),
	})
}

// start runs the server on a free port of the loopback until the test ends.
func start(t *testing.T, path string) (url string) {
	t.Helper()
	port := freePort(t)
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, path, "-H", "127.0.0.1", "-p", strconv.Itoa(port))
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		stop()
		t.Skipf("%s does not start: %v", moto, err)
	}
	exited := make(chan struct{})
	go func() { _ = cmd.Wait(); close(exited) }()
	t.Cleanup(func() { stop(); <-exited })
	url = "http://127.0.0.1:" + strconv.Itoa(port)
	if !answers(url, exited) {
		t.Skipf("%s did not answer within %v", moto, startUp)
	}
	return url
}

// startUp is how long the server may take to start.
const startUp = 60 * time.Second

// answers waits until the server does, its process ends, or time is up.
func answers(url string, exited <-chan struct{}) bool {
	tick, end := time.NewTicker(100*time.Millisecond), time.After(startUp)
	defer tick.Stop()
	client := &http.Client{Timeout: time.Second}
	for {
		select {
		case <-exited:
			return false
		case <-end:
			return false
		case <-tick.C:
		}
		if response, err := client.Get(url + "/moto-api/"); err == nil {
			response.Body.Close()
			return true
		}
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// motoDiffers are the differences from AWS that are known of moto 5.2, and
// why each does not matter here.
func motoDiffers() map[string]string {
	const (
		noCBOR  = "CloudWatch in the SDK's protocol (rpc-v2-cbor) is answered with 404; the console says so in place of alarms and graphs"
		oneport = "an instance is a target only once, whatever its ports"
	)
	return map[string]string{
		"an instance's platform and owner":          "platformDetails is left out; the column stays empty",
		"targets":                                   oneport,
		"targets become healthy":                    oneport + ", and every target is healthy, because nothing is checked",
		"attributes left alone have their defaults": "only attributes that were set, and a few more, are listed",
		"a group's balance across zones":            "all instances of a group start in its first zone",
		"activities":                                "there are no scaling activities; the list is empty",
		"a policy's ARN":                            "PutScalingPolicy does not tell the ARN",
		"a policy's alarms":                         "alarms are not tied to policies, none are made for target tracking",
		"a hook's limits":                           "every hook has the same global timeout and notification, metadata is lost",
		"alarms":                                    noCBOR,
		"series":                                    noCBOR,
		"events":                                    "LookupEvents is not implemented",
		"a group that is not there is not found":    "the server fails with an error of its own (HTTP 500)",
		"a rule that is not there is not found":     "deleting it succeeds",
		"rules change places":                       "priorities are moved one by one, so two rules cannot change places",
		"desired capacity above the maximum is refused": "it is accepted, above the maximum too",
		"a server that has ended cannot start":          "it starts again",
	}
}
