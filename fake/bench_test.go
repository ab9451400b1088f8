package fake

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

func BenchmarkNewDemo(b *testing.B) {
	for range b.N {
		if _, err := New(Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// A thousand instances in fifty groups behind ten balancers live for a day.
func BenchmarkDayOfAThousandInstances(b *testing.B) {
	for range b.N {
		b.StopTimer()
		e, err := New(Options{Scenario: "large", Size: 1000})
		if err != nil {
			b.Fatal(err)
		}
		e.Pause()
		b.StartTimer()
		e.Advance(24 * time.Hour)
	}
}

func BenchmarkDescribeTenThousandInstances(b *testing.B) {
	e, err := New(Options{Scenario: "large", Size: 10_000})
	if err != nil {
		b.Fatal(err)
	}
	e.Pause()
	for b.Loop() {
		in := &ec2.DescribeInstancesInput{}
		for {
			out, _, err := e.Call(context.Background(), "ec2", "DescribeInstances", Region, in)
			if err != nil {
				b.Fatal(err)
			}
			page := out.(*ec2.DescribeInstancesOutput)
			if page.NextToken == nil {
				break
			}
			in.NextToken = page.NextToken
		}
	}
}

func BenchmarkNewLarge(b *testing.B) {
	for range b.N {
		if _, err := New(Options{Scenario: "large", Size: 10_000}); err != nil {
			b.Fatal(err)
		}
	}
}

// Ten thousand instances and five hundred alarms live for an hour: half the
// alarms are on single instances, half on groups.
func BenchmarkHourOfTenThousandInstances(b *testing.B) {
	for range b.N {
		b.StopTimer()
		e := large(b, 10_000)
		putAlarms(b, e, 500)
		e.Advance(10 * time.Minute) // the alarms have their first states
		b.StartTimer()
		e.Advance(time.Hour)
	}
}

func large(b *testing.B, size int) *Engine {
	b.Helper()
	e, err := New(Options{Scenario: "large", Size: size})
	if err != nil {
		b.Fatal(err)
	}
	e.Pause()
	return e
}

// putAlarms adds alarms until there are so many.
func putAlarms(b *testing.B, e *Engine, n int) {
	b.Helper()
	w := e.home().world
	var subjects []cwtypes.Dimension
	for id := range w.Instances.All() {
		if len(subjects) < n/2 {
			subjects = append(subjects, cwtypes.Dimension{Name: aws.String("InstanceId"), Value: aws.String(id)})
		}
	}
	var groups []string
	for name := range w.Groups.All() {
		groups = append(groups, name)
	}
	for i := 0; w.Alarms.Len() < n; i++ {
		subject := cwtypes.Dimension{Name: aws.String("AutoScalingGroupName"), Value: aws.String(groups[i%len(groups)])}
		if i < len(subjects) {
			subject = subjects[i]
		}
		must[cloudwatch.PutMetricAlarmOutput](b, e, &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String(fmt.Sprintf("busy-%03d", i)), Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"),
			Dimensions: []cwtypes.Dimension{subject}, Statistic: cwtypes.StatisticAverage, Period: aws.Int32(60), EvaluationPeriods: aws.Int32(3),
			Threshold: aws.Float64(float64(40 + i%50)), ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanThreshold,
		})
	}
}

// A steady world is not visited: what a day costs does not grow with the
// clock's ticks, but with what changes. Steps are counted, not seconds, so
// that a busy machine does not matter.
func TestAQuietDayTakesFewSteps(t *testing.T) {
	if underRace {
		t.Skip("one goroutine has no races")
	}
	const (
		instances = 1000
		most      = 60 * instances // a check every thirty seconds alone would be 2,880 each
	)
	steps := 0
	e, _ := newTested(t, Options{Scenario: "large", Size: instances, AfterStep: func(*world.World) { steps++ }})
	e.Pause()
	steps = 0
	e.Advance(24 * time.Hour)
	t.Logf("%d steps", steps)
	if steps > most {
		t.Errorf("a day of %d instances takes %d steps", instances, steps)
	}
}

// Metrics of AWS's own services are worked out when somebody reads them: no
// point is stored, neither by reading nor by time that passes.
func TestBuiltInMetricsAreNotStored(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "large", Size: 500, AfterStep: func(*world.World) {}})
	e.Pause()
	e.Advance(3 * time.Hour)
	before := sizes(e)
	var metrics []cwtypes.Metric
	for id := range e.home().world.Instances.All() {
		metrics = append(metrics, cwtypes.Metric{Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"),
			Dimensions: []cwtypes.Dimension{{Name: aws.String("InstanceId"), Value: aws.String(id)}}})
	}
	out := must[cloudwatch.GetMetricDataOutput](t, e, hourOf(e.Now(), metrics[:500]))
	if n := len(out.MetricDataResults[0].Values); n != 60 {
		t.Fatalf("%d points in an hour", n)
	}
	for name, after := range sizes(e) {
		if strings.Contains(name, "Metrics") && after > before[name] {
			t.Errorf("reading makes %s grow from %d to %d bytes", name, before[name], after)
		}
		if strings.HasSuffix(name, "Metrics.Custom") && after > len("[]") {
			t.Errorf("there are %d bytes of points that nobody put", after)
		}
	}
}

