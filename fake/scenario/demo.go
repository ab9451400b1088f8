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
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake/era"
	"fleetglass/fake/world"
)

// demoPast is how long the demo has lived when it is first seen, so that its
// charts have a past.
const demoPast = 3 * time.Hour

const (
	keyName     = "fleet"
	certificate = "arn:aws:acm:us-west-2:123456789012:certificate/7f3e1c52-9d0b-4f6e-8a41-2b6d5e9c1a30"
	office      = "America/Los_Angeles"
)

// demo is the furnished account while it is being built.
type demo struct {
	*builder
	public, inside                  string // security groups
	balancer                        string
	web, canary, api, first, second string // target groups
}

func buildDemo(s Stage) error {
	d := &demo{builder: newBuilder(s)}
	do[ec2.CreateKeyPairOutput](d.builder, &ec2.CreateKeyPairInput{KeyName: aws.String(keyName), KeyType: ec2types.KeyTypeEd25519})
	d.public = d.securityGroup("alb-public", "Web traffic from everywhere", "0.0.0.0/0", 80, 443)
	d.inside = d.securityGroup("web-inside", "Web traffic from the load balancers", d.public, 80)
	d.webFront()
	d.twoServers()
	d.webTier()
	d.apiTier()
	d.broker()
	d.workers()
	d.batch()
	d.traffic()
	d.visitors()
	d.renderers()
	d.audit()
	return d.err
}

// webFront is the Application Load Balancer: who, which and when.
func (d *demo) webFront() {
	d.balancer = d.builder.balancer("web-alb", elbtypes.LoadBalancerTypeEnumApplication, 3, d.public)
	d.web = d.targetGroup("web-tg", "/health", 20*time.Second, time.Minute)
	d.canary = d.targetGroup("web-v2-tg", "/health", 20*time.Second, time.Minute)
	d.api = d.targetGroup("api-tg", "/ready", 20*time.Second, 2*time.Minute)
	d.first = d.targetGroup("ws0-tg", "/webserver0/", 30*time.Second, 5*time.Minute)
	d.second = d.targetGroup("ws1-tg", "/webserver1/", 30*time.Second, 5*time.Minute)

	plain := d.listener(d.balancer, elbtypes.ProtocolEnumHttp, 80, split(d.web, 9, d.canary, 1))
	d.rule(plain, 10, d.forAPI(), forward(d.api))
	d.rule(plain, 20, path("/webserver0/*"), forward(d.first))
	d.rule(plain, 30, path("/webserver1/*"), forward(d.second))
	d.rule(plain, 40, path("/old/*"), gone("This page is gone."))
	secure := d.listener(d.balancer, elbtypes.ProtocolEnumHttps, 443, forward(d.web))
	d.rule(secure, 10, d.forAPI(), forward(d.api))
}

// forAPI is how a request for the API is told: by its host or, when rules
// could look at paths only, by its path.
func (d *demo) forAPI() elbtypes.RuleCondition {
	if era.Of(d.Kernel().World).PathPatternsOnly {
		return path("/v1/*")
	}
	return host("api.example.com")
}

// twoServers is the two-server demo: two web servers, routed by path.
func (d *demo) twoServers() {
	first := d.instance("webserver0", 0, machine{"t3.micro", d.inside, twoServerScript("webserver0"), false})
	second := d.instance("webserver1", 1, machine{"t3.micro", d.inside, twoServerScript("webserver1"), false})
	d.wait(time.Minute) // only a running instance can be registered
	d.register(d.first, first)
	d.register(d.second, second)
}

