package fake

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"fleetglass/fake/world"
)

// resourcesNamed are the ARNs of what a call names, for policies that allow
// an action on some resources only. It knows instances, groups of instances,
// balancers and their parts, alarms, log groups, buckets and objects, topics,
// trails and identities. A call that only reads EC2, Auto Scaling or Elastic
// Load Balancing has none in AWS either: it is on "*", as everything is that
// is not known here, such as what a call will create.
func resourcesNamed(c *call, w, law *world.World) []string {
	in, ok := inputStruct(c.input)
	if !ok || readOnly(c.operation) && slices.Contains([]string{"ec2", "autoscaling", "elasticloadbalancing", "elasticloadbalancingv2"}, c.service) {
		return nil
	}
	f := fields{in}
	switch c.service {
	case "ec2":
		return prefixed(w.ARN("ec2", "instance/"), append(f.texts("InstanceIds"), f.texts("InstanceId")...))
	case "autoscaling":
		return groupARNs(w, f.texts("AutoScalingGroupName"))
	case "elasticloadbalancingv2":
		return firstOf(f.texts("RuleArn"), f.texts("ListenerArn"), f.texts("TargetGroupArn"), f.texts("LoadBalancerArn"))
	case "elasticloadbalancing":
		return prefixed(w.ARN("elasticloadbalancing", "loadbalancer/"), f.texts("LoadBalancerName"))
	case "cloudwatch":
		return prefixed(w.ARN("cloudwatch", "alarm:"), append(f.texts("AlarmName"), f.texts("AlarmNames")...))
	case "cloudwatchlogs":
		return prefixed(w.ARN("logs", "log-group:"), f.texts("LogGroupName"))
	case "s3":
		return objectARNs(law, f.texts("Bucket"), f.texts("Key"))
	case "sns":
		return f.texts("TopicArn")
	case "cloudtrail":
		return trailARNs(w, append(f.texts("Name"), f.texts("TrailName")...))
	case "iam":
		return identityARNs(f, law)
	}
	return nil
}

// identityARNs are the ARNs of the first identity that a call names. Those
// that exist have their paths in them.
func identityARNs(f fields, law *world.World) []string {
	named := func(member, kind string, existing func(name string) string) []string {
		var all []string
		for _, name := range f.texts(member) {
			all = append(all, cmp.Or(existing(name), law.GlobalARN("iam", kind+"/"+name)))
		}
		return all
	}
	return firstOf(
		f.texts("PolicySourceArn"),
		named("UserName", "user", func(name string) string { return arnOf(&law.Users, name, func(u *world.User) string { return u.ARN }) }),
		named("RoleName", "role", func(name string) string { return arnOf(&law.Roles, name, func(r *world.Role) string { return r.ARN }) }),
		named("GroupName", "group", func(name string) string {
			return arnOf(&law.UserGroups, name, func(g *world.UserGroup) string { return g.ARN })
		}),
		f.texts("PolicyArn"),
		named("InstanceProfileName", "instance-profile", func(name string) string {
			return arnOf(&law.InstanceProfiles, name, func(p *world.InstanceProfile) string { return p.ARN })
		}),
	)
}

// arnOf is the ARN of a record of a table, "" when it is not there.
func arnOf[T any](t *world.Table[T], name string, arn func(*T) string) string {
	if row := t.Get(name); row != nil {
		return arn(row)
	}
	return ""
}

// inputStruct is the struct that a call's input points to.
func inputStruct(input any) (reflect.Value, bool) {
	v := reflect.ValueOf(input)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return reflect.Value{}, false
	}
	return v.Elem(), true
}

// fields reads members of a request by name.
type fields struct{ of reflect.Value }

// texts is a member that is a text or a list of texts; nil when it is not
// there, not set or empty.
func (f fields) texts(name string) []string {
	switch v := f.of.FieldByName(name); {
	case !v.IsValid():
		return nil
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String:
		var all []string
		for i := range v.Len() {
			all = append(all, v.Index(i).String())
		}
		return all
	case v.Kind() == reflect.Pointer && !v.IsNil() && v.Elem().Kind() == reflect.String && v.Elem().Len() > 0:
		return []string{v.Elem().String()}
	}
	return nil
}

func prefixed(prefix string, names []string) []string {
	var all []string
	for _, n := range names {
		if !strings.HasPrefix(n, "arn:") {
			n = prefix + n
		}
		all = append(all, n)
	}
	return all
}

func firstOf(lists ...[]string) []string {
	for _, l := range lists {
		if len(l) > 0 {
			return l
		}
	}
	return nil
}

// groupARNs are the ARNs of Auto Scaling groups; a group that does not exist
// has the form of one whose id is not known.
func groupARNs(w *world.World, names []string) []string {
	var all []string
	for _, n := range names {
		if g := w.Groups.Get(n); g != nil {
			all = append(all, g.ARN)
		} else {
			all = append(all, w.ARN("autoscaling", "autoScalingGroup:*:autoScalingGroupName/"+n))
		}
	}
	return all
}

func objectARNs(law *world.World, bucket, key []string) []string {
	switch {
	case len(bucket) == 0:
		return nil
	case len(key) == 0:
		return []string{law.BucketARN(bucket[0])}
	}
	return []string{law.BucketARN(bucket[0] + "/" + key[0])}
}

func trailARNs(w *world.World, names []string) []string {
	return prefixed(w.ARN("cloudtrail", "trail/"), names)
}
