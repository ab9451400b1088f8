package ec2api_test

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

func TestKeyPairs(t *testing.T) {
	a := newAccount()
	rsa := ask[ec2.CreateKeyPairOutput](t, a, &ec2.CreateKeyPairInput{KeyName: aws.String("rsa")})
	ed := ask[ec2.CreateKeyPairOutput](t, a, &ec2.CreateKeyPairInput{KeyName: aws.String("ed"), KeyType: types.KeyTypeEd25519})
	for _, c := range []struct {
		material *string
		kind     string
	}{{rsa.KeyMaterial, "RSA PRIVATE KEY"}, {ed.KeyMaterial, "OPENSSH PRIVATE KEY"}} {
		if block, _ := pem.Decode([]byte(*c.material)); block == nil || block.Type != c.kind {
			t.Errorf("no %s in %q", c.kind, *c.material)
		}
	}
	if got := len(strings.Split(*rsa.KeyFingerprint, ":")); got != 20 {
		t.Errorf("the fingerprint of a created RSA key has 20 bytes, not %d", got)
	}
	pairs := ask[ec2.DescribeKeyPairsOutput](t, a, &ec2.DescribeKeyPairsInput{IncludePublicKey: aws.Bool(true)}).KeyPairs
	again := ask[ec2.ImportKeyPairOutput](t, a, &ec2.ImportKeyPairInput{KeyName: aws.String("again"), PublicKeyMaterial: []byte(*pairs[1].PublicKey + " me@home")})
	imported := ask[ec2.ImportKeyPairOutput](t, a, &ec2.ImportKeyPairInput{KeyName: aws.String("imported"), PublicKeyMaterial: []byte(*pairs[0].PublicKey)})
	if *again.KeyFingerprint != *ed.KeyFingerprint {
		t.Error("an ed25519 key has one fingerprint, made or imported")
	}
	if got := len(strings.Split(*imported.KeyFingerprint, ":")); got != 16 {
		t.Errorf("the fingerprint of an imported RSA key has 16 bytes, not %d", got)
	}
	a.refuses(t, []refusal{
		{"double", "InvalidKeyPair.Duplicate: The keypair already exists", &ec2.CreateKeyPairInput{KeyName: aws.String("rsa")}},
		{"unknown", "InvalidKeyPair.NotFound: The key pair 'mine' does not exist", &ec2.DescribeKeyPairsInput{KeyNames: []string{"mine"}}},
		{"not a key", "InvalidKey.Format: Key is not in valid OpenSSH public key format", &ec2.ImportKeyPairInput{KeyName: aws.String("x"), PublicKeyMaterial: []byte("ssh-rsa AAAA")}},
	})
	ask[ec2.DeleteKeyPairOutput](t, a, &ec2.DeleteKeyPairInput{KeyName: aws.String("rsa")})
	ask[ec2.DeleteKeyPairOutput](t, a, &ec2.DeleteKeyPairInput{KeyName: aws.String("rsa")}) // no error, as on AWS
	if got := len(ask[ec2.DescribeKeyPairsOutput](t, a, &ec2.DescribeKeyPairsInput{}).KeyPairs); got != 3 {
		t.Errorf("%d key pairs left", got)
	}
}

func TestTheSameWorldMakesTheSameKeys(t *testing.T) {
	forge := func() string {
		return *ask[ec2.CreateKeyPairOutput](t, newAccount(), &ec2.CreateKeyPairInput{KeyName: aws.String("k")}).KeyMaterial
	}
	if first, second := forge(), forge(); first != second {
		t.Error("two keys of one seed differ")
	}
}

