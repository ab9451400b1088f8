package fake

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/visitors"
	"fleetglass/fake/world"
)

// visit does what a visitor has in mind, as a call of his own. Whether it is
// allowed is for his policies to say; a refusal is in the trail, and he goes.
func (p *place) visit(v *world.Visitor, deed visitors.Deed) {
	input := p.inputFor(v, deed)
	key := p.keyOf(v)
	if input == nil || key == "" {
		return
	}
	_, _ = p.callAs(v, key, input)
}

func (p *place) callAs(v *world.Visitor, key string, input any) (any, error) {
	service, operation := api.NameOf(input)
	ctx := api.WithCaller(context.Background(), api.Caller{AccessKey: key, SourceIP: v.SourceIP, UserAgent: v.UserAgent})
	out, _, err := p.call(ctx, service, operation, input, terms{faults: true, limits: insideLimits()})
	return out, err
}

// keyOf is the key that a visitor calls with: his own, or that of a session
// of his role, which he begins when he has none that lasts.
func (p *place) keyOf(v *world.Visitor) string {
	if v.Role == "" {
		return v.AccessKey
	}
	if who := p.identity.Principal(v.Session); who != nil && p.world.Now.Before(who.Expires) {
		return v.Session
	}
	role := p.identity.Role(v.Role)
	if role == nil {
		return ""
	}
	out, err := p.callAs(v, v.AccessKey, &sts.AssumeRoleInput{RoleArn: aws.String(role.ARN), RoleSessionName: aws.String(v.Name)})
	if assumed, ok := out.(*sts.AssumeRoleOutput); err == nil && ok {
		v.Session = aws.ToString(assumed.Credentials.AccessKeyId)
		return v.Session
	}
	return ""
}

// inputFor is the call that a deed is, nil when the world has nothing to do it
// to.
func (p *place) inputFor(v *world.Visitor, deed visitors.Deed) any {
	switch deed {
	case visitors.LookAround:
		return &ec2.DescribeInstancesInput{MaxResults: aws.Int32(50)}
	case visitors.LookAtGroups:
		return &autoscaling.DescribeAutoScalingGroupsInput{MaxRecords: aws.Int32(20)}
	case visitors.LookAtHealth:
		if arn := choose(p.world, v, &p.world.TargetGroups, nil); arn != "" {
			return &elb.DescribeTargetHealthInput{TargetGroupArn: aws.String(arn)}
		}
	case visitors.LookAtAlarms:
		return &cloudwatch.DescribeAlarmsInput{MaxRecords: aws.Int32(20)}
	case visitors.LookAtMetrics:
		return &cloudwatch.ListMetricsInput{Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization")}
	case visitors.LookAtTrail:
		return &cloudtrail.LookupEventsInput{MaxResults: aws.Int32(20)}
	case visitors.AskWho:
		return &sts.GetCallerIdentityInput{}
	case visitors.ListUsers:
		return &iam.ListUsersInput{MaxItems: aws.Int32(20)}
	case visitors.TagInstance:
		if id := p.someInstance(v); id != "" {
			return &ec2.CreateTagsInput{Resources: []string{id}, Tags: []ec2types.Tag{{Key: aws.String("LastReviewed"), Value: aws.String(p.world.Now.Format(time.DateOnly))}}}
		}
	case visitors.NewVersion:
		return p.newVersion()
	}
	return p.attempt(v, deed)
}

// attempt is a call that a visitor should not be allowed.
func (p *place) attempt(v *world.Visitor, deed visitors.Deed) any {
	switch deed {
	case visitors.TryTerminate:
		if id := p.someInstance(v); id != "" {
			return &ec2.TerminateInstancesInput{InstanceIds: []string{id}}
		}
	case visitors.TryOpenPort:
		if id := choose(p.world, v, &p.world.SecurityGroups, nil); id != "" {
			return &ec2.AuthorizeSecurityGroupIngressInput{GroupId: aws.String(id), IpPermissions: []ec2types.IpPermission{{
				IpProtocol: aws.String("tcp"), FromPort: aws.Int32(22), ToPort: aws.Int32(22), IpRanges: []ec2types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}},
			}}}
		}
	case visitors.TryBecomeAdmin:
		return &iam.AttachUserPolicyInput{UserName: aws.String(v.Name), PolicyArn: aws.String(p.world.ARNPrefix("iam") + ":aws:policy/AdministratorAccess")}
	case visitors.TryStopTrail:
		name := "management-events"
		for _, t := range p.world.Trails.All() {
			name = t.Name
		}
		return &cloudtrail.StopLoggingInput{Name: aws.String(name)}
	}
	return nil
}

func (p *place) someInstance(v *world.Visitor) string {
	return choose(p.world, v, &p.world.Instances, func(in *world.Instance) bool { return in.State == world.Running })
}

// choose is the id of one of a table's records that will do, "" for none.
func choose[T any](w *world.World, v *world.Visitor, t *world.Table[T], fits func(*T) bool) string {
	var ids []string
	for id, row := range t.All() {
		if fits == nil || fits(row) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return ids[visitors.Choose(w, v, len(ids))]
}

// versionsMost is how many versions of a launch template visitors make at
// most. Choice: the account should not fill up with them.
const versionsMost = 20

// newVersion is one more version of the first launch template that no group
// follows to its newest version. It is a copy of the default one.
func (p *place) newVersion() any {
	for id, t := range p.world.LaunchTemplates.All() {
		if len(t.Versions) >= versionsMost || p.follows(t) {
			continue
		}
		return &ec2.CreateLaunchTemplateVersionInput{
			LaunchTemplateId: aws.String(id), SourceVersion: aws.String("$Default"), VersionDescription: aws.String("build of " + p.world.Now.Format("2006-01-02 15:04")),
			LaunchTemplateData: &ec2types.RequestLaunchTemplateData{},
		}
	}
	return nil
}

// follows tells whether something would launch from a template's newest
// version.
func (p *place) follows(t *world.LaunchTemplate) bool {
	var groups []*world.Group
	for _, g := range p.world.Groups.All() {
		groups = append(groups, g)
	}
	return slices.ContainsFunc(groups, func(g *world.Group) bool {
		same := g.Launch.Template == t.ID || g.Launch.TemplateName == t.Name
		return same && g.Launch.Version == "$Latest"
	})
}
