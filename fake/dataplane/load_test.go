package dataplane_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	asgtypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake"
	"fleetglass/fake/dataplane"
)

// scalingGroup is an Auto Scaling group of one server behind balancer "web" that
// tracks what the policy says.
func (s *site) scalingGroup(track asgtypes.TargetTrackingConfiguration) (lb types.LoadBalancer, tg *string) {
	s.t.Helper()
	call[*ec2.CreateLaunchTemplateOutput](s, "ec2", "CreateLaunchTemplate", &ec2.CreateLaunchTemplateInput{
		LaunchTemplateName: aws.String("web"), LaunchTemplateData: &ec2types.RequestLaunchTemplateData{
			ImageId: &s.image, InstanceType: ec2types.InstanceTypeT3Micro, SecurityGroupIds: []string{s.group}, UserData: encoded(webServer),
			Monitoring: &ec2types.LaunchTemplatesMonitoringRequest{Enabled: aws.Bool(true)}},
	})
	lb, tg = s.balancer("web", types.LoadBalancerTypeEnumApplication), s.targets("web", types.ProtocolEnumHttp, nil)
	s.listener(lb, types.ProtocolEnumHttp, 80, forward(tg))
	s.engine.Advance(5 * time.Minute)
	call[*autoscaling.CreateAutoScalingGroupOutput](s, "autoscaling", "CreateAutoScalingGroup", &autoscaling.CreateAutoScalingGroupInput{
		AutoScalingGroupName: aws.String("web"), MinSize: aws.Int32(1), MaxSize: aws.Int32(4), VPCZoneIdentifier: aws.String(s.subnets[0] + "," + s.subnets[1]),
		LaunchTemplate: &asgtypes.LaunchTemplateSpecification{LaunchTemplateName: aws.String("web")}, TargetGroupARNs: []string{*tg},
	})
	if m := track.PredefinedMetricSpecification; m.PredefinedMetricType == asgtypes.MetricTypeALBRequestCountPerTarget {
		m.ResourceLabel = aws.String(tail(*lb.LoadBalancerArn, "app/") + "/" + tail(*tg, "targetgroup/"))
	}
	call[*autoscaling.PutScalingPolicyOutput](s, "autoscaling", "PutScalingPolicy", &autoscaling.PutScalingPolicyInput{
		AutoScalingGroupName: aws.String("web"), PolicyName: aws.String("track"), PolicyType: aws.String("TargetTrackingScaling"), TargetTrackingConfiguration: &track,
	})
	s.settle()
	return lb, tg
}

func tail(arn, from string) string { return arn[strings.Index(arn, from):] }

func (s *site) capacity() int {
	out := call[*autoscaling.DescribeAutoScalingGroupsOutput](s, "autoscaling", "DescribeAutoScalingGroups", &autoscaling.DescribeAutoScalingGroupsInput{})
	return int(*out.AutoScalingGroups[0].DesiredCapacity)
}

// load asks for the front page so many times, from several clients at once.
func (s *site) load(n int) {
	at := s.address("web", 80)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range n / 8 {
				got, err := client.Get("http://" + at + "/")
				if err != nil {
					s.t.Error(err)
					return
				}
				got.Body.Close()
			}
		})
	}
	all.Wait()
}

func (s *site) sum(lb types.LoadBalancer, metric string, over time.Duration) float64 {
	end := s.engine.Now().Truncate(time.Minute)
	out := call[*cloudwatch.GetMetricStatisticsOutput](s, "cloudwatch", "GetMetricStatistics", &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("AWS/ApplicationELB"), MetricName: &metric, Period: aws.Int32(60), Statistics: []cwtypes.Statistic{"Sum"},
		StartTime: aws.Time(end.Add(-over)), EndTime: &end, Dimensions: []cwtypes.Dimension{{Name: aws.String("LoadBalancer"), Value: aws.String(tail(*lb.LoadBalancerArn, "app/"))}},
	})
	sum := 0.0
	for _, p := range out.Datapoints {
		sum += *p.Sum
	}
	return sum
}