func TestImages(t *testing.T) {
	a := newAccount()
	cases := []struct {
		name string
		in   ec2.DescribeImagesInput
		want int
	}{
		{"all", ec2.DescribeImagesInput{}, 8},
		{"by owner alias", ec2.DescribeImagesInput{Owners: []string{"amazon"}}, 4},
		{"by owner", ec2.DescribeImagesInput{Owners: []string{"099720109477"}}, 4},
		{"own", ec2.DescribeImagesInput{Owners: []string{"self"}}, 0},
		{"Ubuntu 22.04 by its usual pattern", ec2.DescribeImagesInput{Owners: []string{"099720109477"}, Filters: filter("name", "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*")}, 1},
		{"Amazon Linux 2023 by its usual pattern", ec2.DescribeImagesInput{Filters: append(filter("name", "al2023-ami-2023*-x86_64"), filter("state", "available")...)}, 1},
		{"Amazon Linux 2 by its usual pattern", ec2.DescribeImagesInput{Filters: filter("name", "amzn2-ami-hvm-*-x86_64-gp2")}, 1},
		{"by id", ec2.DescribeImagesInput{ImageIds: []string{a.net.Images.Ubuntu2404}}, 1},
	}
	for _, c := range cases {
		if got := len(ask[ec2.DescribeImagesOutput](t, a, &c.in).Images); got != c.want {
			t.Errorf("%s: %d images, want %d", c.name, got, c.want)
		}
	}
	a.refuses(t, []refusal{{"unknown", "InvalidAMIID.NotFound: The image id '[ami-1]' does not exist", &ec2.DescribeImagesInput{ImageIds: []string{"ami-1"}}}})
}

func TestInstanceTypes(t *testing.T) {
	a := newAccount()
	got := ask[ec2.DescribeInstanceTypesOutput](t, a, &ec2.DescribeInstanceTypesInput{InstanceTypes: []types.InstanceType{"m5.xlarge"}}).InstanceTypes[0]
	if *got.VCpuInfo.DefaultVCpus != 4 || *got.VCpuInfo.DefaultCores != 2 || *got.MemoryInfo.SizeInMiB != 16384 {
		t.Errorf("m5.xlarge: %+v", got)
	}
	in := &ec2.DescribeInstanceTypesInput{Filters: filter("instance-type", "t*")}
	if n := len(ask[ec2.DescribeInstanceTypesOutput](t, a, in).InstanceTypes); n != 28 {
		t.Errorf("%d types of four families with seven sizes", n)
	}
	a.refuses(t, []refusal{{"unknown", "InvalidInstanceType: The following supplied instance types do not exist: [m5.huge]", &ec2.DescribeInstanceTypesInput{InstanceTypes: []types.InstanceType{"m5.huge"}}}})
}

