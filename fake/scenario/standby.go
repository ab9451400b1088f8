package scenario

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake/world"
)

// StandbyRegion is where the demo has a second web tier.
const StandbyRegion = "eu-west-1"

// buildStandby is a small web tier that stands by for the one at home. It is
// built from the same drawings and so has the same names, as is usual: they
// are unique in their region only. A twentieth of the visitors comes here.
func buildStandby(s Stage) error {
	b := newBuilder(s)
	do[ec2.CreateKeyPairOutput](b, &ec2.CreateKeyPairInput{KeyName: aws.String(keyName), KeyType: ec2types.KeyTypeEd25519})
	public := b.securityGroup("alb-public", "Web traffic from everywhere", "0.0.0.0/0", 80)
	inside := b.securityGroup("web-inside", "Web traffic from the load balancers", public, 80)
	front := b.balancer("web-alb", elbtypes.LoadBalancerTypeEnumApplication, 3, public)
	web := b.targetGroup("web-tg", "/health", 20*time.Second, time.Minute)
	b.listener(front, elbtypes.ProtocolEnumHttp, 80, forward(web))

	b.template("web", "Apache behind web-alb", machine{"t3.small", inside, shipping(webScript("1"), "web", apacheLog), true})
	in := numbers("web-asg", 1, 2, 6)
	in.LaunchTemplate, in.TargetGroupARNs = fromTemplate("web", "$Default"), []string{web}
	in.HealthCheckType, in.HealthCheckGracePeriod = aws.String("ELB"), aws.Int32(120)
	b.group(in, 3, "web")
	more := b.policy(&autoscaling.PutScalingPolicyInput{
		AutoScalingGroupName: aws.String("web-asg"), PolicyName: aws.String("burst"), PolicyType: aws.String("StepScaling"),
		AdjustmentType: aws.String("ChangeInCapacity"), EstimatedInstanceWarmup: aws.Int32(120),
		StepAdjustments: []astypes.StepAdjustment{{MetricIntervalLowerBound: aws.Float64(0), ScalingAdjustment: aws.Int32(1)}},
	})
	b.groupAlarm("web-cpu-burst", "web-asg", 85, cwtypes.ComparisonOperatorGreaterThanThreshold, 60, 2, more)
	b.workload(world.Workload{
		ID: "visitors", Balancer: front, Base: 9, Swing: 0.35, PeakHour: 14, Noise: 0.06, Cost: 0.03,
		Mix: []world.RequestMix{{Scheme: "http", Host: "www.example.com", Method: "GET", Path: "/", Port: 80, Share: 1}},
	})
	return b.err
}
