package api_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
)

func mux() *api.Mux {
	m := api.NewMux()
	api.Handle(m, func(ctx context.Context, in *ec2.DescribeInstancesInput) (*ec2.DescribeInstancesOutput, error) {
		return &ec2.DescribeInstancesOutput{NextToken: aws.String(api.CallerFrom(ctx).AccessKey)}, nil
	})
	api.Handle(m, func(context.Context, *autoscaling.DescribePoliciesInput) (*autoscaling.DescribePoliciesOutput, error) {
		return nil, awserr.New("ValidationError", "no")
	})
	return m
}

func TestHandlersAreFoundByServiceAndOperation(t *testing.T) {
	ctx := api.WithCaller(context.Background(), api.Caller{AccessKey: "AKIA"})
	out, err := mux().Call(ctx, "ec2", "DescribeInstances", &ec2.DescribeInstancesInput{})
	if err != nil || *out.(*ec2.DescribeInstancesOutput).NextToken != "AKIA" {
		t.Errorf("answer %v, error %v", out, err)
	}
	out, err = mux().Call(ctx, "autoscaling", "DescribePolicies", &autoscaling.DescribePoliciesInput{})
	if out != nil || err == nil {
		t.Errorf("a refusal has the output %v and the error %v", out, err)
	}
	if got := mux().Operations(); !slices.Equal(got, []string{"autoscaling.DescribePolicies", "ec2.DescribeInstances"}) {
		t.Errorf("operations %v", got)
	}
}

func TestWhatHasNoHandlerIsRefusedByName(t *testing.T) {
	for _, c := range []struct {
		service, operation string
		input              any
	}{
		{"ec2", "CreateFleet", &ec2.CreateFleetInput{}},
		{"sqs", "DescribeInstances", &ec2.DescribeInstancesInput{}},
		{"ec2", "DescribeInstances", &ec2.CreateFleetInput{}}, // the input of another
		{"ec2", "DescribeInstances", nil},
	} {
		_, err := mux().Call(context.Background(), c.service, c.operation, c.input)
		var refused *awserr.Error
		if !errors.As(err, &refused) || refused.Code != "InvalidAction" {
			t.Errorf("%s %s: %v", c.service, c.operation, err)
		}
	}
}

func TestPagesGoOnWhereTheyWereLeft(t *testing.T) {
	list := make([]int, 25)
	for i := range list {
		list[i] = i
	}
	id := func(n int) string { return fmt.Sprint("n-", n) }
	first, token, err := api.Page(list, id, aws.Int32(10), 100, 100, nil)
	if err != nil || len(first) != 10 || token == nil {
		t.Fatalf("first page %v, token %v, error %v", first, token, err)
	}
	// Meanwhile the first three have gone.
	second, token, err := api.Page(list[3:], id, aws.Int32(10), 100, 100, token)
	if err != nil || second[0] != 10 || len(second) != 10 {
		t.Fatalf("second page %v, error %v", second, err)
	}
	// The last that was given has gone, too: the place is kept as well as can be.
	third, token, err := api.Page(list[:19], id, aws.Int32(10), 100, 100, token)
	if err != nil || token != nil || len(third) != 2 {
		t.Fatalf("third page %v, token %v, error %v", third, token, err)
	}
	if _, _, err := api.Page(list, id, nil, 100, 100, aws.String("nonsense")); err == nil {
		t.Error("a token that was never given is taken")
	}
	if all, token, _ := api.Page(list, id, aws.Int32(1000), 10, 20, nil); len(all) != 20 || token == nil {
		t.Errorf("a page has %d records over its ceiling", len(all))
	}
}

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, value string
		want           bool
	}{
		{"web", "web", true}, {"web", "web-1", false}, {"web*", "web-1", true}, {"*", "", true}, {"", "", true}, {"", "x", false},
		{"w?b", "web", true}, {"w?b", "wb", false}, {"*b*", "abc", true}, {"a*c*e", "abcde", true}, {"a*c*f", "abcde", false},
		{`\*`, "*", true}, {`\*`, "x", false}, {`a\?`, "a?", true}, {`a\?`, "ab", false}, {"é?", "éa", true},
	} {
		if got := api.Match(c.pattern, c.value); got != c.want {
			t.Errorf("%q on %q: %t", c.pattern, c.value, got)
		}
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("a*b?", "axxby")
	f.Fuzz(func(t *testing.T, pattern, value string) {
		if api.Match(pattern, value) && !api.Match("*"+pattern+"*", value) {
			t.Errorf("%q fits %q, but not with stars around it", pattern, value)
		}
	})
}

func TestDryRun(t *testing.T) {
	if err := api.DryRun(nil); err != nil {
		t.Errorf("no dry run: %v", err)
	}
	var refused *awserr.Error
	if err := api.DryRun(aws.Bool(true)); !errors.As(err, &refused) || refused.Code != "DryRunOperation" || refused.HTTPStatusCode() != 412 {
		t.Errorf("dry run: %v", err)
	}
}

func TestUnhandledNamesWhatIsSetAndNotKnown(t *testing.T) {
	type request struct {
		Name  *string
		List  []string
		Count int32
		own   bool
	}
	for _, c := range []struct {
		in   request
		want string
	}{
		{request{}, ""},
		{request{Name: aws.String("")}, ""},
		{request{List: []string{}, own: true}, ""}, // an empty list is not set
		{request{List: []string{"a"}}, "List"},
		{request{Name: aws.String("a"), Count: 1}, "Count"},
	} {
		if got := api.Unhandled(&c.in, "Name"); got != c.want {
			t.Errorf("%+v: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestNonZeroLeavesZeroOut(t *testing.T) {
	v := "a"
	p := api.NonZero(v)
	if api.NonZero("") != nil || api.NonZero(0) != nil || *p != "a" || p == &v {
		t.Error("zero is nil, anything else a copy")
	}
}
