package flight_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/recipes"
	"fleetglass/fake"
)

// alarmNamed is the alarm as AWS has it; the zero one when it is not there.
func (f *flight) alarmNamed(name string) awsclient.Alarm {
	f.t.Helper()
	alarms, err := f.client.Alarms(f.t.Context())
	must(f, err)
	for _, a := range alarms {
		if a.Name == name {
			return a
		}
	}
	return awsclient.Alarm{}
}

// somebody calls AWS behind the console's back. What comes of it does not
// matter here: refused calls are recorded too.
func (f *flight) somebody(service, operation string, input any) {
	_, _, _ = f.engine.Call(f.t.Context(), service, operation, fake.Region, input)
}

// triggers is, for each recipe, a call of the kind that it is about.
func (f *flight) triggers() map[string]func() {
	ec2Calls := func(operation string, input any) func() { return func() { f.somebody("ec2", operation, input) } }
	subnets, err := f.client.Subnets(f.t.Context())
	must(f, err)
	images, err := f.client.Images(f.t.Context(), nil)
	must(f, err)
	buckets, err := f.client.Buckets(f.t.Context())
	must(f, err)
	return map[string]func(){
		"S3BucketActivity": func() {
			f.somebody("s3", "PutBucketPolicy", &s3.PutBucketPolicyInput{Bucket: &buckets[0].Name, Policy: aws.String("{")})
		},
		"SecurityGroupEvents": ec2Calls("CreateSecurityGroup", &ec2.CreateSecurityGroupInput{GroupName: aws.String("hole"), Description: aws.String("x")}),
		"NetworkACLEvents":    ec2Calls("CreateNetworkAcl", &ec2.CreateNetworkAclInput{VpcId: &subnets[0].VPC}),
		"GatewayChanges":      ec2Calls("CreateInternetGateway", &ec2.CreateInternetGatewayInput{}),
		"VpcChanges":          ec2Calls("CreateVpc", &ec2.CreateVpcInput{CidrBlock: aws.String("10.9.0.0/16")}),
		"EC2InstanceChanges":  ec2Calls("TerminateInstances", &ec2.TerminateInstancesInput{InstanceIds: []string{"i-0123456789abcdef0"}}),
		"EC2LargeInstanceChanges": ec2Calls("RunInstances", &ec2.RunInstancesInput{ImageId: &images[0].ID, InstanceType: ec2types.InstanceTypeM54xlarge,
			MinCount: aws.Int32(1), MaxCount: aws.Int32(1)}),
		"CloudTrailChanges": func() {
			f.somebody("cloudtrail", "StopLogging", &cloudtrail.StopLoggingInput{Name: aws.String("another")})
		},
		"ConsoleSignInFailures": func() {
			for range 3 {
				f.engine.SignIn("student", false, false)
			}
		},
		"AuthorizationFailures": func() {
			must(f, f.engine.Inject(fake.Fault{Kind: fake.Deny, Subject: "ec2:CreateKeyPair"}))
			f.somebody("ec2", "CreateKeyPair", &ec2.CreateKeyPairInput{KeyName: aws.String("k")})
		},
		"IAMPolicyChanges": func() {
			_, err := f.client.CreateManagedPolicy(f.t.Context(), "all", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)
			must(f, err)
		},
	}
}

// setRecipe sets a recipe from the menu of the trail under the cursor.
func (f *flight) setRecipe(name string, fill func()) {
	f.t.Helper()
	f.beginIn("CloudTrail alarms: the eleven recipes")
	f.seesLine(name+" ", "not set")
	f.choose(name)
	fill()
	f.Press("enter", "enter") // enter alone confirms nothing
	f.asks("aws logs put-metric-filter --log-group-name CloudTrail/logs --filter-name " + name + " ")
	f.asks("aws cloudwatch put-metric-alarm")
	if f.alarmNamed(name).Name != "" {
		f.t.Fatal("it is set before yes")
	}
	f.Press("y")
	f.Wait(2 * time.Second)
	f.Sees("the metric filter "+name+" is put on CloudTrail/logs", "the alarm "+name+" is put on")
	f.Press("esc")
}

