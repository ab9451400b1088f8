package ec2api

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
)

func (s *service) describeInstanceTypes(_ context.Context, in *ec2.DescribeInstanceTypesInput) (*ec2.DescribeInstanceTypesOutput, error) {
	var all []*compute.Type
	for _, t := range compute.Types() {
		if len(in.InstanceTypes) == 0 || slices.Contains(in.InstanceTypes, types.InstanceType(t.Name)) {
			all = append(all, &t)
		}
	}
	for _, name := range in.InstanceTypes {
		if _, ok := compute.TypeInfo(string(name)); !ok {
			return nil, awserr.New("InvalidInstanceType", "The following supplied instance types do not exist: [%s]", name)
		}
	}
	views, next, err := show(all, list[*compute.Type]{
		filters: in.Filters,
		lens: lens[*compute.Type]{
			"instance-type":                         func(t *compute.Type) []string { return one(t.Name) },
			"current-generation":                    func(t *compute.Type) []string { return yes(t.Current) },
			"burstable-performance-supported":       func(t *compute.Type) []string { return yes(t.Burstable) },
			"vcpu-info.default-vcpus":               func(t *compute.Type) []string { return one(strconv.Itoa(t.VCPU)) },
			"memory-info.size-in-mib":               func(t *compute.Type) []string { return one(strconv.Itoa(t.MemoryMiB)) },
			"processor-info.supported-architecture": func(t *compute.Type) []string { return one(t.Architecture) },
			"network-info.network-performance":      func(t *compute.Type) []string { return one(t.Network) },
			"instance-storage-supported":            func(t *compute.Type) []string { return yes(t.Disks) },
			"bare-metal":                            func(*compute.Type) []string { return one("false") },
			"supported-usage-class":                 func(*compute.Type) []string { return []string{"on-demand", "spot"} },
			"supported-root-device-type":            func(*compute.Type) []string { return one("ebs") },
			"supported-virtualization-type":         func(*compute.Type) []string { return one("hvm") },
			"hypervisor":                            func(t *compute.Type) []string { return one(string(hypervisor(*t))) },
			"free-tier-eligible":                    func(t *compute.Type) []string { return yes(freeTier(*t)) },
		},
		id: func(t *compute.Type) string { return t.Name }, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 100}, dryRun: in.DryRun,
	}, func(t *compute.Type) types.InstanceTypeInfo { return typeView(*t) })
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeInstanceTypesOutput{NextToken: next, InstanceTypes: views}, nil
}

// hypervisor is Xen for the families older than Nitro.
func hypervisor(t compute.Type) types.InstanceTypeHypervisor {
	if t.Xen {
		return types.InstanceTypeHypervisorXen
	}
	return types.InstanceTypeHypervisorNitro
}

// enaSupport: Nitro needs the driver for its network, Xen may have it.
func enaSupport(t compute.Type) types.EnaSupport {
	switch {
	case !t.Xen:
		return types.EnaSupportRequired
	case t.Burstable, strings.HasPrefix(t.Name, "c4."), strings.HasPrefix(t.Name, "m4."):
		return types.EnaSupportUnsupported
	}
	return types.EnaSupportSupported
}

func freeTier(t compute.Type) bool { return t.Name == "t2.micro" || t.Name == "t3.micro" }

func typeView(t compute.Type) types.InstanceTypeInfo {
	threads := threadsPerCore(t)
	return types.InstanceTypeInfo{
		InstanceType: types.InstanceType(t.Name), CurrentGeneration: aws.Bool(t.Current), BurstablePerformanceSupported: aws.Bool(t.Burstable),
		BareMetal: aws.Bool(false), FreeTierEligible: aws.Bool(freeTier(t)), Hypervisor: hypervisor(t), InstanceStorageSupported: aws.Bool(t.Disks),
		VCpuInfo:                     &types.VCpuInfo{DefaultVCpus: aws.Int32(int32(t.VCPU)), DefaultCores: aws.Int32(int32(t.VCPU) / threads), DefaultThreadsPerCore: aws.Int32(threads)},
		MemoryInfo:                   &types.MemoryInfo{SizeInMiB: aws.Int64(int64(t.MemoryMiB))},
		ProcessorInfo:                &types.ProcessorInfo{SupportedArchitectures: []types.ArchitectureType{types.ArchitectureType(t.Architecture)}},
		NetworkInfo:                  &types.NetworkInfo{NetworkPerformance: aws.String(t.Network), EnaSupport: enaSupport(t)},
		SupportedRootDeviceTypes:     []types.RootDeviceType{types.RootDeviceTypeEbs},
		SupportedUsageClasses:        []types.UsageClassType{types.UsageClassTypeOnDemand, types.UsageClassTypeSpot},
		SupportedVirtualizationTypes: []types.VirtualizationType{types.VirtualizationTypeHvm},
	}
}
