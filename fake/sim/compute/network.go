package compute

import (
	"encoding/binary"
	"net/netip"
	"strings"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// maxVCPUs is the account's quota of vCPUs of instances that are not stopped.
// Choice: new accounts get less, grown ones far more; this one is grown.
const maxVCPUs = 128_000

// usage is what the instances of the world hold. It is a cache: whatever it
// says can be counted again.
type usage struct {
	vcpus     int
	addresses map[string]map[string]bool // by subnet, private addresses in use
}

// counted is the usage, built from the world at first need.
func (r *Room) counted() *usage {
	if r.usage != nil {
		return r.usage
	}
	r.usage = &usage{addresses: map[string]map[string]bool{}}
	for _, in := range r.k.World.Instances.All() {
		r.count(in, +1)
		if in.PrivateIP != "" {
			r.take(in.Subnet, in.PrivateIP)
		}
	}
	for _, n := range r.k.World.NATGateways.All() {
		if n.PrivateIP != "" {
			r.take(n.Subnet, n.PrivateIP)
		}
	}
	return r.usage
}

// Reserve takes an address of a subnet for something that is no instance; ""
// when there is none left.
func (r *Room) Reserve(s *world.Subnet) string {
	if r.FreeAddresses(s) < 1 {
		return ""
	}
	return r.privateAddress(s)
}

// Free gives such an address back.
func (r *Room) Free(subnet, ip string) { r.free(subnet, ip) }

// PublicAddress is a new address of AWS's pool.
func (r *Room) PublicAddress() string { return r.publicAddress() }

// count adds an instance to, or takes it from, the vCPUs in use.
func (r *Room) count(in *world.Instance, sign int) {
	if r.usage == nil {
		return
	}
	switch in.State {
	case world.Pending, world.Running, world.Stopping:
		t, _ := TypeInfo(in.Type)
		r.usage.vcpus += sign * t.VCPU
	}
}

func (r *Room) checkQuota(instanceType string, n int) error {
	t, _ := TypeInfo(instanceType)
	if r.counted().vcpus+n*t.VCPU <= maxVCPUs {
		return nil
	}
	return awserr.New("VcpuLimitExceeded",
		"You have requested more vCPU capacity than your current vCPU limit of %d allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.", maxVCPUs)
}

func (r *Room) take(subnet, ip string) {
	used := r.counted().addresses
	if used[subnet] == nil {
		used[subnet] = map[string]bool{}
	}
	used[subnet][ip] = true
}

func (r *Room) free(subnet, ip string) { delete(r.counted().addresses[subnet], ip) }

// AWS keeps the first four addresses of every subnet, and the last.
const (
	firstHost = 4
	reserved  = 5
)

// FreeAddresses is how many instances a subnet still has room for.
func (r *Room) FreeAddresses(s *world.Subnet) int {
	return hosts(s.CIDR) - reserved - len(r.counted().addresses[s.ID])
}

// privateAddress takes the next free address of a subnet; the caller has
// made sure that there is one.
func (r *Room) privateAddress(s *world.Subnet) string {
	last := hosts(s.CIDR) - 2
	for {
		if s.NextHost < firstHost || s.NextHost > last {
			s.NextHost = firstHost
		}
		ip := host(s.CIDR, s.NextHost)
		s.NextHost++
		if !r.counted().addresses[s.ID][ip] {
			r.take(s.ID, ip)
			return ip
		}
	}
}

// hosts is the size of a CIDR block, 0 for a bad one.
func hosts(cidr string) int {
	p, err := netip.ParsePrefix(cidr)
	if err != nil || !p.Addr().Is4() {
		return 0
	}
	return 1 << (32 - p.Bits())
}

// host is the nth address of an IPv4 CIDR block.
func host(cidr string, n int) string {
	p, err := netip.ParsePrefix(cidr)
	if err != nil {
		return ""
	}
	base := p.Masked().Addr().As4()
	return ipv4(binary.BigEndian.Uint32(base[:]) + uint32(n))
}

func ipv4(n uint32) string {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], n)
	return netip.AddrFrom4(b).String()
}

// The pool of public addresses, 54.184.0.0/13, is walked in steps of an odd
// number, so that neighbours look unrelated and none comes twice before all
// have come.
const (
	publicBase  = 54<<24 | 184<<16 // a block of AWS's in us-west-2
	publicCount = 1 << 19
	publicStep  = 617_531
)

func (r *Room) publicAddress() string {
	w := r.k.World
	n := (uint64(w.PublicAddresses)*publicStep + w.Seed) % publicCount
	w.PublicAddresses++
	return ipv4(publicBase + uint32(n))
}

// PrivateDNS is the host name of a private address, in the form
// ip-10-0-1-2.us-west-2.compute.internal; "" for none.
func PrivateDNS(ip, region string) string {
	switch {
	case ip == "":
		return ""
	case region == "us-east-1":
		return "ip-" + dashed(ip) + ".ec2.internal"
	}
	return "ip-" + dashed(ip) + "." + region + ".compute.internal"
}

// PublicDNS is the host name of a public address, in the form
// ec2-54-184-1-2.us-west-2.compute.amazonaws.com; "" for none.
func PublicDNS(ip, region string) string {
	switch {
	case ip == "":
		return ""
	case region == "us-east-1":
		return "ec2-" + dashed(ip) + ".compute-1.amazonaws.com"
	}
	return "ec2-" + dashed(ip) + "." + region + ".compute." + world.Suffix(region)
}

func dashed(ip string) string { return strings.ReplaceAll(ip, ".", "-") }
