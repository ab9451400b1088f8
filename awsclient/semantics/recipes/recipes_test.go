package recipes_test

import (
	"testing"

	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/awsclient/semantics/metricfilter"
	"fleetglass/awsclient/semantics/recipes"
)

// trial is a recipe with records that raise its alarm and records that almost
// do.
type trial struct {
	name           string
	raises, almost []string
}

func TestRecipes(t *testing.T) {
	for _, c := range trials() {
		recipe, known := recipes.Named(c.name)
		if !known {
			t.Fatalf("there is no %s", c.name)
		}
		p, err := logpattern.Parse(recipe.Pattern)
		if err != nil {
			t.Fatal(err)
		}
		if p.Kind() != logpattern.JSON {
			t.Errorf("%s is a pattern on %s", c.name, p.Kind())
		}
		for _, record := range c.raises {
			r := p.Match(record)
			if !r.Matched || len(r.Extracted) == 0 {
				t.Errorf("%s: %+v for %s", c.name, r, record)
			}
		}
		for _, record := range c.almost {
			if p.Match(record).Matched {
				t.Errorf("%s matches %s", c.name, record)
			}
		}
	}
}

// The names and metrics are those of the guide, each once, and PutMetricFilter
// takes them all.
func TestTheTable(t *testing.T) {
	names, metrics := map[string]bool{}, map[string]bool{}
	for _, r := range recipes.All() {
		names[r.Name], metrics[r.Metric] = true, true
		threshold := 1
		if r.Name == "ConsoleSignInFailures" {
			threshold = 3 // CT18: three failures in five minutes
		}
		if r.Threshold != threshold || r.About == "" {
			t.Errorf("%+v", r)
		}
		err := metricfilter.Validate(metricfilter.Filter{Name: r.Name, Pattern: r.Pattern,
			Transformations: []metricfilter.Transformation{{Namespace: recipes.Namespace, Name: r.Metric, Value: recipes.Value}}})
		if err != nil {
			t.Errorf("%s: %v", r.Name, err)
		}
	}
	if len(recipes.All()) != 11 || len(names) != 11 || len(metrics) != 11 || len(trials()) != 11 {
		t.Errorf("%d recipes, %d names, %d metrics, %d trials", len(recipes.All()), len(names), len(metrics), len(trials()))
	}
	if _, known := recipes.Named("None"); known {
		t.Error("there is a recipe None")
	}
}

// trials are records for each of CT18/cloudwatch-alarms-for-cloudtrail.
func trials() []trial {
	return []trial{
		{"S3BucketActivity",
			[]string{`{"eventSource":"s3.amazonaws.com","eventName":"PutBucketAcl"}`, `{"eventSource":"s3.amazonaws.com","eventName":"DeleteBucketReplication"}`},
			[]string{`{"eventSource":"s3.amazonaws.com","eventName":"GetBucketAcl"}`,
				`{"eventSource":"iam.amazonaws.com","eventName":"PutBucketPolicy"}`,
				`{"eventSource":"s3xamazonaws.com","eventName":"PutBucketPolicy"}`,
				`{"eventName":"PutBucketAcl"}`}},
		{"SecurityGroupEvents",
			[]string{`{"eventName":"AuthorizeSecurityGroupIngress"}`, `{"eventName":"DeleteSecurityGroup"}`},
			[]string{`{"eventName":"DescribeSecurityGroups"}`,
				`{"eventName":"AuthorizeSecurityGroupIngress2"}`}},
		{"NetworkACLEvents",
			[]string{`{"eventName":"CreateNetworkAcl"}`, `{"eventName":"ReplaceNetworkAclAssociation"}`},
			[]string{`{"eventName":"DescribeNetworkAcls"}`,
				`{"eventName":"createNetworkAcl"}`}},
		{"GatewayChanges",
			[]string{`{"eventName":"AttachInternetGateway"}`, `{"eventName":"CreateCustomerGateway"}`},
			[]string{`{"eventName":"AttachVpnGateway"}`,
				`{"eventName":"CreateNatGateway"}`}},
		{"VpcChanges",
			[]string{`{"eventName":"CreateVpc"}`, `{"eventName":"EnableVpcClassicLink"}`},
			[]string{`{"eventName":"CreateVpcEndpoint"}`,
				`{"eventName":"DescribeVpcs"}`}},
		{"EC2InstanceChanges",
			[]string{`{"eventName":"RunInstances","requestParameters":{"instanceType":"t3.micro"}}`, `{"eventName":"TerminateInstances"}`},
			[]string{`{"eventName":"DescribeInstances"}`,
				`{"detail":{"eventName":"RunInstances"}}`}},
		{"EC2LargeInstanceChanges",
			[]string{`{"eventName":"RunInstances","requestParameters":{"instanceType":"c5.4xlarge"}}`, `{"eventName":"RunInstances","requestParameters":{"instanceType":"m5.8xlarge"}}`},
			[]string{`{"eventName":"RunInstances","requestParameters":{"instanceType":"m5.18xlarge"}}`,
				`{"eventName":"RunInstances","requestParameters":null}`,
				`{"eventName":"StartInstances","requestParameters":{"instanceType":"c5.4xlarge"}}`}},
		{"CloudTrailChanges",
			[]string{`{"eventName":"StopLogging"}`, `{"eventName":"CreateTrail"}`},
			[]string{`{"eventName":"DescribeTrails"}`,
				`{"eventName":"StopLogging "}`}},
		{"ConsoleSignInFailures",
			[]string{`{"eventName":"ConsoleLogin","errorMessage":"Failed authentication"}`},
			[]string{`{"eventName":"ConsoleLogin"}`,
				`{"eventName":"ConsoleLogin","errorMessage":"No username found in supplied account"}`,
				`{"eventName":"ConsoleLogin","errorMessage":null}`}},
		{"AuthorizationFailures",
			[]string{`{"errorCode":"Client.UnauthorizedOperation"}`, `{"errorCode":"AccessDenied"}`, `{"errorCode":"AccessDeniedException"}`},
			[]string{`{"errorCode":"Client.UnauthorizedOperation.Dry"}`,
				`{"errorCode":"KMS.AccessDenied"}`,
				`{"eventName":"RunInstances"}`}},
		{"IAMPolicyChanges",
			[]string{`{"eventName":"PutRolePolicy"}`, `{"eventName":"DetachGroupPolicy"}`},
			[]string{`{"eventName":"GetRolePolicy"}`,
				`{"eventName":"CreateRole"}`}},
	}
}
