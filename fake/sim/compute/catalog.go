package compute

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Type is an instance type. Hourly is its on-demand list price for Linux in
// us-west-2, in US dollars.
type Type struct {
	Name         string
	VCPU         int
	MemoryMiB    int
	Hourly       float64
	Architecture string // "x86_64", "arm64"
	Burstable    bool
	Current      bool // of the current generation
}

// Types is the catalogue, in the order of families and sizes.
func Types() []Type { return slices.Clone(catalogue().list) }

// TypeInfo is the type with this name, and whether there is one.
func TypeInfo(name string) (Type, bool) {
	i, ok := catalogue().index[name]
	if !ok {
		return Type{}, false
	}
	return catalogue().list[i], true
}

type typeTable struct {
	list  []Type
	index map[string]int
}

// catalogue is built once, from the tables below, and never changed.
var catalogue = sync.OnceValue(func() typeTable {
	t := typeTable{index: map[string]int{}}
	for _, f := range families() {
		for _, made := range f.types() {
			t.index[made.Name] = len(t.list)
			t.list = append(t.list, made)
		}
	}
	return t
})

// family is a family of types. In a regular family, "large" has 2 vCPUs, an
// "xlarge" twice that, and an "Nxlarge" N times an xlarge; memory and price
// grow with them.
type family struct {
	name, arch string
	previous   bool    // of a previous generation
	large      float64 // hourly price of "large"
	memory     int     // MiB of "large"
	sizes      string  // of a regular family; N stands for Nxlarge
	odd        []Type  // types that do not follow the rule
}

const gib = 1024

func families() []family {
	const x86, arm = "x86_64", "arm64"
	const upTo24, upTo32, upTo48 = "large xlarge 2 4 8 12 16 24", "large xlarge 2 4 8 12 16 24 32", "large xlarge 2 4 8 12 16 24 48"
	return []family{
		{name: "t2", arch: x86, large: 0.0928, memory: 8 * gib, sizes: "large xlarge 2", odd: []Type{
			{Name: "nano", VCPU: 1, MemoryMiB: 512, Hourly: 0.0058}, {Name: "micro", VCPU: 1, MemoryMiB: 1 * gib, Hourly: 0.0116},
			{Name: "small", VCPU: 1, MemoryMiB: 2 * gib, Hourly: 0.023}, {Name: "medium", VCPU: 2, MemoryMiB: 4 * gib, Hourly: 0.0464}}},
		{name: "t3", arch: x86, large: 0.0832, memory: 8 * gib, sizes: "large xlarge 2", odd: small(0.0832)},
		{name: "t3a", arch: x86, large: 0.0752, memory: 8 * gib, sizes: "large xlarge 2", odd: small(0.0752)},
		{name: "t4g", arch: arm, large: 0.0672, memory: 8 * gib, sizes: "large xlarge 2", odd: small(0.0672)},
		{name: "m4", arch: x86, previous: true, large: 0.10, memory: 8 * gib, sizes: "large xlarge 2 4 10 16"},
		{name: "m5", arch: x86, large: 0.096, memory: 8 * gib, sizes: upTo24},
		{name: "m5a", arch: x86, large: 0.086, memory: 8 * gib, sizes: upTo24},
		{name: "m6i", arch: x86, large: 0.096, memory: 8 * gib, sizes: upTo32},
		{name: "m7i", arch: x86, large: 0.1008, memory: 8 * gib, sizes: upTo48},
		{name: "c4", arch: x86, previous: true, odd: []Type{
			{Name: "large", VCPU: 2, MemoryMiB: 3840, Hourly: 0.10}, {Name: "xlarge", VCPU: 4, MemoryMiB: 7680, Hourly: 0.199},
			{Name: "2xlarge", VCPU: 8, MemoryMiB: 15 * gib, Hourly: 0.398}, {Name: "4xlarge", VCPU: 16, MemoryMiB: 30 * gib, Hourly: 0.796},
			{Name: "8xlarge", VCPU: 36, MemoryMiB: 60 * gib, Hourly: 1.591}}},
		{name: "c5", arch: x86, large: 0.085, memory: 4 * gib, sizes: "large xlarge 2 4 9 12 18 24"},
		{name: "c6i", arch: x86, large: 0.085, memory: 4 * gib, sizes: upTo32},
		{name: "c7i", arch: x86, large: 0.08925, memory: 4 * gib, sizes: upTo48},
		{name: "r4", arch: x86, previous: true, large: 0.133, memory: 15616, sizes: "large xlarge 2 4 8 16"},
		{name: "r5", arch: x86, large: 0.126, memory: 16 * gib, sizes: upTo24},
		{name: "r6i", arch: x86, large: 0.126, memory: 16 * gib, sizes: upTo32},
	}
}

// small is the small sizes of the burstable families since t3: always two
// vCPUs, and memory and price halved from size to size.
func small(large float64) []Type {
	return []Type{
		{Name: "nano", VCPU: 2, MemoryMiB: 512, Hourly: large / 16}, {Name: "micro", VCPU: 2, MemoryMiB: 1 * gib, Hourly: large / 8},
		{Name: "small", VCPU: 2, MemoryMiB: 2 * gib, Hourly: large / 4}, {Name: "medium", VCPU: 2, MemoryMiB: 4 * gib, Hourly: large / 2},
	}
}

func (f family) types() []Type {
	made := f.odd
	for _, size := range strings.Fields(f.sizes) {
		made = append(made, f.regular(size))
	}
	for i := range made {
		t := &made[i]
		t.Name, t.Architecture = f.name+"."+t.Name, f.arch
		t.Burstable, t.Current = f.name[0] == 't', !f.previous
	}
	return made
}

// regular is a size that follows the rule: so many times a "large".
func (f family) regular(size string) Type {
	times := 1
	switch size {
	case "large":
	case "xlarge":
		times = 2
	default:
		n, _ := strconv.Atoi(size)
		times, size = 2*n, size+"xlarge"
	}
	return Type{Name: size, VCPU: 2 * times, MemoryMiB: f.memory * times, Hourly: f.large * float64(times)}
}
