package fake

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
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
