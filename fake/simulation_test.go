package fake

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/invariant"
	"fleetglass/fake/world"
)

var oneSeed = flag.Int("simulation.seed", -1, "run only this seed of the simulation")

// The simulation lets random operators and faults loose on the demo for some
// virtual days, for some seeds, and checks the invariants after every step.
// FLEETGLASS_SIM_SEEDS and FLEETGLASS_SIM_DAYS make it longer.
func TestSimulation(t *testing.T) {
	seeds, days := number("FLEETGLASS_SIM_SEEDS", 3), number("FLEETGLASS_SIM_DAYS", 1)
	for seed := range seeds {
		if *oneSeed >= 0 && seed != *oneSeed {
			continue
		}
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			t.Parallel()
			simulate(t, uint64(seed), days)
		})
	}
}

func number(variable string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil && n > 0 {
		return n
	}
	return otherwise
}

// simulate runs one seed. Whatever goes wrong, it says how to see it again.
func simulate(t *testing.T, seed uint64, days int) {
	s := &simulation{t: t, random: rand.New(rand.NewPCG(seed, 1))}
	defer func() {
		if problem := recover(); problem != nil {
			t.Errorf("panic: %v", problem)
		}
		if t.Failed() {
			t.Logf("the last operations:\n%s", strings.Join(s.log, "\n"))
			t.Logf("to repeat: FLEETGLASS_SIM_DAYS=%d FLEETGLASS_SIM_SEEDS=%d go test ./fake -run TestSimulation -simulation.seed=%d", days, seed+1, seed)
		}
	}()
	watches := map[string]*invariant.Watch{} // by region
	s.e, _ = newTested(t, Options{Seed: seed, AfterStep: func(w *world.World) {
		if watches[w.Region] == nil {
			watches[w.Region] = &invariant.Watch{}
		}
		for _, v := range watches[w.Region].Look(w) {
			panic(fmt.Sprintf("%s: %s", w.Now.Format(time.RFC3339), v))
		}
	}})
	s.e.Pause()
	end := s.e.Now().Add(time.Duration(days) * 24 * time.Hour)
	for s.e.Now().Before(end) && !t.Failed() {
		s.operate()
		// Mostly soon after, sometimes much later.
		s.e.Advance(time.Duration(s.random.ExpFloat64() * float64(4*time.Minute)))
	}
	for _, v := range invariant.Check(s.world()) {
		t.Errorf("at the end: %s", v)
	}
}

type simulation struct {
	t      *testing.T
	e      *Engine
	random *rand.Rand
	log    []string
	quiet  bool // nobody makes trails, which would tell of every reader
}

// operate makes one random call, or breaks something. AWS may refuse; what it
// may not do is fail inside.
func (s *simulation) operate() {
	operations := s.operations()
	s.perform(operations[s.random.IntN(len(operations))])
}

func (s *simulation) perform(operation func() (string, error)) {
	what, err := operation()
	if what == "" {
		return
	}
	line := s.e.Now().Format("02 15:04:05 ") + what
	if err != nil {
		line += ": " + err.Error()
	}
	s.log = append(s.log, line)
	if len(s.log) > 40 {
		s.log = s.log[1:]
	}
	var refused *awserr.Error
	if errors.As(err, &refused) && refused.Code == "InternalFailure" {
		s.t.Errorf("%s", line)
	}
}

// operations are what operators and fate may do.
func (s *simulation) operations() []func() (string, error) {
	all := []func() (string, error){
		s.setDesired, s.setDesired, s.changeBounds, s.terminate, s.terminateInGroup, s.standby, s.backToService, s.processes,
		s.completeHook, s.completeHook, s.detach, s.attach, s.deregister, s.register, s.addRule, s.dropRule, s.setHealth, s.protect,
		s.stopOrStart, s.runPolicy, s.deletePolicyOrGroup, s.breakSomething, s.breakSomething, s.breakSomething,
		s.makeClassic, s.changeClassic, s.classicMembers, s.classicMembers, s.classicGroups,
	}
	all = append(all, s.networkOperations()...)
	all = append(all, s.identityOperations()...)
	if !s.quiet {
		all = append(all, s.auditOperations()...)
	}
	all = append(all, s.logOperations()...)
	all = append(all, s.spotOperations()...)
	all = append(all, s.scalingOperations()...)
	all = append(all, s.fleetOperations()...)
	return all
}