// webTier is the web servers and their canary: target tracking for the usual
// waves, a step policy for the unusual, a schedule for office hours.
func (d *demo) webTier() {
	d.template("web", "Apache behind web-alb", machine{"t3.small", d.inside, shipping(webScript("1"), "web", apacheLog), true})
	d.version("web", "version 2 of the site, for the canary", machine{"t3.small", d.inside, shipping(webScript("2"), "web", apacheLog), true})

	in := numbers("web-asg", 2, 3, 12)
	in.LaunchTemplate, in.TargetGroupARNs = fromTemplate("web", "$Default"), []string{d.web}
	in.HealthCheckType, in.HealthCheckGracePeriod = aws.String("ELB"), aws.Int32(120)
	in.DefaultInstanceWarmup = aws.Int32(120)
	d.group(in, 3, "web")
	d.policy(&autoscaling.PutScalingPolicyInput{
		AutoScalingGroupName: aws.String("web-asg"), PolicyName: aws.String("cpu-60"), PolicyType: aws.String("TargetTrackingScaling"),
		TargetTrackingConfiguration: &astypes.TargetTrackingConfiguration{
			TargetValue:                   aws.Float64(60),
			PredefinedMetricSpecification: &astypes.PredefinedMetricSpecification{PredefinedMetricType: astypes.MetricTypeASGAverageCPUUtilization},
		},
	})
	burst := d.policy(&autoscaling.PutScalingPolicyInput{
		AutoScalingGroupName: aws.String("web-asg"), PolicyName: aws.String("burst"), PolicyType: aws.String("StepScaling"),
		AdjustmentType: aws.String("ChangeInCapacity"), EstimatedInstanceWarmup: aws.Int32(120),
		StepAdjustments: []astypes.StepAdjustment{
			{MetricIntervalLowerBound: aws.Float64(0), MetricIntervalUpperBound: aws.Float64(10), ScalingAdjustment: aws.Int32(1)},
			{MetricIntervalLowerBound: aws.Float64(10), ScalingAdjustment: aws.Int32(3)},
		},
	})
	d.groupAlarm("web-cpu-burst", "web-asg", 85, cwtypes.ComparisonOperatorGreaterThanThreshold, 60, 2, burst)
	d.schedule("web-asg", "office-hours", "0 8 * * MON-FRI", office, 3, -1)
	d.schedule("web-asg", "evening", "0 19 * * MON-FRI", office, 2, -1)

	in = numbers("web-v2-asg", 1, 1, 3)
	in.LaunchTemplate, in.TargetGroupARNs = fromTemplate("web", "2"), []string{d.canary}
	in.HealthCheckType, in.HealthCheckGracePeriod = aws.String("ELB"), aws.Int32(120)
	d.group(in, 3, "web-v2")
}

// apiTier scales on the requests that each of its targets gets.
func (d *demo) apiTier() {
	d.template("api", "the API server", machine{"c5.large", d.inside, shipping(apiScript, "api", nginxLog), true})
	in := numbers("api-asg", 2, 2, 8)
	in.LaunchTemplate, in.TargetGroupARNs = fromTemplate("api", "$Latest"), []string{d.api}
	in.HealthCheckType, in.HealthCheckGracePeriod = aws.String("ELB"), aws.Int32(90)
	d.group(in, 3, "api")
	d.policy(&autoscaling.PutScalingPolicyInput{
		AutoScalingGroupName: aws.String("api-asg"), PolicyName: aws.String("requests-1500"), PolicyType: aws.String("TargetTrackingScaling"),
		EstimatedInstanceWarmup: aws.Int32(90),
		TargetTrackingConfiguration: &astypes.TargetTrackingConfiguration{
			TargetValue: aws.Float64(1500),
			PredefinedMetricSpecification: &astypes.PredefinedMetricSpecification{
				PredefinedMetricType: astypes.MetricTypeALBRequestCountPerTarget, ResourceLabel: aws.String(label(d.balancer) + "/" + label(d.api)),
			},
		},
	})
}

