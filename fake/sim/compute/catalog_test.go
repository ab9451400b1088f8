package compute_test

import (
	"math"
	"testing"

	"fleetglass/fake/sim/compute"
)

// AWS's own figures of some types: the families' rules must give them.
func TestPublishedFigures(t *testing.T) {
	for _, want := range []compute.Type{
		{Name: "t2.micro", VCPU: 1, MemoryMiB: 1024, Hourly: 0.0116, Network: "Low to Moderate", Architecture: "x86_64", Burstable: true, Current: true, Xen: true},
		{Name: "t2.xlarge", VCPU: 4, MemoryMiB: 16384, Hourly: 0.1856, Network: "Moderate", Architecture: "x86_64", Burstable: true, Current: true, Xen: true},
		{Name: "t3.micro", VCPU: 2, MemoryMiB: 1024, Hourly: 0.0104, Network: "Up to 5 Gigabit", Architecture: "x86_64", Burstable: true, Current: true},
		{Name: "t4g.nano", VCPU: 2, MemoryMiB: 512, Hourly: 0.0042, Network: "Up to 5 Gigabit", Architecture: "arm64", Burstable: true, Current: true},
		{Name: "m4.large", VCPU: 2, MemoryMiB: 8192, Hourly: 0.10, Network: "Moderate", Architecture: "x86_64", Xen: true},
		{Name: "m4.10xlarge", VCPU: 40, MemoryMiB: 163840, Hourly: 2.0, Network: "10 Gigabit", Architecture: "x86_64", Xen: true},
		{Name: "m5.4xlarge", VCPU: 16, MemoryMiB: 65536, Hourly: 0.768, Network: "Up to 10 Gigabit", Architecture: "x86_64", Current: true},
		{Name: "m5.24xlarge", VCPU: 96, MemoryMiB: 393216, Hourly: 4.608, Network: "25 Gigabit", Architecture: "x86_64", Current: true},
		{Name: "m6g.medium", VCPU: 1, MemoryMiB: 4096, Hourly: 0.0385, Network: "Up to 10 Gigabit", Architecture: "arm64", Current: true},
		{Name: "m6g.16xlarge", VCPU: 64, MemoryMiB: 262144, Hourly: 2.464, Network: "25 Gigabit", Architecture: "arm64", Current: true},
		{Name: "m6i.12xlarge", VCPU: 48, MemoryMiB: 196608, Hourly: 2.304, Network: "18.75 Gigabit", Architecture: "x86_64", Current: true},
		{Name: "c4.8xlarge", VCPU: 36, MemoryMiB: 61440, Hourly: 1.591, Network: "10 Gigabit", Architecture: "x86_64", Xen: true},
		{Name: "c5.18xlarge", VCPU: 72, MemoryMiB: 147456, Hourly: 3.06, Network: "25 Gigabit", Architecture: "x86_64", Current: true},
		{Name: "c7i.48xlarge", VCPU: 192, MemoryMiB: 393216, Hourly: 8.568, Network: "50 Gigabit", Architecture: "x86_64", Current: true},
		{Name: "r4.16xlarge", VCPU: 64, MemoryMiB: 499712, Hourly: 4.256, Network: "25 Gigabit", Architecture: "x86_64", Xen: true},
		{Name: "i3.large", VCPU: 2, MemoryMiB: 15616, Hourly: 0.156, Network: "Up to 10 Gigabit", Architecture: "x86_64", Current: true, Disks: true, Xen: true},
		{Name: "p3.8xlarge", VCPU: 32, MemoryMiB: 249856, Hourly: 12.24, Network: "10 Gigabit", Architecture: "x86_64", Current: true, Xen: true},
		{Name: "g4dn.xlarge", VCPU: 4, MemoryMiB: 16384, Hourly: 0.526, Network: "Up to 25 Gigabit", Architecture: "x86_64", Current: true, Disks: true},
	} {
		got, ok := compute.TypeInfo(want.Name)
		if math.Abs(got.Hourly-want.Hourly) > 1e-9 {
			t.Errorf("%s costs %g, want %g", want.Name, got.Hourly, want.Hourly)
		}
		got.Hourly = want.Hourly
		if !ok || got != want {
			t.Errorf("got\n%+v, want\n%+v", got, want)
		}
	}
	if _, ok := compute.TypeInfo("t9.mega"); ok {
		t.Error("there is no t9.mega")
	}
}