func pick[T any](s *simulation, list []T) (T, bool) {
	if len(list) == 0 {
		var none T
		return none, false
	}
	return list[s.random.IntN(len(list))], true
}

func (s *simulation) world() *world.World { return s.e.home().world }

func (s *simulation) group() *world.Group {
	var all []*world.Group
	for _, g := range s.world().Groups.All() {
		all = append(all, g)
	}
	g, _ := pick(s, all)
	return g
}

func (s *simulation) instance() string {
	var all []string
	for id := range s.world().Instances.All() {
		all = append(all, id)
	}
	id, _ := pick(s, all)
	return id
}

// member is a random member of a random group.
func (s *simulation) member() (group, instance, lifecycle string) {
	g := s.group()
	if g == nil {
		return "", "", ""
	}
	m, ok := pick(s, g.Members)
	if !ok {
		return g.Name, "", ""
	}
	return g.Name, m.Instance, m.Lifecycle
}

func (s *simulation) coin() bool { return s.random.IntN(2) == 0 }

func do[O any](s *simulation, what string, input any) (string, error) {
	_, err := try[O](s.e, Region, input)
	return what, err
}

func (s *simulation) setDesired() (string, error) {
	g := s.group()
	if g == nil {
		return "", nil
	}
	n := g.Min + s.random.IntN(g.Max-g.Min+2)
	return do[autoscaling.SetDesiredCapacityOutput](s, fmt.Sprintf("desired %s %d", g.Name, n), &autoscaling.SetDesiredCapacityInput{
		AutoScalingGroupName: aws.String(g.Name), DesiredCapacity: aws.Int32(int32(n)), HonorCooldown: aws.Bool(s.coin())})
}

func (s *simulation) changeBounds() (string, error) {
	g := s.group()
	if g == nil {
		return "", nil
	}
	low := s.random.IntN(4)
	high := low + s.random.IntN(8)
	return do[autoscaling.UpdateAutoScalingGroupOutput](s, fmt.Sprintf("bounds %s %d %d", g.Name, low, high), &autoscaling.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: aws.String(g.Name), MinSize: aws.Int32(int32(low)), MaxSize: aws.Int32(int32(high))})
}

func (s *simulation) terminate() (string, error) {
	id := s.instance()
	return do[ec2.TerminateInstancesOutput](s, "terminate "+id, &ec2.TerminateInstancesInput{InstanceIds: []string{id}})
}

func (s *simulation) terminateInGroup() (string, error) {
	_, id, _ := s.member()
	return do[autoscaling.TerminateInstanceInAutoScalingGroupOutput](s, "terminate in group "+id, &autoscaling.TerminateInstanceInAutoScalingGroupInput{
		InstanceId: aws.String(id), ShouldDecrementDesiredCapacity: aws.Bool(s.coin())})
}

func (s *simulation) standby() (string, error) {
	group, id, _ := s.member()
	return do[autoscaling.EnterStandbyOutput](s, "standby "+id, &autoscaling.EnterStandbyInput{
		AutoScalingGroupName: aws.String(group), InstanceIds: []string{id}, ShouldDecrementDesiredCapacity: aws.Bool(s.coin())})
}

func (s *simulation) backToService() (string, error) {
	for name, g := range s.world().Groups.All() {
		for _, m := range g.Members {
			if m.Lifecycle == "Standby" {
				return do[autoscaling.ExitStandbyOutput](s, "back to service "+m.Instance, &autoscaling.ExitStandbyInput{
					AutoScalingGroupName: aws.String(name), InstanceIds: []string{m.Instance}})
			}
		}
	}
	return "", nil
}

func (s *simulation) processes() (string, error) {
	g := s.group()
	if g == nil {
		return "", nil
	}
	process, _ := pick(s, []string{"Launch", "Terminate", "HealthCheck", "ReplaceUnhealthy", "AZRebalance", "AlarmNotification", "ScheduledActions", "AddToLoadBalancer"})
	if len(g.Suspended) > 0 {
		return do[autoscaling.ResumeProcessesOutput](s, "resume "+g.Name, &autoscaling.ResumeProcessesInput{AutoScalingGroupName: aws.String(g.Name)})
	}
	return do[autoscaling.SuspendProcessesOutput](s, "suspend "+process+" "+g.Name, &autoscaling.SuspendProcessesInput{
		AutoScalingGroupName: aws.String(g.Name), ScalingProcesses: []string{process}})
}

