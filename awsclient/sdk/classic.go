package sdk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	classic "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	"fleetglass/awsclient"
)

// classicTagNames is how many balancers one call for tags may name.
const classicTagNames = 20

// ClassicBalancers are all Classic balancers, by name.
func (c *Client) ClassicBalancers(ctx context.Context) ([]awsclient.ClassicBalancer, error) {
	in := &classic.DescribeLoadBalancersInput{PageSize: aws.Int32(elbPage)}
	rows, err := gather(ctx, c, classic.NewDescribeLoadBalancersPaginator(c.read.classic, in), func(out *classic.DescribeLoadBalancersOutput) []awsclient.ClassicBalancer {
		return mapped(out.LoadBalancerDescriptions, c.classicBalancer)
	})
	return sorted(rows, func(b awsclient.ClassicBalancer) string { return b.Name }), err
}

func (c *Client) classicBalancer(b types.LoadBalancerDescription) awsclient.ClassicBalancer {
	row := awsclient.ClassicBalancer{
		Name: text(b.LoadBalancerName), Region: c.Region(), Scheme: text(b.Scheme), DNSName: text(b.DNSName), VPC: text(b.VPCId),
		Zones: words(b.AvailabilityZones), Subnets: words(b.Subnets), SecurityGroups: words(b.SecurityGroups), Created: moment(b.CreatedTime),
		Listeners: mapped(b.ListenerDescriptions, classicListener),
		Instances: mapped(b.Instances, func(i types.Instance) string { return text(i.InstanceId) }),
		Policies:  classicPolicies(b.Policies),
	}
	if b.HealthCheck != nil {
		row.Check = classicCheck(*b.HealthCheck)
	}
	slices.Sort(row.Zones)
	slices.Sort(row.Instances)
	ordered(row.Listeners, func(a, b *awsclient.ClassicListener) int { return cmp.Compare(a.Port, b.Port) })
	return row
}

func classicListener(d types.ListenerDescription) awsclient.ClassicListener {
	row := awsclient.ClassicListener{Policies: words(d.PolicyNames)}
	if l := d.Listener; l != nil {
		row.Protocol, row.Port, row.Certificate = text(l.Protocol), int(l.LoadBalancerPort), text(l.SSLCertificateId)
		row.InstanceProtocol, row.InstancePort = text(l.InstanceProtocol), number(l.InstancePort)
	}
	return row
}

func classicCheck(h types.HealthCheck) awsclient.ClassicCheck {
	return awsclient.ClassicCheck{
		Target: text(h.Target), Interval: seconds(h.Interval), Timeout: seconds(h.Timeout),
		Healthy: number(h.HealthyThreshold), Unhealthy: number(h.UnhealthyThreshold),
	}
}

func classicPolicies(p *types.Policies) []awsclient.ClassicPolicy {
	if p == nil {
		return nil
	}
	rows := slices.Concat(
		mapped(p.LBCookieStickinessPolicies, func(s types.LBCookieStickinessPolicy) awsclient.ClassicPolicy {
			return awsclient.ClassicPolicy{Name: text(s.PolicyName), Kind: "lb-cookie", Expires: time.Duration(number(s.CookieExpirationPeriod)) * time.Second}
		}),
		mapped(p.AppCookieStickinessPolicies, func(s types.AppCookieStickinessPolicy) awsclient.ClassicPolicy {
			return awsclient.ClassicPolicy{Name: text(s.PolicyName), Kind: "app-cookie", Cookie: text(s.CookieName)}
		}),
		mapped(p.OtherPolicies, func(name string) awsclient.ClassicPolicy {
			return awsclient.ClassicPolicy{Name: Clean(name), Kind: "other"}
		}),
	)
	return sorted(rows, func(p awsclient.ClassicPolicy) string { return p.Name })
}

// ClassicHealth is how a balancer finds its instances, by id.
func (c *Client) ClassicHealth(ctx context.Context, balancer string) ([]awsclient.ClassicHealth, error) {
	out, err := call(ctx, c, c.read.classic.DescribeInstanceHealth, &classic.DescribeInstanceHealthInput{LoadBalancerName: &balancer})
	if err != nil {
		return nil, err
	}
	rows := mapped(out.InstanceStates, func(s types.InstanceState) awsclient.ClassicHealth {
		return awsclient.ClassicHealth{
			Balancer: balancer, ID: text(s.InstanceId), State: text(s.State), Reason: applicable(s.ReasonCode), Description: applicable(s.Description),
		}
	})
	return sorted(rows, func(h awsclient.ClassicHealth) string { return h.ID }), nil
}

// applicable is a text, "" where AWS says that there is none to say.
func applicable(s *string) string {
	if t := text(s); t != "N/A" {
		return t
	}
	return ""
}

// ClassicAttributes are the settings of a balancer.
func (c *Client) ClassicAttributes(ctx context.Context, balancer string) (awsclient.ClassicAttributes, error) {
	out, err := call(ctx, c, c.read.classic.DescribeLoadBalancerAttributes, &classic.DescribeLoadBalancerAttributesInput{LoadBalancerName: &balancer})
	if err != nil || out.LoadBalancerAttributes == nil {
		return awsclient.ClassicAttributes{}, err
	}
	return classicAttributes(*out.LoadBalancerAttributes), nil
}

func classicAttributes(a types.LoadBalancerAttributes) awsclient.ClassicAttributes {
	var row awsclient.ClassicAttributes
	if z := a.CrossZoneLoadBalancing; z != nil {
		row.CrossZone = z.Enabled
	}
	if d := a.ConnectionDraining; d != nil {
		row.Draining, row.DrainTimeout = d.Enabled, seconds(d.Timeout)
	}
	if s := a.ConnectionSettings; s != nil {
		row.IdleTimeout = seconds(s.IdleTimeout)
	}
	if l := a.AccessLog; l != nil {
		row.AccessLog, row.LogBucket, row.LogPrefix = l.Enabled, text(l.S3BucketName), text(l.S3BucketPrefix)
		row.LogEvery = time.Duration(number(l.EmitInterval)) * time.Minute
	}
	for _, more := range a.AdditionalAttributes {
		if text(more.Key) == classicDesync {
			row.Desync = text(more.Value)
		}
	}
	return row
}

// classicDesync is the key of the attribute that says what is done with
// requests that look like attacks.
const classicDesync = "elb.http.desyncmitigationmode"

// ClassicTags are the tags of balancers, by name.
func (c *Client) ClassicTags(ctx context.Context, balancers []string) (map[string][]awsclient.Tag, error) {
	all := make(map[string][]awsclient.Tag, len(balancers))
	for names := range slices.Chunk(balancers, classicTagNames) {
		out, err := call(ctx, c, c.read.classic.DescribeTags, &classic.DescribeTagsInput{LoadBalancerNames: names})
		if err != nil {
			return nil, err
		}
		for _, d := range out.TagDescriptions {
			all[text(d.LoadBalancerName)] = sorted(mapped(d.Tags, func(t types.Tag) awsclient.Tag {
				return awsclient.Tag{Key: text(t.Key), Value: text(t.Value)}
			}), func(t awsclient.Tag) string { return t.Key })
		}
	}
	return all, nil
}