// broker is a message broker behind a Network Load Balancer.
func (d *demo) broker() {
	open := d.securityGroup("mqtt", "Message broker", "0.0.0.0/0", 1883)
	d.template("mqtt", "Mosquitto in a container", machine{"t3.medium", open, brokerScript, false})
	front := d.builder.balancer("mqtt-nlb", elbtypes.LoadBalancerTypeEnumNetwork, 3)
	targets := d.makeTargetGroup(time.Minute, &elb.CreateTargetGroupInput{
		Name: aws.String("mqtt-tg"), Protocol: elbtypes.ProtocolEnumTcp, Port: aws.Int32(1883), HealthCheckProtocol: elbtypes.ProtocolEnumTcp,
	})
	d.listener(front, elbtypes.ProtocolEnumTcp, 1883, forward(targets))
	in := numbers("mqtt-asg", 2, 2, 4)
	in.LaunchTemplate, in.TargetGroupARNs = fromTemplate("mqtt", "$Latest"), []string{targets}
	in.HealthCheckType, in.HealthCheckGracePeriod = aws.String("EC2"), aws.Int32(60)
	d.group(in, 2, "mqtt")
	d.workload(world.Workload{
		ID: "devices", Balancer: front, Base: 40, Swing: 0.2, PeakHour: 21, Noise: 0.1, Cost: 0.02,
		Mix: []world.RequestMix{{Scheme: "tcp", Port: 1883, Share: 1}},
	})
}

// workers take jobs; two simple policies with alarms follow their load. They
// come from a launch configuration, as older groups do.
func (d *demo) workers() {
	group := d.securityGroup("worker", "Workers, no traffic from outside", "10.0.0.0/8", 22)
	do[autoscaling.CreateLaunchConfigurationOutput](d.builder, &autoscaling.CreateLaunchConfigurationInput{
		LaunchConfigurationName: aws.String("worker-lc-1"), ImageId: aws.String(d.net.Images.AmazonLinux2), InstanceType: aws.String("m5.large"),
		KeyName: aws.String(keyName), SecurityGroups: []string{group}, UserData: encoded(workerScript),
		InstanceMonitoring: &astypes.InstanceMonitoring{Enabled: aws.Bool(true)},
	})
	in := numbers("worker-asg", 1, 2, 8)
	in.LaunchConfigurationName, in.DefaultCooldown = aws.String("worker-lc-1"), aws.Int32(300)
	in.TerminationPolicies = []string{"OldestInstance"}
	d.group(in, 4, "worker")
	for _, p := range []struct {
		name      string
		change    int32
		alarm     string
		over      float64
		operator  cwtypes.ComparisonOperator
		ofMinutes int32
	}{
		{"more-workers", 2, "worker-busy", 75, cwtypes.ComparisonOperatorGreaterThanThreshold, 3},
		{"fewer-workers", -1, "worker-idle", 35, cwtypes.ComparisonOperatorLessThanThreshold, 5},
	} {
		arn := d.policy(&autoscaling.PutScalingPolicyInput{
			AutoScalingGroupName: aws.String("worker-asg"), PolicyName: aws.String(p.name), PolicyType: aws.String("SimpleScaling"),
			AdjustmentType: aws.String("ChangeInCapacity"), ScalingAdjustment: aws.Int32(p.change), Cooldown: aws.Int32(300),
		})
		d.groupAlarm(p.alarm, "worker-asg", p.over, p.operator, 60, p.ofMinutes, arn)
	}
	d.workload(world.Workload{
		ID: "jobs", Group: "worker-asg", Base: 3, Swing: 0.3, PeakHour: 20, Ripple: 0.6, RippleEvery: 70 * time.Minute, Noise: 0.1, Cost: 0.8,
	})
}

// batch runs in waves. Its instances wait at a hook until their data is
// there, and at another until their results are stored.
func (d *demo) batch() {
	group := d.securityGroup("batch", "Batch, no traffic from outside", "10.0.0.0/8", 22)
	d.template("batch", "the batch runner", machine{"c5.xlarge", group, batchScript, true})
	in := numbers("batch-asg", 0, 1, 6)
	in.LaunchTemplate = fromTemplate("batch", "$Latest")
	in.LifecycleHookSpecificationList = []astypes.LifecycleHookSpecification{
		{
			LifecycleHookName: aws.String("load-data"), LifecycleTransition: aws.String("autoscaling:EC2_INSTANCE_LAUNCHING"),
			HeartbeatTimeout: aws.Int32(300), DefaultResult: aws.String("CONTINUE"), NotificationMetadata: aws.String(`{"dataset":"daily"}`),
		},
		{
			LifecycleHookName: aws.String("store-results"), LifecycleTransition: aws.String("autoscaling:EC2_INSTANCE_TERMINATING"),
			HeartbeatTimeout: aws.Int32(180), DefaultResult: aws.String("CONTINUE"),
		},
	}
	d.group(in, 3, "batch")
	d.schedule("batch-asg", "wave-begins", "0,30 * * * *", "", -1, 4)
	d.schedule("batch-asg", "wave-ends", "18,48 * * * *", "", -1, 1)
	d.workload(world.Workload{ID: "batch", Group: "batch-asg", Base: 2, Noise: 0.15, Cost: 2})
}

