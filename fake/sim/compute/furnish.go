package compute

import (
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// Network is what a new account finds in its region, by id.
type Network struct {
	VPC           string
	Subnets       []string // one a zone, in the order of zones
	SecurityGroup string   // the default one
	Images        PublicImages
}

// PublicImages is the ids of well-known public images for x86_64; their
// arm64 sisters are in the world too.
type PublicImages struct{ AmazonLinux2023, AmazonLinux2, Ubuntu2404, Ubuntu2204 string }

// DefaultNetwork furnishes a new world as AWS does a new account: a default
// VPC 172.31.0.0/16 with a /20 subnet in each zone, its default security
// group, the way to the internet, and the public images.
func DefaultNetwork(k *sim.Kernel) Network {
	var n Network
	n.VPC, n.Subnets, n.SecurityGroup = DefaultVPC(k)
	n.Images = publicImages(k)
	return n
}

// DefaultVPC makes the default VPC, and answers its id and those of its
// subnets and of its default security group.
func DefaultVPC(k *sim.Kernel) (vpc string, subnets []string, group string) {
	w := k.World
	made := &world.VPC{ID: k.ID("vpc-", 17), CIDR: network.DefaultBlock, Default: true}
	for i, z := range Zones(w.Region) {
		s := &world.Subnet{
			ID: k.ID("subnet-", 17), VPC: made.ID, Zone: z.Name, ZoneID: z.ID, CIDR: host(network.DefaultBlock, i<<12) + "/20",
			Default: true, MapPublicIP: true, NextHost: firstHost,
		}
		w.Subnets.Put(s.ID, s)
		subnets = append(subnets, s.ID)
	}
	group = DefaultSecurityGroup(k, made.ID)
	network.FurnishDefault(w, made)
	return made.ID, subnets, group
}

// DefaultSecurityGroup makes a VPC's default group: everything in from its
// own members, everything out.
func DefaultSecurityGroup(k *sim.Kernel, vpc string) string {
	id := k.ID("sg-", 17)
	network.DefaultGroup(k.World, id, vpc, k.ID("sgr-", 17), k.ID("sgr-", 17))
	return id
}

// AllOut is the rule that every new security group has: everything out.
func AllOut(k *sim.Kernel) world.Permission {
	return world.Permission{ID: k.ID("sgr-", 17), Protocol: "-1", FromPort: -1, ToPort: -1, CIDRs: []string{"0.0.0.0/0"}}
}

// The accounts that publish the images, as AWS shows them.
const (
	amazonOwner    = "137112412989"
	canonicalOwner = "099720109477"
)

func publicImages(k *sim.Kernel) PublicImages {
	const x86, arm = "x86_64", "arm64"
	al2023 := func(arch string) string {
		return amazonImage(k, "al2023-ami-2023.9.20260105.0-kernel-6.1-"+arch, "Amazon Linux 2023 AMI 2023.9.20260105.0 "+arch+" HVM kernel-6.1", arch, 2026)
	}
	al2 := func(arch string) string {
		return amazonImage(k, "amzn2-ami-hvm-2.0.20251208.0-"+arch+"-gp2", "Amazon Linux 2 AMI 2.0.20251208.0 "+arch+" HVM gp2", arch, 2025)
	}
	images := PublicImages{
		AmazonLinux2023: al2023(x86), AmazonLinux2: al2(x86),
		Ubuntu2404: ubuntu(k, "noble", "24.04", "hvm-ssd-gp3", x86), Ubuntu2204: ubuntu(k, "jammy", "22.04", "hvm-ssd", x86),
	}
	al2023(arm)
	al2(arm)
	ubuntu(k, "noble", "24.04", "hvm-ssd-gp3", arm)
	ubuntu(k, "jammy", "22.04", "hvm-ssd", arm)
	return images
}

func amazonImage(k *sim.Kernel, name, description, arch string, year int) string {
	return putImage(k, world.Image{
		Name: name, Description: description, Owner: amazonOwner, OwnerAlias: "amazon", Architecture: arch,
		Created: time.Date(year, 1, 7, 19, 24, 11, 0, time.UTC), RootDevice: "/dev/xvda",
	})
}

func ubuntu(k *sim.Kernel, codename, release, storage, arch string) string {
	short := map[string]string{"x86_64": "amd64", "arm64": "arm64"}[arch]
	return putImage(k, world.Image{
		Name:        "ubuntu/images/" + storage + "/ubuntu-" + codename + "-" + release + "-" + short + "-server-20251212",
		Description: "Canonical, Ubuntu, " + release + ", " + short + " " + codename + " image",
		Owner:       canonicalOwner, OwnerAlias: "", Architecture: arch,
		Created: time.Date(2025, 12, 12, 9, 41, 3, 0, time.UTC), RootDevice: "/dev/sda1",
	})
}

func putImage(k *sim.Kernel, image world.Image) string {
	image.ID, image.Platform, image.Public, image.RootSize = k.ID("ami-", 17), "Linux/UNIX", true, 8
	k.World.Images.Put(image.ID, &image)
	return image.ID
}