func (s *simulation) completeHook() (string, error) {
	for name, g := range s.world().Groups.All() {
		for _, m := range g.Members {
			if m.Hook.Name == "" {
				continue
			}
			if s.coin() {
				return do[autoscaling.RecordLifecycleActionHeartbeatOutput](s, "heartbeat "+m.Instance, &autoscaling.RecordLifecycleActionHeartbeatInput{
					AutoScalingGroupName: aws.String(name), LifecycleHookName: aws.String(m.Hook.Name), InstanceId: aws.String(m.Instance)})
			}
			result, _ := pick(s, []string{"CONTINUE", "ABANDON"})
			return do[autoscaling.CompleteLifecycleActionOutput](s, result+" "+m.Instance, &autoscaling.CompleteLifecycleActionInput{
				AutoScalingGroupName: aws.String(name), LifecycleHookName: aws.String(m.Hook.Name), InstanceId: aws.String(m.Instance),
				LifecycleActionResult: aws.String(result)})
		}
	}
	return "", nil
}

func (s *simulation) detach() (string, error) {
	group, id, _ := s.member()
	return do[autoscaling.DetachInstancesOutput](s, "detach "+id, &autoscaling.DetachInstancesInput{
		AutoScalingGroupName: aws.String(group), InstanceIds: []string{id}, ShouldDecrementDesiredCapacity: aws.Bool(s.coin())})
}

func (s *simulation) attach() (string, error) {
	id, g := s.instance(), s.group()
	if g == nil {
		return "", nil
	}
	return do[autoscaling.AttachInstancesOutput](s, "attach "+id+" "+g.Name, &autoscaling.AttachInstancesInput{
		AutoScalingGroupName: aws.String(g.Name), InstanceIds: []string{id}})
}

func (s *simulation) targetGroup() *world.TargetGroup {
	var all []*world.TargetGroup
	for _, tg := range s.world().TargetGroups.All() {
		all = append(all, tg)
	}
	tg, _ := pick(s, all)
	return tg
}

func (s *simulation) deregister() (string, error) {
	tg := s.targetGroup()
	target, ok := pick(s, tg.Targets)
	if !ok {
		return "", nil
	}
	return do[elb.DeregisterTargetsOutput](s, "deregister "+target.ID+" "+tg.Name, &elb.DeregisterTargetsInput{
		TargetGroupArn: aws.String(tg.ARN), Targets: []elbtypes.TargetDescription{{Id: aws.String(target.ID)}}})
}

func (s *simulation) register() (string, error) {
	id, tg := s.instance(), s.targetGroup()
	target := elbtypes.TargetDescription{Id: aws.String(id)}
	if s.coin() {
		target.Port = aws.Int32(int32(8000 + s.random.IntN(3)))
	}
	return do[elb.RegisterTargetsOutput](s, "register "+id+" "+tg.Name, &elb.RegisterTargetsInput{
		TargetGroupArn: aws.String(tg.ARN), Targets: []elbtypes.TargetDescription{target}})
}

func (s *simulation) addRule() (string, error) {
	var listeners []string
	for arn, l := range s.world().Listeners.All() {
		if l.Protocol == "HTTP" || l.Protocol == "HTTPS" {
			listeners = append(listeners, arn)
		}
	}
	listener, ok := pick(s, listeners)
	if !ok {
		return "", nil
	}
	tg := s.targetGroup()
	return do[elb.CreateRuleOutput](s, "rule to "+tg.Name, &elb.CreateRuleInput{
		ListenerArn: aws.String(listener), Priority: aws.Int32(int32(100 + s.random.IntN(20))),
		Conditions: []elbtypes.RuleCondition{{Field: aws.String("path-pattern"), Values: []string{fmt.Sprintf("/p%d/*", s.random.IntN(9))}}},
		Actions:    []elbtypes.Action{{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: aws.String(tg.ARN)}}})
}

func (s *simulation) dropRule() (string, error) {
	var rules []string
	for arn, r := range s.world().Rules.All() {
		if !r.Default && r.Priority >= 100 {
			rules = append(rules, arn)
		}
	}
	arn, ok := pick(s, rules)
	if !ok {
		return "", nil
	}
	return do[elb.DeleteRuleOutput](s, "drop rule", &elb.DeleteRuleInput{RuleArn: aws.String(arn)})
}

func (s *simulation) setHealth() (string, error) {
	_, id, _ := s.member()
	status, _ := pick(s, []string{"Healthy", "Unhealthy"})
	return do[autoscaling.SetInstanceHealthOutput](s, "health "+status+" "+id, &autoscaling.SetInstanceHealthInput{
		InstanceId: aws.String(id), HealthStatus: aws.String(status), ShouldRespectGracePeriod: aws.Bool(s.coin())})
}