func TestLaunchTemplates(t *testing.T) {
	a := newAccount()
	userData := base64.StdEncoding.EncodeToString([]byte(webServer))
	first := &types.RequestLaunchTemplateData{
		ImageId: aws.String(a.net.Images.AmazonLinux2023), InstanceType: "t3.micro", UserData: aws.String(userData),
		NetworkInterfaces: []types.LaunchTemplateInstanceNetworkInterfaceSpecificationRequest{{DeviceIndex: aws.Int32(0), AssociatePublicIpAddress: aws.Bool(false), Groups: []string{a.net.SecurityGroup}}},
		TagSpecifications: []types.LaunchTemplateTagSpecificationRequest{{ResourceType: "instance", Tags: []types.Tag{{Key: aws.String("Name"), Value: aws.String("web")}}}},
	}
	made := ask[ec2.CreateLaunchTemplateOutput](t, a, &ec2.CreateLaunchTemplateInput{LaunchTemplateName: aws.String("web"), LaunchTemplateData: first}).LaunchTemplate
	if *made.CreatedBy != alice || *made.DefaultVersionNumber != 1 || *made.LatestVersionNumber != 1 {
		t.Errorf("made by %s, default %d, latest %d", *made.CreatedBy, *made.DefaultVersionNumber, *made.LatestVersionNumber)
	}
	second := ask[ec2.CreateLaunchTemplateVersionOutput](t, a, &ec2.CreateLaunchTemplateVersionInput{
		LaunchTemplateId: made.LaunchTemplateId, SourceVersion: aws.String("1"), VersionDescription: aws.String("larger"),
		LaunchTemplateData: &types.RequestLaunchTemplateData{InstanceType: "m5.large"}}).LaunchTemplateVersion
	if d := second.LaunchTemplateData; *second.VersionNumber != 2 || d.InstanceType != "m5.large" || *d.UserData != userData || *d.NetworkInterfaces[0].AssociatePublicIpAddress {
		t.Errorf("a version is its source with changes: %+v", d)
	}
	launch := func(version string) types.Instance {
		return ask[ec2.RunInstancesOutput](t, a, &ec2.RunInstancesInput{MinCount: aws.Int32(1), MaxCount: aws.Int32(1), LaunchTemplate: &types.LaunchTemplateSpecification{LaunchTemplateName: aws.String("web"), Version: aws.String(version)}}).Instances[0]
	}
	if i := launch("$Default"); i.InstanceType != "t3.micro" || i.PublicIpAddress != nil || *i.Tags[0].Value != "web" {
		t.Errorf("from the default version: %s, public %v", i.InstanceType, i.PublicIpAddress)
	}
	if i := launch("$Latest"); i.InstanceType != "m5.large" {
		t.Errorf("from the latest version: %s", i.InstanceType)
	}
	ask[ec2.ModifyLaunchTemplateOutput](t, a, &ec2.ModifyLaunchTemplateInput{LaunchTemplateName: aws.String("web"), DefaultVersion: aws.String("2")})
	if i := launch("$Default"); i.InstanceType != "m5.large" {
		t.Errorf("from the new default version: %s", i.InstanceType)
	}
	gone := ask[ec2.DeleteLaunchTemplateVersionsOutput](t, a, &ec2.DeleteLaunchTemplateVersionsInput{LaunchTemplateName: aws.String("web"), Versions: []string{"1", "2", "9"}})
	if len(gone.SuccessfullyDeletedLaunchTemplateVersions) != 1 || len(gone.UnsuccessfullyDeletedLaunchTemplateVersions) != 2 {
		t.Errorf("the default version stays and version 9 never was: %d deleted", len(gone.SuccessfullyDeletedLaunchTemplateVersions))
	}
	third := ask[ec2.CreateLaunchTemplateVersionOutput](t, a, &ec2.CreateLaunchTemplateVersionInput{LaunchTemplateName: aws.String("web"), LaunchTemplateData: first}).LaunchTemplateVersion
	var numbers []int64
	for _, v := range ask[ec2.DescribeLaunchTemplateVersionsOutput](t, a, &ec2.DescribeLaunchTemplateVersionsInput{LaunchTemplateName: aws.String("web")}).LaunchTemplateVersions {
		numbers = append(numbers, *v.VersionNumber)
	}
	if *third.VersionNumber != 3 || !reflect.DeepEqual(numbers, []int64{3, 2}) {
		t.Errorf("versions newest first, numbers never given twice: %v", numbers)
	}
	if n := len(ask[ec2.DescribeLaunchTemplateVersionsOutput](t, a, &ec2.DescribeLaunchTemplateVersionsInput{Versions: []string{"$Latest", "$Default"}}).LaunchTemplateVersions); n != 2 {
		t.Errorf("%d versions of all templates", n)
	}
	a.refuses(t, []refusal{
		{"double name", "InvalidLaunchTemplateName.AlreadyExistsException: Launch template name already in use.", &ec2.CreateLaunchTemplateInput{LaunchTemplateName: aws.String("web"), LaunchTemplateData: first}},
		{"bad name", "InvalidLaunchTemplateName.MalformedException: A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the following characters: - ( ) . / _", &ec2.CreateLaunchTemplateInput{LaunchTemplateName: aws.String("a b c"), LaunchTemplateData: first}},
		{"no version", "InvalidLaunchTemplateId.VersionNotFound: Could not find the specified version 7 for the launch template with ID " + *made.LaunchTemplateId + ".", &ec2.ModifyLaunchTemplateInput{LaunchTemplateName: aws.String("web"), DefaultVersion: aws.String("7")}},
		{"unknown", "InvalidLaunchTemplateId.NotFound: The specified launch template, with template ID lt-1, does not exist.", &ec2.DescribeLaunchTemplatesInput{LaunchTemplateIds: []string{"lt-1"}}},
		{"both names", "InvalidParameterCombination: Only one of launch template ID or launch template name may be specified.", &ec2.DeleteLaunchTemplateInput{LaunchTemplateName: aws.String("web"), LaunchTemplateId: made.LaunchTemplateId}},
	})
	ask[ec2.DeleteLaunchTemplateOutput](t, a, &ec2.DeleteLaunchTemplateInput{LaunchTemplateName: aws.String("web")})
	if n := len(ask[ec2.DescribeLaunchTemplatesOutput](t, a, &ec2.DescribeLaunchTemplatesInput{}).LaunchTemplates); n != 0 {
		t.Errorf("%d templates left", n)
	}
}

