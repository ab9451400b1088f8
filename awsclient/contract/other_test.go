package contract_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"fleetglass/awsclient/contract"
	"fleetglass/awsclient/sdk"
)

func TestAnotherServer(t *testing.T) {
	url := contract.Another(t)
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
