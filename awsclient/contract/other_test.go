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
		noCBOR    = "CloudWatch in the SDK's protocol (rpc-v2-cbor) is answered with 404; the console says so in place of alarms and graphs"
		oneport   = "an instance is a target only once, whatever its ports"
		noRefresh = "instance refreshes are not implemented"
		noChecks  = "an instance is in service while it runs, because nothing is checked"
	)
	const noMarket = "every pool has one price, of no time, and every request is fulfilled at once, without zone and price; the console's Spot panes stay bare"
	const noFleets = "a Spot Fleet has no tags, no history and no role, and nothing is replaced; the console's list of fleets stays bare"
	return map[string]string{
		"a policy that is not there cannot be executed":           "a policy that is not there ends in an error of the server",
		"Spot prices, newest first":                               noMarket,
		"Spot prices of a span hold the one at its start":         noMarket,
		"a Spot Instance is requested":                            noMarket,
		"a Spot Instance tells its request":                       "DescribeInstances leaves spotInstanceRequestId out; the console cannot go from the instance to its request",
		"a Spot request whose price is too low waits":             noMarket,
		"a Spot request is cancelled":                             "a cancelled request is not described any more; the console's list of requests loses it",
		"a Spot request that is not there is not found":           "an unknown id is an internal error; the console says that the endpoint does not offer the operation",
		"a Spot request without an image is refused":              "a launch specification is not looked at; nothing in the console depends on it",
		"a Spot Fleet is requested":                               noFleets,
		"a Spot Fleet is shown as it was requested":               noFleets,
		"a Spot Fleet's instances":                                noFleets,
		"a Spot Fleet's history":                                  noFleets,
		"a Spot Fleet replaces what ends":                         noFleets,
		"a Spot Fleet is modified":                                noFleets,
		"a Spot Fleet is cancelled":                               noFleets,
		"a Spot Fleet that is not there is not found":             noFleets,
		"a Spot Fleet without a role is refused":                  "any role is taken",
		"an instance's platform and owner":                        "platformDetails is left out; the column stays empty",
		"internet gateways":                                       "the default VPC has no way to the internet",
		"targets":                                                 oneport,
		"targets become healthy":                                  oneport + ", and every target is healthy, because nothing is checked",
		"attributes left alone have their defaults":               "only attributes that were set, and a few more, are listed",
		"a Classic balancer's network":                            "a balancer made with subnets has no zones",
		"Classic instances that serve nothing are out of service": noChecks,
		"Classic instances drain":                                 "they are gone at once",
		"a group's balance across zones":                          "all instances of a group start in its first zone",
		"activities":                                              "there are no scaling activities; the list is empty",
		"a policy's ARN":                                          "PutScalingPolicy does not tell the ARN",
		"a policy's alarms":                                       "alarms are not tied to policies, none are made for target tracking",
		"a hook's limits":                                         "every hook has the same global timeout and notification, metadata is lost",
		"metrics are listed":                                      noCBOR,
		"metrics are found by name and dimension":                 noCBOR,
		"an alarm on metric math":                                 noCBOR,
		"a composite alarm":                                       noCBOR,
		"an alarm's history":                                      noCBOR,
		"an alarm on a metric is put, changed and deleted":        noCBOR,
		"an alarm on metric math is put":                          noCBOR,
		"a composite alarm is put and deleted":                    noCBOR,
		"an alarm's state is set":                                 noCBOR,
		"an alarm's actions are disabled and enabled":             noCBOR,
		"alarms": noCBOR,
		"series": noCBOR,
		"a trail on a bucket without a policy is refused": "policies of buckets are not judged",
		"a trail that is not there is not found":          "the server fails with an error of its own (HTTP 500)",
		"what a trail records is changed":                 "a selector of nothing is taken",
		"a trail writes to a log group as a new role":     "the role's policy is not asked",
		"a trail delivers its files":                      "nothing is delivered",
		"events":                                          "LookupEvents is not implemented",
		"a group is made, changed and deleted":            "the cooldown cannot be changed",
		"a launch template lives":                         "a version has nothing of the version that it starts from",
		"servers are launched by hand and tagged":         "ModifyInstanceAttribute decodes user data twice, and refuses it: a request of base64, as every SDK sends it, gets InvalidUserData.Malformed",
		"a launch without an image is refused":            "an instance of no image runs",
		"a group of several types":                        "instances are of the template's type, whatever the overrides, and have no weight",
		"policies, schedules and hooks come and go":       "PutScalingPolicy does not tell the ARN",
		"an instance refresh":                             noRefresh,
		"an instance refresh is cancelled":                noRefresh,
		"no refresh can be cancelled where there is none": noRefresh,
		"a group that is not there is not found":          "the server fails with an error of its own (HTTP 500)",
		"a rule that is not there is not found":           "deleting it succeeds",
		"rules change places":                             "priorities are moved one by one, so two rules cannot change places",
		"desired capacity above the maximum is refused":   "it is accepted, above the maximum too",
		"a policy is made, attached and deleted":          "a policy that is attached is deleted all the same",
		"a log group's life":                              "events may be kept for any number of days",
		"log events with a pattern":                       "patterns are read as words, and prefixes of streams not at all",
		"the newest log events first":                     "the order cannot be chosen",
		"metric filters":                                  "a filter does not tell when it was made, and deleting none succeeds",
		"a metric filter makes a metric":                  noCBOR,
		"testing a filter pattern":                        "TestMetricFilter is not implemented",
		"a query of logs":                                 "a query's filter is not read, and its order is its own",
		"a malformed query of logs is refused":            "any text is taken for a query",
		"a server that has ended cannot start":            "it starts again",
	}
}
