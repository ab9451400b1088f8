package wire_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"fleetglass/fake"
	"fleetglass/fake/wire"
)

const (
	loaders  = 200
	shortest = 2 * time.Second // of a run in make test; make load runs a minute
	holds    = 3               // things that a client has at a time
	growth   = 96 << 20        // of the heap, from the middle of a long run to its end; choice: a trail that fills, not a leak
)

// TestLoad lets many clients read and write at once for a while: there is no
// error, every write is there in the end, and memory stays what it is.
func TestLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	last := shortest
	if text := os.Getenv("FLEETGLASS_LOAD"); text != "" {
		var err error
		if last, err = time.ParseDuration(text); err != nil {
			t.Fatalf("FLEETGLASS_LOAD: %v", err)
		}
	}
	engine, err := fake.New(fake.Options{Seed: 1, Speed: 60})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := wire.New(wire.Options{Backend: wire.OneAccount(engine), Region: fake.Region, Report: func(text string) { t.Error(text) }})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()

	ctx, stop := context.WithTimeout(t.Context(), last)
	defer stop()
	all := make([]*loader, loaders)
	var group sync.WaitGroup
	for i := range all {
		all[i] = newLoader(i, server.URL)
		group.Go(func() {
			for ctx.Err() == nil {
				if err := all[i].turn(t.Context()); err != nil {
					t.Errorf("client %d: %v", i, err)
					return
				}
			}
		})
	}
	<-time.After(last / 2)
	middle := heap()
	group.Wait()
	calls := int64(0)
	for _, l := range all {
		calls += l.calls.Load()
	}
	end := heap()
	t.Logf("%d clients made %d calls in %s; the heap was %d MiB in the middle and %d MiB at the end", loaders, calls, last, middle>>20, end>>20)
	if last > 10*shortest && end > middle+growth {
		t.Errorf("the heap grew from %d to %d MiB", middle>>20, end>>20)
	}
	checkWritten(t, all)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// loader is one client, with a connection of its own, that asks once only.
type loader struct {
	id     int
	random *rand.Rand
	ec2    *ec2.Client
	cw     *cloudwatch.Client
	asg    *autoscaling.Client
	elb    *elb.Client
	groups []string // security groups that it has made and not deleted, by name
	alarms []string
	made   int
	calls  atomic.Int64
}

func newLoader(id int, url string) *loader {
	cfg := configOf(url)
	cfg.HTTPClient = awshttp.NewBuildableClient().Freeze()
	cfg.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	return &loader{
		id: id, random: rand.New(rand.NewPCG(uint64(id), 1)), ec2: ec2.NewFromConfig(cfg), cw: cloudwatch.NewFromConfig(cfg),
		asg: autoscaling.NewFromConfig(cfg), elb: elb.NewFromConfig(cfg),
	}
}

// turn is one call, a read or a write.
func (l *loader) turn(ctx context.Context) (err error) {
	l.calls.Add(1)
	switch l.random.IntN(8) {
	case 0:
		_, err = l.ec2.DescribeInstances(ctx, &ec2.DescribeInstancesInput{MaxResults: aws.Int32(20)})
	case 1:
		_, err = l.asg.DescribeAutoScalingGroups(ctx, &autoscaling.DescribeAutoScalingGroupsInput{})
	case 2:
		_, err = l.elb.DescribeTargetGroups(ctx, &elb.DescribeTargetGroupsInput{})
	case 3:
		_, err = l.cw.PutMetricData(ctx, &cloudwatch.PutMetricDataInput{Namespace: aws.String("Load"), MetricData: []cwtypes.MetricDatum{
			{MetricName: aws.String(fmt.Sprintf("m%d", l.id%10)), Value: aws.Float64(1)},
		}})
	case 4, 5:
		err = l.alarm(ctx)
	default:
		err = l.securityGroup(ctx)
	}
	return err
}

// name is a new name of this client's.
func (l *loader) name() string {
	l.made++
	return fmt.Sprintf("load-%d-%d", l.id, l.made)
}

func (l *loader) securityGroup(ctx context.Context) error {
	if len(l.groups) < holds {
		name := l.name()
		if _, err := l.ec2.CreateSecurityGroup(ctx, &ec2.CreateSecurityGroupInput{GroupName: &name, Description: &name}); err != nil {
			return err
		}
		l.groups = append(l.groups, name)
		return nil
	}
	if _, err := l.ec2.DeleteSecurityGroup(ctx, &ec2.DeleteSecurityGroupInput{GroupName: &l.groups[0]}); err != nil {
		return err
	}
	l.groups = l.groups[1:]
	return nil
}

func (l *loader) alarm(ctx context.Context) error {
	if len(l.alarms) < holds {
		name := l.name()
		_, err := l.cw.PutMetricAlarm(ctx, &cloudwatch.PutMetricAlarmInput{
			AlarmName: &name, Namespace: aws.String("Load"), MetricName: aws.String("m1"), Statistic: cwtypes.StatisticSum, Period: aws.Int32(60),
			EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1e9), ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanThreshold,
		})
		if err == nil {
			l.alarms = append(l.alarms, name)
		}
		return err
	}
	_, err := l.cw.DeleteAlarms(ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: l.alarms[:1]})
	if err == nil {
		l.alarms = l.alarms[1:]
	}
	return err
}

// checkWritten compares what the clients made and deleted with what is there.
func checkWritten(t *testing.T, all []*loader) {
	t.Helper()
	var want, got []string
	for _, l := range all {
		want = append(want, l.groups...)
		want = append(want, l.alarms...)
	}
	groups := ec2.NewDescribeSecurityGroupsPaginator(all[0].ec2, &ec2.DescribeSecurityGroupsInput{MaxResults: aws.Int32(500)})
	for groups.HasMorePages() {
		page, err := groups.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range page.SecurityGroups {
			if len(*g.GroupName) > 5 && (*g.GroupName)[:5] == "load-" {
				got = append(got, *g.GroupName)
			}
		}
	}
	alarms := cloudwatch.NewDescribeAlarmsPaginator(all[0].cw, &cloudwatch.DescribeAlarmsInput{AlarmNamePrefix: aws.String("load-")})
	for alarms.HasMorePages() {
		page, err := alarms.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page.MetricAlarms {
			got = append(got, *a.AlarmName)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("%d things were made and kept, and %d are there", len(want), len(got))
	}
}