// A state of a thousand instances that have lived for an hour.
func BenchmarkSave(b *testing.B) {
	e := large(b, 1000)
	e.Advance(time.Hour)
	path := filepath.Join(b.TempDir(), "state")
	for b.Loop() {
		if err := e.Save(path); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	e := large(b, 1000)
	e.Advance(time.Hour)
	path := filepath.Join(b.TempDir(), "state")
	if err := e.Save(path); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Load(path, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// A day of the demo, with all that happens there.
func BenchmarkDayOfTheDemo(b *testing.B) {
	e, err := New(Options{})
	if err != nil {
		b.Fatal(err)
	}
	e.Pause()
	for b.Loop() {
		e.Advance(24 * time.Hour)
	}
}

// A hundred metrics of single instances, sixty minutes each.
func BenchmarkGetMetricData(b *testing.B) {
	e := large(b, 1000)
	e.Advance(time.Hour)
	var metrics []cwtypes.Metric
	for id := range e.home().world.Instances.All() {
		if len(metrics) < 100 {
			metrics = append(metrics, cwtypes.Metric{Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"),
				Dimensions: []cwtypes.Dimension{{Name: aws.String("InstanceId"), Value: aws.String(id)}}})
		}
	}
	in := hourOf(e.Now(), metrics)
	for b.Loop() {
		out := must[cloudwatch.GetMetricDataOutput](b, e, in)
		if len(out.MetricDataResults) != 100 || len(out.MetricDataResults[0].Values) < 50 {
			b.Fatal("there is no data")
		}
	}
}

func BenchmarkLookupEvents(b *testing.B) {
	e := large(b, 1000)
	for b.Loop() {
		if out := must[cloudtrail.LookupEventsOutput](b, e, &cloudtrail.LookupEventsInput{MaxResults: aws.Int32(50)}); len(out.Events) != 50 {
			b.Fatalf("%d events", len(out.Events))
		}
	}
}

func BenchmarkDescribeAThousandInstances(b *testing.B) {
	e := large(b, 1000)
	for b.Loop() {
		must[ec2.DescribeInstancesOutput](b, e, &ec2.DescribeInstancesInput{MaxResults: aws.Int32(1000)})
	}
}

// What a call costs beside its handler: identifying, authorising, recording.
// The administrator has one policy; the other user has five, with conditions.
func BenchmarkCall(b *testing.B) {
	e, err := New(Options{Scenario: "empty"})
	if err != nil {
		b.Fatal(err)
	}
	e.Pause()
	for _, who := range []struct{ name, key string }{{"administrator", AdministratorKey}, {"limited", limitedUser(b, e)}} {
		ctx := api.WithCaller(context.Background(), api.Caller{AccessKey: who.key})
		b.Run(who.name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := e.Call(ctx, "ec2", "DescribeAddresses", Region, &ec2.DescribeAddressesInput{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// limitedUser makes a user with several policies, and answers his key.
func limitedUser(b *testing.B, e *Engine) string {
	b.Helper()
	document := func(i int) *string {
		return aws.String(fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:Describe*","s3:Get%d*"],"Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}]}`, i))
	}
	name := aws.String("limited")
	must[iam.CreateUserOutput](b, e, &iam.CreateUserInput{UserName: name})
	for i := range 5 {
		must[iam.PutUserPolicyOutput](b, e, &iam.PutUserPolicyInput{UserName: name, PolicyName: aws.String(fmt.Sprintf("p%d", i)), PolicyDocument: document(i)})
	}
	return *must[iam.CreateAccessKeyOutput](b, e, &iam.CreateAccessKeyInput{UserName: name}).AccessKey.AccessKeyId
}
