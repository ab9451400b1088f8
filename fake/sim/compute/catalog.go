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
	Network      string // as AWS words it: "Up to 10 Gigabit"
	Burstable    bool
	Current      bool // of the current generation
	Disks        bool // it has disks of its own
	Xen          bool // it runs on Xen, as the families older than Nitro do
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
	network    string  // of all sizes but those in wider
	wider      string  // "8:10" is 10 Gigabit from 8xlarge on; a word stands for itself
	xen, disks bool
}

const gib = 1024

func families() []family {
	const x86, arm = "x86_64", "arm64"
	const upTo24, upTo32, upTo48 = "large xlarge 2 4 8 12 16 24", "large xlarge 2 4 8 12 16 24 32", "large xlarge 2 4 8 12 16 24 48"
	const upTo5, upTo10, upTo12 = "Up to 5 Gigabit", "Up to 10 Gigabit", "Up to 12.5 Gigabit"
	const newest = "8:12.5 12:18.75 16:25 24:37.5 32:50 48:50"
	return []family{
		{name: "t2", arch: x86, large: 0.0928, memory: 8 * gib, sizes: "large xlarge 2", network: "Low to Moderate", wider: "xlarge:Moderate", xen: true, odd: []Type{
			{Name: "nano", VCPU: 1, MemoryMiB: 512, Hourly: 0.0058}, {Name: "micro", VCPU: 1, MemoryMiB: 1 * gib, Hourly: 0.0116},
			{Name: "small", VCPU: 1, MemoryMiB: 2 * gib, Hourly: 0.023}, {Name: "medium", VCPU: 2, MemoryMiB: 4 * gib, Hourly: 0.0464}}},
		{name: "t3", arch: x86, large: 0.0832, memory: 8 * gib, sizes: "large xlarge 2", network: upTo5, odd: small(0.0832)},
		{name: "t3a", arch: x86, large: 0.0752, memory: 8 * gib, sizes: "large xlarge 2", network: upTo5, odd: small(0.0752)},
		{name: "t4g", arch: arm, large: 0.0672, memory: 8 * gib, sizes: "large xlarge 2", network: upTo5, odd: small(0.0672)},
		{name: "m4", arch: x86, previous: true, large: 0.10, memory: 8 * gib, sizes: "large xlarge 2 4 10 16", network: "Moderate", wider: "xlarge:High 10:10 16:25", xen: true},
		{name: "m5", arch: x86, large: 0.096, memory: 8 * gib, sizes: upTo24, network: upTo10, wider: "8:10 12:12 16:20 24:25"},
		{name: "m5a", arch: x86, large: 0.086, memory: 8 * gib, sizes: upTo24, network: upTo10, wider: "12:10 16:12 24:20"},
		{name: "m6g", arch: arm, large: 0.077, memory: 8 * gib, sizes: "large xlarge 2 4 8 12 16", network: upTo10, wider: "8:12 12:20 16:25", odd: []Type{
			{Name: "medium", VCPU: 1, MemoryMiB: 4 * gib, Hourly: 0.0385}}},
		{name: "m6i", arch: x86, large: 0.096, memory: 8 * gib, sizes: upTo32, network: upTo12, wider: newest},
		{name: "m7i", arch: x86, large: 0.1008, memory: 8 * gib, sizes: upTo48, network: upTo12, wider: newest},
		{name: "c4", arch: x86, previous: true, network: "Moderate", wider: "xlarge:High 8:10", xen: true, odd: []Type{
			{Name: "large", VCPU: 2, MemoryMiB: 3840, Hourly: 0.10}, {Name: "xlarge", VCPU: 4, MemoryMiB: 7680, Hourly: 0.199},
			{Name: "2xlarge", VCPU: 8, MemoryMiB: 15 * gib, Hourly: 0.398}, {Name: "4xlarge", VCPU: 16, MemoryMiB: 30 * gib, Hourly: 0.796},
			{Name: "8xlarge", VCPU: 36, MemoryMiB: 60 * gib, Hourly: 1.591}}},
		{name: "c5", arch: x86, large: 0.085, memory: 4 * gib, sizes: "large xlarge 2 4 9 12 18 24", network: upTo10, wider: "9:12 12:12 18:25"},
		{name: "c6i", arch: x86, large: 0.085, memory: 4 * gib, sizes: upTo32, network: upTo12, wider: newest},
		{name: "c7i", arch: x86, large: 0.08925, memory: 4 * gib, sizes: upTo48, network: upTo12, wider: newest},
		{name: "r4", arch: x86, previous: true, large: 0.133, memory: 15616, sizes: "large xlarge 2 4 8 16", network: upTo10, wider: "8:10 16:25", xen: true},
		{name: "r5", arch: x86, large: 0.126, memory: 16 * gib, sizes: upTo24, network: upTo10, wider: "8:10 12:12 16:20 24:25"},
		{name: "r6i", arch: x86, large: 0.126, memory: 16 * gib, sizes: upTo32, network: upTo12, wider: newest},
		{name: "i3", arch: x86, large: 0.156, memory: 15616, sizes: "large xlarge 2 4 8 16", network: upTo10, wider: "8:10 16:25", xen: true, disks: true},
		{name: "p3", arch: x86, network: upTo10, wider: "8:10 16:25", xen: true, odd: []Type{
			{Name: "2xlarge", VCPU: 8, MemoryMiB: 61 * gib, Hourly: 3.06}, {Name: "8xlarge", VCPU: 32, MemoryMiB: 244 * gib, Hourly: 12.24},
			{Name: "16xlarge", VCPU: 64, MemoryMiB: 488 * gib, Hourly: 24.48}}},
		{name: "g4dn", arch: x86, network: "Up to 25 Gigabit", wider: "8:50", disks: true, odd: []Type{
			{Name: "xlarge", VCPU: 4, MemoryMiB: 16 * gib, Hourly: 0.526}, {Name: "2xlarge", VCPU: 8, MemoryMiB: 32 * gib, Hourly: 0.752},
			{Name: "4xlarge", VCPU: 16, MemoryMiB: 64 * gib, Hourly: 1.204}, {Name: "8xlarge", VCPU: 32, MemoryMiB: 128 * gib, Hourly: 2.176},
			{Name: "12xlarge", VCPU: 48, MemoryMiB: 192 * gib, Hourly: 3.912}, {Name: "16xlarge", VCPU: 64, MemoryMiB: 256 * gib, Hourly: 4.352}}},
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
		t.Network, t.Xen, t.Disks = f.networkOf(t.Name), f.xen, f.disks
		t.Name, t.Architecture = f.name+"."+t.Name, f.arch
		t.Burstable, t.Current = f.name[0] == 't', !f.previous
	}
	return made
}

// networkOf is how well a size is connected: as the last of wider that is not
// larger says.
func (f family) networkOf(size string) string {
	found := f.network
	for _, step := range strings.Fields(f.wider) {
		from, width, _ := strings.Cut(step, ":")
		if times(from) > times(strings.TrimSuffix(size, "xlarge")) {
			continue
		}
		if found = width; width[0] >= '0' && width[0] <= '9' {
			found += " Gigabit"
		}
	}
	return found
}

// times is how many xlarges a size's number says; an xlarge itself is one, and
// what is smaller is none.
func times(number string) int {
	if number == "" || number == "xlarge" {
		return 1
	}
	n, _ := strconv.Atoi(number)
	return n
}

// regular is a size that follows the rule: so many times a "large".
func (f family) regular(size string) Type {
	larges := 1
	switch size {
	case "large":
	case "xlarge":
		larges = 2
	default:
		n, _ := strconv.Atoi(size)
		larges, size = 2*n, size+"xlarge"
	}
	return Type{Name: size, VCPU: 2 * larges, MemoryMiB: f.memory * larges, Hourly: f.large * float64(larges)}
}