// seesAllAlarm waits until each recipe's alarm was in alarm on the screen. They
// come when their calls are delivered, and go five minutes later.
func (f *flight) seesAllAlarm(limit time.Duration) {
	f.t.Helper()
	seen := map[string]bool{}
	for waited := time.Duration(0); len(seen) < len(recipes.All()) && waited <= limit; waited += time.Second / 2 {
		f.Wait(time.Second / 2)
		for _, r := range recipes.All() {
			if f.line(r.Name+" ", "▲ alarm") != "" {
				seen[r.Name] = true
			}
		}
	}
	for _, r := range recipes.All() {
		if !seen[r.Name] {
			f.t.Errorf("%s never alarmed:\n%s", r.Name, f.Text())
		}
	}
}

// The homework's fifth part, by keyboard: a trail is made, each of the eleven
// recipes is set, somebody does what each is about, and its alarm goes off.
func TestTheElevenRecipesAlarm(t *testing.T) {
	fly(t, homework(), func(f *flight) {
		f.makeTrail("main")
		f.Wait(10 * time.Second) // what was made for the trail is delivered, and counts for nothing
		for i, r := range recipes.All() {
			f.setRecipe(r.Name, func() {
				if i == 0 {
					f.chooseIn("tell", "a new one")
					f.fill("mail address", "nobody")
					f.says("Invalid parameter: Email address")
					f.fill("mail address", "ops@example.com")
					f.fill("alarm from", "0")
					f.says("from 1 to")
					f.fill("alarm from", "1")
				} else {
					f.chooseIn("tell", "cloudtrail-alarms")
				}
			})
			a := f.alarmNamed(r.Name)
			if a.Threshold != float64(r.Threshold) || a.Metric.Name != r.Metric || a.Metric.Namespace != recipes.Namespace || len(a.AlarmActions) != 1 {
				f.t.Errorf("%s: the alarm is %+v", r.Name, a)
			}
		}
		f.beginIn("CloudTrail alarms: the eleven recipes")
		for _, r := range recipes.All() {
			f.seesLine(r.Name+" ", "complete: INSUFFICIENT_DATA")
		}
		f.Press("esc")
		f.Press("7")
		f.Wait(time.Second)
		for _, r := range recipes.All() {
			if a := f.alarmNamed(r.Name); a.State == "ALARM" {
				f.t.Fatalf("%s alarms before anything happened: %s", r.Name, a.Reason)
			}
		}
		triggers := f.triggers()
		for _, r := range recipes.All() {
			triggers[r.Name]()
		}
		f.seesAllAlarm(20 * time.Second)
		subscriptions, err := f.client.Subscriptions(f.t.Context(), "")
		must(f, err)
		if len(subscriptions) == 0 || subscriptions[0].Endpoint != "ops@example.com" {
			f.t.Errorf("subscribed are %+v", subscriptions)
		}
	})
}

// From anywhere the palette leads to the recipes, by their names too, and the
// menu tells how each stands.
func TestTheRecipesAreFoundInThePalette(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press(":")
		f.Type("GatewayChanges")
		f.Press("enter")
		f.Wait(time.Second)
		f.Sees("The eleven recipes on management-events")
		f.seesLine("AuthorizationFailures ", "complete: ")
		f.seesLine("GatewayChanges ", "not set")
	})
}

// An alarm that AWS refuses leaves the form with AWS's words and what was done
// before; the second try goes on from there.
func TestARecipeThatFailsHalfwayIsCompleted(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.breaks(fake.Deny, "cloudwatch:PutMetricAlarm", 10*time.Minute)
		f.Press("9", "tab")
		f.untilLine(10*time.Second, "management-events", "logging")
		f.row("management-events")
		f.beginIn("CloudTrail alarms: the eleven recipes")
		f.choose("VpcChanges")
		f.Press("enter", "y")
		f.Wait(2 * time.Second)
		f.says("done before it: the metric filter VpcChanges is put on CloudTrail/logs")
		f.says("PutMetricAlarm")
		if f.alarmNamed("VpcChanges").Name != "" {
			f.t.Error("the alarm is there")
		}
		f.Press("esc")
		f.Wait(10 * time.Second)
		f.row("management-events")
		f.beginIn("CloudTrail alarms: the eleven recipes")
		f.seesLine("VpcChanges ", "filter only")
		f.choose("VpcChanges")
		f.Sees("counts them already")
		f.Press("enter", "y")
		f.Wait(2 * time.Second)
		f.Sees("the alarm VpcChanges is put on VpcEventCount")
		if f.alarmNamed("VpcChanges").Name == "" {
			f.t.Errorf("the alarm is not there\n%s", f.Text())
		}
	})
}
