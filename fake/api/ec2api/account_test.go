package ec2api_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/api/ec2api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/world"
)

const alice = "arn:aws:iam::123456789012:user/alice"

// account is a new account behind the table of handlers.
type account struct {
	*sim.Kernel
	mux *api.Mux
	net compute.Network
}

func newAccount() *account {
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	w := &world.World{Account: "123456789012", Region: "us-west-2", Seed: 1, Born: start, Now: start, Random: world.Random{Hi: 1, Lo: 1}}
	w.Principals.Put("AKIAALICE", &world.Principal{AccessKey: "AKIAALICE", ARN: alice})
	a := &account{Kernel: sim.New(w), mux: api.NewMux()}
	room := compute.New(a.Kernel)
	a.net = compute.DefaultNetwork(a.Kernel)
	ec2api.Register(a.mux, a.Kernel, room, spot.New(a.Kernel, room))
	return a
}

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

// try makes a call; the operation comes from the input's type.
func (a *account) try(input any) (any, error) {
	ctx := api.WithCaller(context.Background(), api.Caller{AccessKey: "AKIAALICE", ARN: alice})
	operation := strings.TrimSuffix(reflect.TypeOf(input).Elem().Name(), "Input")
	return a.mux.Call(ctx, "ec2", operation, input)
}

// ask makes a call that must go well.
func ask[O any](t *testing.T, a *account, input any) *O {
	t.Helper()
	out, err := a.try(input)
	if err != nil {
		t.Fatalf("%T: %v", input, err)
	}
	return out.(*O)
}

// run launches instances of the smallest web server.
func (a *account) run(t *testing.T, count int32, change ...func(*ec2.RunInstancesInput)) []types.Instance {
	t.Helper()
	in := &ec2.RunInstancesInput{ImageId: aws.String(a.net.Images.AmazonLinux2023), InstanceType: "t3.micro", MinCount: aws.Int32(count), MaxCount: aws.Int32(count)}
	for _, c := range change {
		c(in)
	}
	return ask[ec2.RunInstancesOutput](t, a, in).Instances
}

func (a *account) describe(t *testing.T, in *ec2.DescribeInstancesInput) []types.Instance {
	t.Helper()
	var found []types.Instance
	for _, r := range ask[ec2.DescribeInstancesOutput](t, a, in).Reservations {
		found = append(found, r.Instances...)
	}
	return found
}

func (a *account) state(t *testing.T, id string) string {
	t.Helper()
	return string(a.describe(t, &ec2.DescribeInstancesInput{InstanceIds: []string{id}})[0].State.Name)
}

// refusal is one call that AWS refuses, with the code and the text.
type refusal struct {
	name, want string
	input      any
}

func (a *account) refuses(t *testing.T, cases []refusal) {
	t.Helper()
	for _, c := range cases {
		_, err := a.try(c.input)
		var e *awserr.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		} else if e.Error() != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, e.Error(), c.want)
		}
	}
}

func filter(name string, values ...string) []types.Filter {
	return []types.Filter{{Name: aws.String(name), Values: values}}
}

func named(name string) []types.TagSpecification {
	return []types.TagSpecification{{ResourceType: types.ResourceTypeInstance, Tags: []types.Tag{{Key: aws.String("Name"), Value: aws.String(name)}}}}
}
