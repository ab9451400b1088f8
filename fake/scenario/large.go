package scenario

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake/world"
)

const (
	largePast   = 15 * time.Minute // everything has booted by then
	largeSize   = 10_000
	largeGroups = 50
	perBalancer = 5 // groups behind one balancer: a balancer takes 1,000 targets
	minutely    = 60
)

// buildLarge makes fifty groups of equal size behind ten balancers, each
// group with a policy and a path of its own.
func buildLarge(s Stage) error {
	size := s.Size()
	if size <= 0 {
		size = largeSize
	}
	b := newBuilder(s)
	do[ec2.CreateKeyPairOutput](b, &ec2.CreateKeyPairInput{KeyName: aws.String(keyName), KeyType: ec2types.KeyTypeEd25519})
	open := b.securityGroup("service", "Web traffic from everywhere", "0.0.0.0/0", 80)
	b.template("service", "one of many services", machine{"t3.small", open, serviceScript, true})
	for front := range largeGroups / perBalancer {
		b.services(front, size/largeGroups, open)
	}
	return b.err
}

// services makes one balancer with its groups of n instances.
func (b *builder) services(front, n int, group string) {
	balancer := b.balancer(fmt.Sprintf("front-%02d", front), elbtypes.LoadBalancerTypeEnumApplication, 3, group)
	var listener string
	var mix []world.RequestMix
	for i := range perBalancer {
		name := fmt.Sprintf("service-%02d", front*perBalancer+i)
		targets := b.targetGroup(name, "/health", 30*time.Second, time.Minute)
		if i == 0 {
			listener = b.listener(balancer, elbtypes.ProtocolEnumHttp, 80, forward(targets))
		}
		b.rule(listener, int32(i+1), path("/"+name+"/*"), forward(targets))
		b.service(name, targets, n)
		mix = append(mix, world.RequestMix{Scheme: "http", Host: "www.example.com", Method: "GET", Path: "/" + name + "/", Port: 80, Share: 1.0 / perBalancer})
	}
	// Forty requests a second and instance keep two vCPUs half busy.
	b.workload(world.Workload{
		ID: fmt.Sprintf("visitors-%02d", front), Balancer: balancer, Base: 40 * float64(n*perBalancer), Swing: 0.3, PeakHour: float64(2 * front),
		Ripple: 0.1, RippleEvery: 50 * time.Minute, Noise: 0.05, Cost: 0.025, Mix: mix,
	})
}

// service makes one group of n instances that may shrink and grow by half.
func (b *builder) service(name, targets string, n int) {
	in := numbers(name, int32(n/2), int32(n), int32(n+n/2))
	in.LaunchTemplate, in.TargetGroupARNs = fromTemplate("service", "$Latest"), []string{targets}
	in.HealthCheckType, in.HealthCheckGracePeriod = aws.String("ELB"), aws.Int32(2*minutely)
	b.group(in, 3, name)
	b.policy(&autoscaling.PutScalingPolicyInput{
		AutoScalingGroupName: aws.String(name), PolicyName: aws.String("cpu-50"), PolicyType: aws.String("TargetTrackingScaling"),
		EstimatedInstanceWarmup: aws.Int32(2 * minutely),
		TargetTrackingConfiguration: &astypes.TargetTrackingConfiguration{
			TargetValue:                   aws.Float64(50),
			PredefinedMetricSpecification: &astypes.PredefinedMetricSpecification{PredefinedMetricType: astypes.MetricTypeASGAverageCPUUtilization},
		},
	})
}

// label is the part of a balancer's or target group's ARN that metrics name:
// "app/web-alb/50dc6c495c0c9188", "targetgroup/web-tg/6d0ecf831eec9f09".
func label(arn string) string {
	_, rest, _ := strings.Cut(arn, ":loadbalancer/")
	if rest != "" {
		return rest
	}
	if i := strings.Index(arn, "targetgroup/"); i >= 0 {
		return arn[i:]
	}
	return ""
}
