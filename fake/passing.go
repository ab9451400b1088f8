package fake

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"fleetglass/awsclient/semantics/policy"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/identity"
	"fleetglass/fake/world"
)

// passing is a role that a call hands to a service of AWS, which then acts
// with it. Whoever does that needs a permission of its own, iam:PassRole: else
// everybody could do what any role may (IAM/id_roles_use_passrole).
type passing struct {
	role    string // ARN
	service string // to which, "ec2.amazonaws.com"; "" for one that the call does not tell
}

// refusedPassing is AWS's refusal of a call that hands over a role that the
// caller must not, or nil.
func (p *place) refusedPassing(c *call, q identity.Question, law *world.World) error {
	for _, handed := range passed(c.input, p.world, law) {
		q.Action, q.Resources, q.Policy = "iam:PassRole", []string{handed.role}, ""
		q.Keys = policy.Context{"iam:passedtoservice": {handed.service}}
		if handed.service == "" {
			q.Keys = nil
		}
		if v := p.identity.Judge(q); v.Decision != policy.Allowed {
			return c.unauthorized(q.Action, v)
		}
	}
	return nil
}

// The services to which roles are passed.
const (
	toEC2         = "ec2.amazonaws.com"
	toSpotFleet   = "spotfleet.amazonaws.com"
	toAutoScaling = "autoscaling.amazonaws.com"
	toCloudTrail  = "cloudtrail.amazonaws.com"
)

// passed are the roles that a call hands over. What a group launches later it
// launches for whoever made it, so a group's template counts when the group is
// made or gets another one.
func passed(input any, w, law *world.World) []passing {
	switch in := input.(type) {
	case *ec2.RunInstancesInput:
		if own := profileOf(in.IamInstanceProfile); own != "" {
			return roleOf(own, law)
		}
		if t := in.LaunchTemplate; t != nil {
			return roleOf(templateProfile(w, text(t.LaunchTemplateId), text(t.LaunchTemplateName), text(t.Version)), law)
		}
	case *ec2.RequestSpotInstancesInput:
		if spec := in.LaunchSpecification; spec != nil {
			return roleOf(profileOf(spec.IamInstanceProfile), law)
		}
	case *ec2.RequestSpotFleetInput:
		if config := in.SpotFleetRequestConfig; config != nil {
			return byARN(text(config.IamFleetRole), toSpotFleet)
		}
	case *autoscaling.CreateLaunchConfigurationInput:
		return roleOf(text(in.IamInstanceProfile), law)
	case *autoscaling.CreateAutoScalingGroupInput:
		if t := in.LaunchTemplate; t != nil {
			return roleOf(templateProfile(w, text(t.LaunchTemplateId), text(t.LaunchTemplateName), text(t.Version)), law)
		}
	case *autoscaling.UpdateAutoScalingGroupInput:
		if t := in.LaunchTemplate; t != nil {
			return roleOf(templateProfile(w, text(t.LaunchTemplateId), text(t.LaunchTemplateName), text(t.Version)), law)
		}
	case *autoscaling.PutLifecycleHookInput:
		return byARN(text(in.RoleARN), toAutoScaling)
	case *cloudtrail.CreateTrailInput:
		return byARN(text(in.CloudWatchLogsRoleArn), toCloudTrail)
	case *cloudtrail.UpdateTrailInput:
		return byARN(text(in.CloudWatchLogsRoleArn), toCloudTrail)
	case *iam.AddRoleToInstanceProfileInput:
		if role := law.Roles.Get(text(in.RoleName)); role != nil {
			return byARN(role.ARN, "")
		}
	}
	return nil
}

func byARN(role, service string) []passing {
	if role == "" {
		return nil
	}
	return []passing{{role, service}}
}

func profileOf(p *ec2types.IamInstanceProfileSpecification) string {
	if p == nil {
		return ""
	}
	if arn := text(p.Arn); arn != "" {
		return arn
	}
	return text(p.Name)
}

// roleOf is the role in an instance profile, which is named or given as an
// ARN. One that is not there passes none: the call fails for that.
func roleOf(profile string, law *world.World) []passing {
	p := law.InstanceProfiles.Get(profile[strings.LastIndex(profile, "/")+1:])
	if p == nil {
		return nil
	}
	if role := law.Roles.Get(p.Role); role != nil {
		return byARN(role.ARN, toEC2)
	}
	return nil
}

// templateProfile is the instance profile of a launch template, "" for none.
func templateProfile(w *world.World, id, name, version string) string {
	t := w.LaunchTemplates.Get(id)
	for _, other := range w.LaunchTemplates.All() {
		if t == nil && name != "" && other.Name == name {
			t = other
		}
	}
	if t == nil {
		return ""
	}
	v, err := compute.TemplateVersion(t, version)
	if err != nil {
		return ""
	}
	return v.Settings.InstanceProfile
}

func text(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}
