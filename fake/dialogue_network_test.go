package fake

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// networkVerbs are the commands about what the network lets through, and
// about the limits that eras differ in.
func networkVerbs() map[string]verb {
	return map[string]verb{
		"front": (*player).front, "acl": (*player).acl, "close": (*player).closePort, "open": (*player).openPort,
		"listeners": (*player).listeners, "rules": (*player).rules, "rule": (*player).rule,
	}
}

// openGroup makes a security group that lets everybody in at port 80.
func (p *player) openGroup(name string) (string, error) {
	group, err := ask[ec2.CreateSecurityGroupOutput](p, &ec2.CreateSecurityGroupInput{GroupName: aws.String(name), Description: aws.String("web")})
	if err != nil {
		return "", err
	}
	_, err = ask[ec2.AuthorizeSecurityGroupIngressOutput](p, &ec2.AuthorizeSecurityGroupIngressInput{
		GroupId: group.GroupId, IpProtocol: aws.String("tcp"), FromPort: aws.Int32(80), ToPort: aws.Int32(80), CidrIp: aws.String("0.0.0.0/0")})
	return aws.ToString(group.GroupId), err
}

// front makes a balancer in subnets of its own.
func (p *player) front(c command) (string, error) {
	home := p.e.home().world
	var vpc string
	for id := range home.VPCs.All() {
		vpc = id
	}
	var subnets []string
	for i, zone := range []string{"us-west-2a", "us-west-2b"} {
		made, err := ask[ec2.CreateSubnetOutput](p, &ec2.CreateSubnetInput{
			VpcId: aws.String(vpc), AvailabilityZone: aws.String(zone), CidrBlock: aws.String(fmt.Sprintf("172.31.%d.0/24", 64+i))})
		if err != nil {
			return "", err
		}
		subnets = append(subnets, *made.Subnet.SubnetId)
	}
	group, err := p.openGroup(c.word(0))
	if err != nil {
		return "", err
	}
	return quiet[elb.CreateLoadBalancerOutput](p, &elb.CreateLoadBalancerInput{Name: aws.String(c.word(0)), Subnets: subnets, SecurityGroups: []string{group}})
}

// acl changes the default network ACL: "acl deny 50 in 80", "acl deny 50 out
// 1024-65535", "acl delete 50 in".
func (p *player) acl(c command) (string, error) {
	out, err := ask[ec2.DescribeNetworkAclsOutput](p, &ec2.DescribeNetworkAclsInput{Filters: []ec2types.Filter{{Name: aws.String("default"), Values: []string{"true"}}}})
	if err != nil {
		return "", err
	}
	number, _ := strconv.Atoi(c.word(1))
	id, egress := out.NetworkAcls[0].NetworkAclId, aws.Bool(c.word(2) == "out")
	if c.word(0) == "delete" {
		return quiet[ec2.DeleteNetworkAclEntryOutput](p, &ec2.DeleteNetworkAclEntryInput{NetworkAclId: id, RuleNumber: aws.Int32(int32(number)), Egress: egress})
	}
	low, high, _ := strings.Cut(c.word(3)+"-"+c.word(3), "-")
	from, _ := strconv.Atoi(low)
	to, _ := strconv.Atoi(strings.SplitN(high, "-", 2)[0])
	return quiet[ec2.CreateNetworkAclEntryOutput](p, &ec2.CreateNetworkAclEntryInput{
		NetworkAclId: id, RuleNumber: aws.Int32(int32(number)), Egress: egress, RuleAction: ec2types.RuleAction(c.word(0)), Protocol: aws.String("6"),
		CidrBlock: aws.String("0.0.0.0/0"), PortRange: &ec2types.PortRange{From: aws.Int32(int32(from)), To: aws.Int32(int32(to))}})
}

// closePort takes from a security group, by name, the rule for port 80, and
// openPort puts it back.
func (p *player) closePort(c command) (string, error) {
	return quiet[ec2.RevokeSecurityGroupIngressOutput](p, &ec2.RevokeSecurityGroupIngressInput{
		GroupName: aws.String(c.word(0)), IpProtocol: aws.String("tcp"), FromPort: aws.Int32(80), ToPort: aws.Int32(80), CidrIp: aws.String("0.0.0.0/0")})
}

func (p *player) openPort(c command) (string, error) {
	return quiet[ec2.AuthorizeSecurityGroupIngressOutput](p, &ec2.AuthorizeSecurityGroupIngressInput{
		GroupName: aws.String(c.word(0)), IpProtocol: aws.String("tcp"), FromPort: aws.Int32(80), ToPort: aws.Int32(80), CidrIp: aws.String("0.0.0.0/0")})
}

// listeners makes so many listeners: "listeners web-alb 8000 11 web-tg".
func (p *player) listeners(c command) (string, error) {
	first, _ := strconv.Atoi(c.word(1))
	n, _ := strconv.Atoi(c.word(2))
	for i := range n {
		if _, err := p.listener(command{words: []string{c.word(0), strconv.Itoa(first + i), c.word(3)}}); err != nil {
			return "", err
		}
	}
	return "", nil
}

// rules makes so many rules by path: "rules web-alb 80 11 web-tg".
func (p *player) rules(c command) (string, error) {
	n, _ := strconv.Atoi(c.word(2))
	for i := range n {
		made := command{words: []string{c.word(0), c.word(1), strconv.Itoa(i + 1), c.word(3)}, options: map[string]string{"path-pattern": fmt.Sprintf("/%d/*", i)}}
		if _, err := p.rule(made); err != nil {
			return "", err
		}
	}
	return "", nil
}

// rule makes one rule: "rule web-alb 80 10 web-tg host-header=www.example.com".
func (p *player) rule(c command) (string, error) {
	var listener string
	for arn, l := range p.e.home().world.Listeners.All() {
		if l.Balancer == p.arn(c.word(0)) && strconv.Itoa(l.Port) == c.word(1) {
			listener = arn
		}
	}
	priority, _ := strconv.Atoi(c.word(2))
	in := &elb.CreateRuleInput{
		ListenerArn: aws.String(listener), Priority: aws.Int32(int32(priority)),
		Actions: []elbtypes.Action{{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: aws.String(p.arn(c.word(3)))}},
	}
	for _, field := range []string{"path-pattern", "host-header"} {
		if v := c.options[field]; v != "" {
			in.Conditions = append(in.Conditions, elbtypes.RuleCondition{Field: aws.String(field), Values: []string{v}})
		}
	}
	return quiet[elb.CreateRuleOutput](p, in)
}
