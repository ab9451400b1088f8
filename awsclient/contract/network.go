package contract

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	"fleetglass/awsclient"
)

func networkChecks() []check {
	return []check{
		{"VPCs", vpcs},
		{"network ACLs", networkACLs},
		{"route tables", routeTables},
		{"internet gateways", internetGateways},
		{"a port is opened and closed", portOpensAndCloses},
		{"a rule that is there already is refused", portOpenedTwice},
		{"a security group that is not there is not found", portOfNoGroup},
	}
}

func (p *probe) home() string { return aws.ToString(p.subnets[0].VpcId) }

func vpcs(p *probe) {
	rows, err := p.Client.VPCs(p.ctx)
	p.must(err)
	v := find(p, "the default VPC", rows, func(v awsclient.VPC) bool { return v.ID == p.home() })
	p.same("default", v.Default, true)
	p.same("block", v.CIDR, "172.31.0.0/16")
	p.same("state", v.State, "available")
}

func networkACLs(p *probe) {
	rows, err := p.Client.NetworkACLs(p.ctx)
	p.must(err)
	a := find(p, "the default ACL", rows, func(a awsclient.NetworkACL) bool { return a.VPC == p.home() && a.Default })
	last := awsclient.ACLEntry{Number: 32767, Protocol: "-1", CIDR: "0.0.0.0/0", FromPort: -1, ToPort: -1}
	first := awsclient.ACLEntry{Number: 100, Allow: true, Protocol: "-1", CIDR: "0.0.0.0/0", FromPort: -1, ToPort: -1}
	p.same("inbound", a.Ingress, []awsclient.ACLEntry{first, last})
	p.same("outbound", a.Egress, []awsclient.ACLEntry{first, last})
	for _, s := range p.subnets {
		if !slices.Contains(a.Subnets, aws.ToString(s.SubnetId)) {
			p.errorf("%s is not under the default ACL", aws.ToString(s.SubnetId))
		}
	}
}

func routeTables(p *probe) {
	rows, err := p.Client.RouteTables(p.ctx)
	p.must(err)
	t := find(p, "the main route table", rows, func(t awsclient.RouteTable) bool { return t.VPC == p.home() && t.Main })
	if !slices.Contains(t.Routes, awsclient.Route{Destination: "172.31.0.0/16", Target: "local", State: "active"}) {
		p.errorf("no local route in %+v", t.Routes)
	}
}

// A default VPC has a gateway and the route to it.
func internetGateways(p *probe) {
	gateways, err := p.Client.InternetGateways(p.ctx)
	p.must(err)
	g := find(p, "the internet gateway", gateways, func(g awsclient.InternetGateway) bool { return g.VPC == p.home() })
	tables, err := p.Client.RouteTables(p.ctx)
	p.must(err)
	t := find(p, "the main route table", tables, func(t awsclient.RouteTable) bool { return t.VPC == p.home() && t.Main })
	if !slices.Contains(t.Routes, awsclient.Route{Destination: "0.0.0.0/0", Target: g.ID, State: "active"}) {
		p.errorf("no way to the internet in %+v", t.Routes)
	}
}

// office is a rule that nothing else in the account has.
func office() awsclient.Permission {
	return awsclient.Permission{Protocol: "tcp", FromPort: 8443, ToPort: 8444, Sources: []string{"198.51.100.0/24"}, Description: "the office"}
}

func (p *probe) hasOffice() bool {
	rows, err := p.Client.SecurityGroups(p.ctx)
	p.must(err)
	g := find(p, "the security group", rows, func(g awsclient.SecurityGroup) bool { return g.ID == p.firewall })
	return slices.ContainsFunc(g.Ingress, func(r awsclient.Permission) bool {
		return r.FromPort == 8443 && r.ToPort == 8444 && slices.Equal(r.Sources, office().Sources) && r.Description == "the office"
	})
}

func portOpensAndCloses(p *probe) {
	p.must(p.Client.OpenPort(p.ctx, p.firewall, office()))
	p.same("open", p.hasOffice(), true)
	p.must(p.Client.ClosePort(p.ctx, p.firewall, office()))
	p.same("closed", p.hasOffice(), false)
}

func portOpenedTwice(p *probe) {
	p.must(p.Client.OpenPort(p.ctx, p.firewall, office()))
	p.fails("the same rule again", p.Client.OpenPort(p.ctx, p.firewall, office()), awsclient.Conflict)
	p.must(p.Client.ClosePort(p.ctx, p.firewall, office()))
}

func portOfNoGroup(p *probe) {
	p.fails("a rule of no group", p.Client.OpenPort(p.ctx, "sg-0123456789abcdef0", office()), awsclient.NotFound)
}