// Whoever gets an answer may do with it what he likes: the world does not
// change.
func TestAnswersShareNothingWithTheWorld(t *testing.T) {
	a := newAccount()
	data := &types.RequestLaunchTemplateData{ImageId: aws.String(a.net.Images.AmazonLinux2023), InstanceType: "t3.micro", SecurityGroupIds: []string{a.net.SecurityGroup},
		TagSpecifications: []types.LaunchTemplateTagSpecificationRequest{{ResourceType: "instance", Tags: []types.Tag{{Key: aws.String("Name"), Value: aws.String("web")}}}}}
	ask[ec2.CreateLaunchTemplateOutput](t, a, &ec2.CreateLaunchTemplateInput{LaunchTemplateName: aws.String("web"), LaunchTemplateData: data})
	run := &ec2.RunInstancesInput{MinCount: aws.Int32(2), MaxCount: aws.Int32(2), LaunchTemplate: &types.LaunchTemplateSpecification{LaunchTemplateName: aws.String("web")}, SecurityGroupIds: []string{a.net.SecurityGroup}}
	out := ask[ec2.RunInstancesOutput](t, a, run)
	a.pass(5 * time.Minute)
	before := saved(t, a)
	scribble(reflect.ValueOf(out))
	scribble(reflect.ValueOf(run))
	scribble(reflect.ValueOf(data))
	for _, input := range []any{
		&ec2.DescribeInstancesInput{}, &ec2.DescribeInstanceStatusInput{}, &ec2.DescribeVpcsInput{}, &ec2.DescribeSubnetsInput{}, &ec2.DescribeSecurityGroupsInput{},
		&ec2.DescribeSecurityGroupRulesInput{}, &ec2.DescribeImagesInput{}, &ec2.DescribeLaunchTemplatesInput{}, &ec2.DescribeTagsInput{}, &ec2.DescribeVolumesInput{},
		&ec2.DescribeNetworkInterfacesInput{}, &ec2.DescribeLaunchTemplateVersionsInput{Versions: []string{"$Latest"}},
	} {
		answer, err := a.try(input)
		if err != nil {
			t.Fatal(err)
		}
		scribble(reflect.ValueOf(answer))
		if saved(t, a) != before {
			t.Fatalf("%T: the answer is a window into the world", input)
		}
	}
}

func saved(t *testing.T, a *account) string {
	t.Helper()
	text, err := json.Marshal(a.World)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// scribble overwrites every string and number that a value leads to.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			scribble(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scribble(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			scribble(v.Index(i))
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString("scribble")
		}
	case reflect.Int32, reflect.Int64:
		if v.CanSet() {
			v.SetInt(-7)
		}
	}
}
