package compute_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

func TestLaunchFillsInWhatAWSFillsIn(t *testing.T) {
	a := newAccount(1)
	o := a.order()
	o.Count, o.Subnet = 2, a.net.Subnets[1]
	o.Settings.Tags = []world.Tag{{Key: "Name", Value: "web"}, {Key: "tier", Value: "front"}}
	o.Tags = []world.Tag{{Key: "Name", Value: "web-blue"}}
	launched, err := a.room.Launch(o)
	if err != nil {
		t.Fatal(err)
	}
	first, second := launched[0], launched[1]
	if first.Zone != "us-west-2b" || first.VPC != a.net.VPC || first.PrivateIP != "172.31.16.4" || second.PrivateIP != "172.31.16.5" {
		t.Errorf("placed in %s, %s, at %s and %s", first.Zone, first.VPC, first.PrivateIP, second.PrivateIP)
	}
	if first.PublicIP == "" || first.PublicIP == second.PublicIP {
		t.Errorf("public addresses %q and %q", first.PublicIP, second.PublicIP)
	}
	if first.Reservation != second.Reservation || second.LaunchIndex != 1 {
		t.Error("one launch is one reservation, its instances counted")
	}
	if len(first.SecurityGroups) != 1 || first.SecurityGroups[0] != a.net.SecurityGroup {
		t.Errorf("security groups %v, want the default one", first.SecurityGroups)
	}
	if world.TagValue(first.Tags, "Name") != "web-blue" || world.TagValue(first.Tags, "tier") != "front" {
		t.Errorf("tags %v", first.Tags)
	}
}

func TestLaunchRefusals(t *testing.T) {
	a := newAccount(2)
	other := compute.DefaultSecurityGroup(a.Kernel, "vpc-other")
	cases := []struct {
		name   string
		change func(*compute.Order)
		want   string
	}{
		{"no image", func(o *compute.Order) { o.Settings.Image = "" }, "MissingParameter: The request must contain the parameter ImageId"},
		{"bad image", func(o *compute.Order) { o.Settings.Image = "x" }, `InvalidAMIID.Malformed: Invalid id: "x" (expecting "ami-...")`},
		{"unknown image", func(o *compute.Order) { o.Settings.Image = "ami-0" }, "InvalidAMIID.NotFound: The image id '[ami-0]' does not exist"},
		{"unknown type", func(o *compute.Order) { o.Settings.Type = "m5.huge" }, "InvalidParameterValue: Invalid value 'm5.huge' for InstanceType."},
		{"other architecture", func(o *compute.Order) { o.Settings.Type = "t4g.micro" }, "InvalidParameterValue: The architecture 'arm64' of the specified instance type does not match the architecture 'x86_64' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI."},
		{"unknown key", func(o *compute.Order) { o.Settings.KeyName = "mine" }, "InvalidKeyPair.NotFound: The key pair 'mine' does not exist"},
		{"unknown subnet", func(o *compute.Order) { o.Subnet = "subnet-0" }, "InvalidSubnetID.NotFound: The subnet ID 'subnet-0' does not exist"},
		{"unknown zone", func(o *compute.Order) { o.Settings.Zone = "us-west-2z" }, "InvalidParameterValue: Invalid availability zone: [us-west-2z]"},
		{"unknown group", func(o *compute.Order) { o.Settings.SecurityGroups = []string{"sg-0"} }, "InvalidGroup.NotFound: The security group 'sg-0' does not exist"},
		{"group of another VPC", func(o *compute.Order) { o.Subnet, o.Settings.SecurityGroups = a.net.Subnets[0], []string{other} },
			fmt.Sprintf("InvalidParameter: Security group %s and subnet %s belong to different networks.", other, a.net.Subnets[0])},
		{"long user data", func(o *compute.Order) { o.Settings.UserData = strings.Repeat("x", 16385) }, "InvalidParameterValue: User data is limited to 16384 bytes"},
		{"full subnet", func(o *compute.Order) { o.Subnet, o.Count = a.net.Subnets[0], 4092 },
			fmt.Sprintf("InsufficientFreeAddressesInSubnet: There are not enough free addresses in subnet '%s' to satisfy the requested number of instances.", a.net.Subnets[0])},
		{"quota", func(o *compute.Order) { o.Settings.Type, o.Count = "m5.24xlarge", 1334 }, "VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 128000 allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit."},
	}
	for _, c := range cases {
		o := a.order()
		c.change(&o)
		_, err := a.room.Launch(o)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s:\n got %v\nwant %s", c.name, err, c.want)
		}
	}
	if a.World.Instances.Len() != 0 {
		t.Error("a refused launch launches nothing")
	}
}

func TestClientTokenLaunchesOnce(t *testing.T) {
	a := newAccount(3)
	o := a.order()
	o.ClientToken = "once"
	first := a.launch(t, o)
	if again := a.launch(t, o); again != first || a.World.Instances.Len() != 1 {
		t.Error("the same token launched again")
	}
	o.Settings.Type = "t3.small"
	if _, err := a.room.Launch(o); code(err) != "IdempotentParameterMismatch" {
		t.Errorf("the same token with another type: %v", err)
	}
}

func TestAddressesAreGivenBackAndUsedAgain(t *testing.T) {
	a := newAccount(4)
	s := a.World.Subnets.Get(a.net.Subnets[0])
	s.CIDR = "172.31.0.0/28" // 16 addresses, 5 of them AWS's own
	o := a.order()
	o.Subnet = s.ID
	for range 11 {
		a.launch(t, o)
	}
	if _, err := a.room.Launch(o); code(err) != "InsufficientFreeAddressesInSubnet" {
		t.Fatalf("a twelfth instance: %v", err)
	}
	for id := range a.World.Instances.All() {
		_ = a.room.Terminate(id, "", "")
		break
	}
	a.pass(2 * time.Minute)
	if in := a.launch(t, o); in.PrivateIP != "172.31.0.4" {
		t.Errorf("got %s, want the address given back", in.PrivateIP)
	}
}