// Real requests make a group scale out, whichever metric it tracks, and the
// end of them makes it scale in.
func TestLoadScalesAGroupOut(t *testing.T) {
	for _, metric := range []asgtypes.MetricType{asgtypes.MetricTypeALBRequestCountPerTarget, asgtypes.MetricTypeASGAverageCPUUtilization} {
		t.Run(string(metric), func(t *testing.T) {
			s := newSite(t)
			lb, _ := s.scalingGroup(asgtypes.TargetTrackingConfiguration{TargetValue: aws.Float64(5), PredefinedMetricSpecification: &asgtypes.PredefinedMetricSpecification{PredefinedMetricType: metric}})
			if s.capacity() != 1 {
				t.Fatalf("before the load it is %d", s.capacity())
			}
			for range 6 {
				s.load(1200)
				s.engine.Advance(time.Minute)
			}
			if got := s.sum(lb, "RequestCount", 10*time.Minute); got != 7200 {
				t.Errorf("of 7200 requests %v were counted", got)
			}
			s.engine.Advance(10 * time.Minute)
			if s.capacity() < 2 {
				t.Errorf("after the load it is %d", s.capacity())
			}
			s.engine.Advance(2 * time.Hour)
			if s.capacity() != 1 {
				t.Errorf("long after it is %d", s.capacity())
			}
		})
	}
}

// Every sort of answer is in its own metric.
func TestWhatIsCounted(t *testing.T) {
	s, ids, listener, _ := web(t, 1)
	s.rule(listener, 1, types.Action{Type: types.ActionTypeEnumFixedResponse, FixedResponseConfig: &types.FixedResponseActionConfig{StatusCode: aws.String("200")}}, path("/fixed"))
	lb := types.LoadBalancer{LoadBalancerArn: aws.String(strings.Replace(strings.Join(strings.Split(*listener, "/")[:4], "/"), "listener/", "loadbalancer/", 1))}
	for range 3 {
		s.get("/")
		s.get("/nowhere")
	}
	s.get("/fixed")
	if err := s.engine.Inject(fake.Fault{Kind: fake.FailHealth, Subject: ids[0], Code: -1, For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	s.get("/")
	s.engine.Advance(time.Minute)
	for metric, want := range map[string]float64{
		"RequestCount": 7, "HTTPCode_Target_2XX_Count": 3, "HTTPCode_Target_4XX_Count": 3, "HTTP_Fixed_Response_Count": 1, "HTTPCode_ELB_504_Count": 1, "HTTPCode_ELB_5XX_Count": 1,
	} {
		if got := s.sum(lb, metric, 5*time.Minute); got != want {
			t.Errorf("%s is %v, want %v", metric, got, want)
		}
	}
	s.goesOnAfterSaving(lb)
}

// goesOnAfterSaving loads what was saved: the counts are there still.
func (s *site) goesOnAfterSaving(lb types.LoadBalancer) {
	s.t.Helper()
	data, err := s.engine.Encode()
	if err != nil {
		s.t.Fatal(err)
	}
	at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	loaded, err := fake.Decode(data, fake.Options{Wall: func() time.Time { return at }})
	if err != nil {
		s.t.Fatal(err)
	}
	s.engine = loaded
	if got := s.sum(lb, "RequestCount", 5*time.Minute); got != 7 {
		s.t.Errorf("after loading %v requests were counted", got)
	}
}

// A plane that is told to stop closes its ports, and opens none afterwards.
func TestRunStops(t *testing.T) {
	s, _, _, _ := web(t, 1)
	var told []string
	plane := dataplane.New(func() []dataplane.Account { return []dataplane.Account{{Number: "1", Engine: s.engine}} }, func(text string) { told = append(told, text) })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { plane.Run(ctx); close(ended) }()
	address := plane.List()[0].Address
	stop()
	<-ended
	if plane.List()[0].Address != "" {
		t.Error("it opened a port after the end")
	}
	if len(told) != 1 || !strings.Contains(told[0], "web:80 of us-west-2 (application, HTTP) is at "+address) {
		t.Errorf("%q", told)
	}
}