// traffic is what people do with the site, and what breaks.
func (d *demo) traffic() {
	d.workload(world.Workload{
		ID: "visitors", Balancer: d.balancer, Base: 170, Swing: 0.35, PeakHour: 22,
		Ripple: 0.4, RippleEvery: 75 * time.Minute, Noise: 0.06, Cost: 0.03,
		Mix: []world.RequestMix{
			{Scheme: "https", Host: "www.example.com", Method: "GET", Path: "/", Port: 443, Share: 0.36},
			{Scheme: "http", Host: "www.example.com", Method: "GET", Path: "/", Port: 80, Share: 0.2},
			{Scheme: "https", Host: "api.example.com", Method: "GET", Path: "/v1/items", Port: 443, Share: 0.34},
			{Scheme: "http", Host: "www.example.com", Method: "GET", Path: "/webserver0/index.html", Port: 80, Share: 0.04},
			{Scheme: "http", Host: "www.example.com", Method: "GET", Path: "/webserver1/index.html", Port: 80, Share: 0.03},
			{Scheme: "http", Host: "www.example.com", Method: "GET", Path: "/old/news.html", Port: 80, Share: 0.03},
		},
	})
	d.trouble("web-asg", 22*time.Minute, 503)
	d.trouble("api-asg", 100*time.Minute, 500)
}

// audit is the account's trail, and who is told of what: by mail, when
// visitors see errors or calls are refused. The trail is started shortly before
// the world is first seen: delivering hours of events would delay that.
func (d *demo) audit() {
	onCall := d.topic("on-call", "ops@example.com")
	d.webErrors(onCall)
	d.trail()
	d.watched(onCall, watches()[:2])
	s := &story{d.builder, d.Kernel().World.Born.Add(demoPast)}
	s.intends(-10*time.Minute, "", beginTrail())
}

// webErrors is the alarm on what visitors of the site see.
func (d *demo) webErrors(actions ...string) {
	d.alarm(&cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String("web-errors"), AlarmDescription: aws.String("Visitors of the site see errors"),
		Namespace: aws.String("AWS/ApplicationELB"), MetricName: aws.String("HTTPCode_Target_5XX_Count"), Statistic: cwtypes.StatisticSum,
		Dimensions: []cwtypes.Dimension{{Name: aws.String("LoadBalancer"), Value: aws.String(label(d.balancer))}},
		Period:     aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(100), AlarmActions: actions,
		ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanThreshold, TreatMissingData: aws.String("notBreaching"),
	})
}

// groupAlarm watches the mean CPU of a group, minute by minute.
func (b *builder) groupAlarm(name, group string, threshold float64, operator cwtypes.ComparisonOperator, period, periods int32, actions ...string) {
	b.alarm(&cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String(name), Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Statistic: cwtypes.StatisticAverage,
		Dimensions: []cwtypes.Dimension{{Name: aws.String("AutoScalingGroupName"), Value: aws.String(group)}},
		Period:     aws.Int32(period), EvaluationPeriods: aws.Int32(periods), Threshold: aws.Float64(threshold),
		ComparisonOperator: operator, AlarmActions: actions,
	})
}

func (b *builder) alarm(in *cloudwatch.PutMetricAlarmInput) {
	do[cloudwatch.PutMetricAlarmOutput](b, in)
}