func TestDefaultSubnetsAreFilledEvenly(t *testing.T) {
	a := newAccount(5)
	zones := map[string]int{}
	for range 8 {
		zones[a.launch(t, a.order()).Zone]++
	}
	for _, z := range compute.Zones("us-west-2") {
		if zones[z.Name] != 2 {
			t.Errorf("%s has %d of 8 instances", z.Name, zones[z.Name])
		}
	}
}

func TestHostNames(t *testing.T) {
	cases := []struct{ got, want string }{
		{compute.PrivateDNS("10.0.1.2", "us-west-2"), "ip-10-0-1-2.us-west-2.compute.internal"},
		{compute.PrivateDNS("10.0.1.2", "us-east-1"), "ip-10-0-1-2.ec2.internal"},
		{compute.PublicDNS("54.184.1.2", "us-west-2"), "ec2-54-184-1-2.us-west-2.compute.amazonaws.com"},
		{compute.PublicDNS("54.184.1.2", "us-east-1"), "ec2-54-184-1-2.compute-1.amazonaws.com"},
		{compute.PublicDNS("", "us-west-2"), ""},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestResolve(t *testing.T) {
	a := newAccount(6)
	w := a.World
	w.LaunchConfigurations.Put("lc", &world.LaunchConfiguration{Name: "lc", Settings: world.LaunchSettings{Type: "t2.micro"}})
	w.LaunchTemplates.Put("lt-1", &world.LaunchTemplate{ID: "lt-1", Name: "web", Default: 1, Versions: []world.LaunchTemplateVersion{
		{Number: 1, Settings: world.LaunchSettings{Type: "t3.micro"}}, {Number: 3, Settings: world.LaunchSettings{Type: "t3.large"}}}})
	cases := []struct {
		name          string
		ref           world.LaunchRef
		typ, version  string
		refusal, text string
	}{
		{name: "configuration", ref: world.LaunchRef{Configuration: "lc"}, typ: "t2.micro"},
		{name: "default by default", ref: world.LaunchRef{Template: "lt-1"}, typ: "t3.micro", version: "1"},
		{name: "default", ref: world.LaunchRef{TemplateName: "web", Version: "$Default"}, typ: "t3.micro", version: "1"},
		{name: "latest", ref: world.LaunchRef{Template: "lt-1", Version: "$Latest"}, typ: "t3.large", version: "3"},
		{name: "number", ref: world.LaunchRef{Template: "lt-1", Version: "3"}, typ: "t3.large", version: "3"},
		{name: "deleted version", ref: world.LaunchRef{Template: "lt-1", Version: "2"}, refusal: "InvalidLaunchTemplateId.VersionNotFound"},
		{name: "no such id", ref: world.LaunchRef{Template: "lt-2"}, refusal: "InvalidLaunchTemplateId.NotFound"},
		{name: "no such name", ref: world.LaunchRef{TemplateName: "db"}, refusal: "InvalidLaunchTemplateName.NotFoundException"},
		{name: "no such configuration", ref: world.LaunchRef{Configuration: "x"}, refusal: "ValidationError"},
	}
	for _, c := range cases {
		s, version, err := a.room.Resolve(c.ref)
		if s.Type != c.typ || version != c.version || code(err) != c.refusal {
			t.Errorf("%s: %q version %q, %v", c.name, s.Type, version, err)
		}
	}
}

// AS/ts-as-capacity: a zone that is down has no capacity for anything new.
func TestAZoneThatIsDown(t *testing.T) {
	a := newAccount(3)
	o := a.order()
	o.Subnet, o.Count = a.net.Subnets[0], 1
	launched, err := a.room.Launch(o)
	if err != nil {
		t.Fatal(err)
	}
	boots := launched[0]
	if n := a.room.FailZone("us-west-2a", a.Now().Add(10*time.Minute)); n != 1 {
		t.Errorf("%d instances are struck, want the one that boots", n)
	}
	_, err = a.room.Launch(o)
	const want = "InsufficientInstanceCapacity: We currently do not have sufficient t3.micro capacity in the Availability Zone you requested (us-west-2a). Our system will be working on provisioning additional capacity. You can currently get t3.micro capacity by not specifying an Availability Zone in your request or choosing us-west-2b, us-west-2c, us-west-2d."
	if err == nil || err.Error() != want {
		t.Errorf("refused with %v", err)
	}
	if _, err := a.room.Check(o); err != nil {
		t.Errorf("without launching: %v", err)
	}
	o.Subnet = ""
	if elsewhere, err := a.room.Launch(o); err != nil || elsewhere[0].Zone == "us-west-2a" {
		t.Errorf("where nothing is said: %v", err)
	}
	a.Advance(a.Now().Add(5 * time.Minute))
	if err := a.room.Reboot(boots.ID); err != nil {
		t.Fatal(err)
	}
	a.room.Heal(boots.ID)
	if _, check := a.room.Status(boots); check != compute.CheckImpaired {
		t.Errorf("what has booted into the outage is %s, and a reboot does not help", check)
	}
	a.Advance(a.Now().Add(6 * time.Minute))
	o.Subnet = a.net.Subnets[0]
	if _, err := a.room.Launch(o); err != nil {
		t.Errorf("after the outage: %v", err)
	}
	if _, check := a.room.Status(boots); check != compute.CheckOK {
		t.Errorf("after the outage it is %s", check)
	}
}
