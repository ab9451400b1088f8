package scenario

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"fleetglass/fake/world"
)

// site is a web site: a load balancer, one target group, one Auto Scaling
// group, and alarms that mail whoever is on call.
type site struct {
	balancer, targets string // ARNs
	inside            string // the servers' security group
	onCall            string // topic
}

// shop is the site that most stories happen to.
const (
	shopGroup    = "shop-asg"
	shopTemplate = "shop"
	shopWarmup   = 90 // seconds
)

// shopScript is a release of the shop: a health page, and everything else.
func shopScript(release string, health, rest string) string {
	return `#!/bin/bash
# The shop, release ` + release + `.
dnf install -y nginx
cat > /etc/nginx/conf.d/shop.conf <<'CONF'
server {
  listen 80 default_server;
  location = /health { return ` + health + ` "` + release + `\n"; }
  location / { return ` + rest + ` "release ` + release + `\n"; }
}
CONF
systemctl enable --now nginx
`
}

// shop builds the site with so many servers in three zones. Requests come at
// base a second. Its group takes its instances' word for their health, as
// groups do unless they are told otherwise, or the balancer's.
func (s *story) shop(servers int32, base float64, health string) site {
	do[ec2.CreateKeyPairOutput](s.builder, &ec2.CreateKeyPairInput{KeyName: aws.String(keyName), KeyType: ec2types.KeyTypeEd25519})
	public := s.securityGroup("shop-public", "Web traffic from everywhere", "0.0.0.0/0", 80)
	w := site{inside: s.securityGroup("shop-inside", "Web traffic from the load balancer", public, 80), onCall: s.topic("on-call", "ops@example.com")}
	w.balancer = s.balancer("shop-alb", elbtypes.LoadBalancerTypeEnumApplication, 3, public)
	w.targets = s.targetGroup("shop-tg", "/health", 20*time.Second, time.Minute)
	s.listener(w.balancer, elbtypes.ProtocolEnumHttp, 80, forward(w.targets))

	s.template(shopTemplate, "release 1", machine{"t3.small", w.inside, shipping(shopScript("1", "200", "200"), "shop", nginxLog), true})
	in := numbers(shopGroup, 2, servers, 3*servers)
	in.LaunchTemplate, in.TargetGroupARNs = fromTemplate(shopTemplate, "$Latest"), []string{w.targets}
	in.HealthCheckType, in.HealthCheckGracePeriod, in.DefaultInstanceWarmup = aws.String(health), aws.Int32(shopWarmup), aws.Int32(shopWarmup)
	s.group(in, 3, "shop")
	s.workload(world.Workload{
		ID: "shoppers", Balancer: w.balancer, Base: base, Swing: 0.25, PeakHour: 22, Noise: 0.05, Cost: 0.03,
		Mix: []world.RequestMix{{Scheme: "http", Host: "shop.example.com", Method: "GET", Path: "/", Port: 80, Share: 1}},
	})
	s.shopAlarms(w)
	return w
}

// shopAlarms tell of what shoppers see and of servers that are out.
func (s *story) shopAlarms(w site) {
	front := cwtypes.Dimension{Name: aws.String("LoadBalancer"), Value: aws.String(label(w.balancer))}
	targets := cwtypes.Dimension{Name: aws.String("TargetGroup"), Value: aws.String(label(w.targets))}
	for _, a := range []struct {
		name, about, metric string
		statistic           cwtypes.Statistic
		over                float64
		dimensions          []cwtypes.Dimension
	}{
		{"shop-errors", "Shoppers see errors of the shop", "HTTPCode_Target_5XX_Count", cwtypes.StatisticSum, 100, []cwtypes.Dimension{front}},
		{"shop-unreachable", "Shoppers get no answer", "HTTPCode_ELB_5XX_Count", cwtypes.StatisticSum, 100, []cwtypes.Dimension{front}},
		{"shop-unhealthy", "Servers of the shop fail their health check", "UnHealthyHostCount", cwtypes.StatisticMaximum, 0, []cwtypes.Dimension{targets, front}},
	} {
		s.alarm(&cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String(a.name), AlarmDescription: aws.String(a.about), Namespace: aws.String("AWS/ApplicationELB"), MetricName: aws.String(a.metric),
			Statistic: a.statistic, Dimensions: a.dimensions, Period: aws.Int32(60), EvaluationPeriods: aws.Int32(2), Threshold: aws.Float64(a.over),
			ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanThreshold, TreatMissingData: aws.String("notBreaching"), AlarmActions: []string{w.onCall},
		})
	}
}

// followsCPU keeps a group's mean CPU at a value.
func (b *builder) followsCPU(group string, value float64) {
	b.policy(&autoscaling.PutScalingPolicyInput{
		AutoScalingGroupName: aws.String(group), PolicyName: aws.String("cpu"), PolicyType: aws.String("TargetTrackingScaling"),
		TargetTrackingConfiguration: &astypes.TargetTrackingConfiguration{
			TargetValue:                   aws.Float64(value),
			PredefinedMetricSpecification: &astypes.PredefinedMetricSpecification{PredefinedMetricType: astypes.MetricTypeASGAverageCPUUtilization},
		},
	})
}

// topic makes a topic whose messages go to an address by mail, and follows the
// link in the mail that asks whether they may.
func (b *builder) topic(name, address string) string {
	arn := aws.ToString(do[sns.CreateTopicOutput](b, &sns.CreateTopicInput{Name: aws.String(name)}).TopicArn)
	do[sns.SubscribeOutput](b, &sns.SubscribeInput{TopicArn: aws.String(arn), Protocol: aws.String("email"), Endpoint: aws.String(address)})
	for _, s := range b.Kernel().World.Subscriptions.All() {
		if s.Topic == arn && !s.Confirmed {
			do[sns.ConfirmSubscriptionOutput](b, &sns.ConfirmSubscriptionInput{TopicArn: aws.String(arn), Token: aws.String(s.Token)})
		}
	}
	return arn
}