func (s *simulation) protect() (string, error) {
	group, id, _ := s.member()
	return do[autoscaling.SetInstanceProtectionOutput](s, "protect "+id, &autoscaling.SetInstanceProtectionInput{
		AutoScalingGroupName: aws.String(group), InstanceIds: []string{id}, ProtectedFromScaleIn: aws.Bool(s.coin())})
}

func (s *simulation) stopOrStart() (string, error) {
	id := s.instance()
	switch s.random.IntN(3) {
	case 0:
		return do[ec2.StopInstancesOutput](s, "stop "+id, &ec2.StopInstancesInput{InstanceIds: []string{id}})
	case 1:
		return do[ec2.RebootInstancesOutput](s, "reboot "+id, &ec2.RebootInstancesInput{InstanceIds: []string{id}})
	}
	return do[ec2.StartInstancesOutput](s, "start "+id, &ec2.StartInstancesInput{InstanceIds: []string{id}})
}

func (s *simulation) runPolicy() (string, error) {
	var all []*world.Policy
	for _, p := range s.world().Policies.All() {
		all = append(all, p)
	}
	p, ok := pick(s, all)
	if !ok {
		return "", nil
	}
	return do[autoscaling.ExecutePolicyOutput](s, "policy "+p.Name, &autoscaling.ExecutePolicyInput{
		AutoScalingGroupName: aws.String(p.Group), PolicyName: aws.String(p.Name), HonorCooldown: aws.Bool(s.coin()),
		MetricValue: aws.Float64(s.random.Float64() * 100), BreachThreshold: aws.Float64(60)})
}

// deletePolicyOrGroup is rare, or nothing would be left.
func (s *simulation) deletePolicyOrGroup() (string, error) {
	g := s.group()
	if g == nil || s.random.IntN(20) != 0 {
		return "", nil
	}
	return do[autoscaling.DeleteAutoScalingGroupOutput](s, "delete "+g.Name, &autoscaling.DeleteAutoScalingGroupInput{
		AutoScalingGroupName: aws.String(g.Name), ForceDelete: aws.Bool(s.coin())})
}

func (s *simulation) breakSomething() (string, error) {
	lasts := time.Duration(s.random.IntN(40)) * time.Minute
	f := Fault{Subject: s.instance()}
	switch s.random.IntN(14) {
	case 0:
		f.Kind = KillInstance
	case 1, 2:
		f.Kind, f.Code, f.For = FailHealth, []int{503, 404, -1}[s.random.IntN(3)], lasts
	case 3:
		f.Kind, f.For = ImpairInstance, lasts
	case 4:
		f.Kind, f.Subject, f.Factor, f.For = SurgeTraffic, "web-alb", 1+3*s.random.Float64(), lasts
	case 5:
		f.Kind, f.Subject, f.For = FailHealth, s.targetGroup().Name, lasts
	case 6:
		f.Kind, f.Subject, f.For = ZoneOutage, Region+string("abc"[s.random.IntN(3)]), lasts
	case 7:
		f.Kind, f.Subject, f.Factor = DropTraffic, "web-alb", 0.5*s.random.Float64()
	case 8:
		f.Kind, f.Subject, f.Type, f.Zone, f.Price, f.For = SpotPrice, "", "m5.large", Region+string("abc"[s.random.IntN(3)]), 0.2*s.random.Float64(), lasts
	case 9:
		f.Kind, f.Subject, f.Type, f.Zone, f.Available, f.For = SpotCapacity, "", "m5.large", Region+string("abc"[s.random.IntN(3)]), s.random.IntN(3), lasts
	case 10:
		f.Kind, f.Subject, f.Type, f.Zone = SpotReclaim, "", []string{"m5.large", "c5.large"}[s.random.IntN(2)], Region+string("abc"[s.random.IntN(3)])
	case 11:
		f.Kind = []string{Rebalance, SpotReclaim}[s.random.IntN(2)]
	case 12:
		f.Kind, f.Subject, f.For = DelayMetrics, "", lasts
	case 13:
		f.Kind, f.Subject, f.Success = ConsoleLogin, []string{"root", "admin", "intern"}[s.random.IntN(3)], s.coin()
	}
	return f.Kind + " " + f.Subject, s.e.Inject(f)
}
