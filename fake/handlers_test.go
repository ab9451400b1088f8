package fake

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// Every operation bears an input with nothing in it: it answers, or refuses
// as AWS does.
func TestEveryOperationBearsAnEmptyInput(t *testing.T) {
	e, _ := newTested(t, Options{AfterStep: func(*world.World) {}})
	e.Pause()
	for _, name := range e.home().mux.Operations() {
		t.Run(name, func(t *testing.T) {
			service, operation, _ := strings.Cut(name, ".")
			out, id, err := e.Call(context.Background(), service, operation, Region, e.home().mux.NewInput(name))
			if err != nil {
				wantRefusal(t, err)
			} else if v := reflect.ValueOf(out); v.Kind() != reflect.Pointer || v.IsNil() {
				t.Errorf("answers %v", out)
			}
			if id == "" {
				t.Error("has no request id")
			}
		})
	}
}

// wantRefusal wants an error in AWS's form: a code of one word, a message, and
// that it is the caller's fault.
func wantRefusal(t *testing.T, err error) {
	t.Helper()
	var refused *awserr.Error
	if !errors.As(err, &refused) || refused.Code == "" || strings.ContainsAny(refused.Code, " \n") || refused.Code == "InternalFailure" || refused.Message == "" {
		t.Errorf("is refused with %v", err)
	}
}

// Every operation is made by some test, with a real input: in a test file by
// its input's name, or through the client, whose every method the contract
// suite calls.
func TestEveryOperationIsTried(t *testing.T) {
	tried := map[string]bool{}
	for _, root := range []string{".", "../awsclient"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && tries(path) {
				err = collectInputs(tried, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	e, _ := newTested(t, Options{Scenario: "empty"})
	for _, name := range e.home().mux.Operations() {
		if !tried[name] {
			t.Errorf("no test makes %s", name)
		}
	}
}

// tries tells whether a file makes calls that a test runs.
func tries(path string) bool {
	client := strings.HasPrefix(filepath.ToSlash(path), "../awsclient/sdk/")
	return strings.HasSuffix(path, "_test.go") || client && strings.HasSuffix(path, ".go")
}

// collectInputs notes the operations whose inputs a file makes.
func collectInputs(tried map[string]bool, path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	services := map[string]string{} // by the name that the file knows them by
	for _, i := range file.Imports {
		imported, _ := strconv.Unquote(i.Path.Value)
		if _, service, ok := strings.Cut(imported, "aws-sdk-go-v2/service/"); ok {
			name := service
			if i.Name != nil {
				name = i.Name.Name
			}
			services[name] = service
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		made, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		of, ok := made.Type.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		// An input with nothing in it is a trial only of what reads.
		if at, ok := of.X.(*ast.Ident); ok && (len(made.Elts) > 0 || readOnly(of.Sel.Name)) {
			tried[services[at.Name]+"."+strings.TrimSuffix(of.Sel.Name, "Input")] = true
		}
		return true
	})
	return nil
}

// What no other package's tests come to.
func TestADefaultVPCIsMadeOnce(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	_, err := try[ec2.CreateDefaultVpcOutput](e, "eu-west-1", &ec2.CreateDefaultVpcInput{DryRun: aws.Bool(true)})
	wantCode(t, err, "DefaultVpcAlreadyExists")
}

func TestALogGroupHasNoSubscriptionFilters(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	_, err := try[cloudwatchlogs.DescribeSubscriptionFiltersOutput](e, Region, &cloudwatchlogs.DescribeSubscriptionFiltersInput{LogGroupName: aws.String("app")})
	wantCode(t, err, "ResourceNotFoundException")
	must[cloudwatchlogs.CreateLogGroupOutput](t, e, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("app")})
	out := must[cloudwatchlogs.DescribeSubscriptionFiltersOutput](t, e, &cloudwatchlogs.DescribeSubscriptionFiltersInput{LogGroupName: aws.String("app")})
	if out.SubscriptionFilters == nil || len(out.SubscriptionFilters) > 0 {
		t.Errorf("it has %v", out.SubscriptionFilters)
	}
}
