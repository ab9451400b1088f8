package ec2api_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
)

func BenchmarkDescribe1000Instances(b *testing.B) {
	a := newAccount()
	in := &ec2.RunInstancesInput{ImageId: &a.net.Images.AmazonLinux2023, InstanceType: "t3.micro", MinCount: new(int32(1000)), MaxCount: new(int32(1000))}
	if _, err := a.try(in); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := a.try(&ec2.DescribeInstancesInput{}); err != nil {
			b.Fatal(err)
		}
	}
}
