package ec2api

import (
	"fleetglass/fake/api"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/world"
)

// service answers for one world.
type service struct {
	k    *sim.Kernel
	w    *world.World
	room *compute.Room
	net  *network.Room
	spot *spot.Room

	zoneIDs map[string]string // by zone name; a region's zones do not change
}

// Register adds the EC2 operations to the table.
func Register(m *api.Mux, k *sim.Kernel, room *compute.Room, market *spot.Room) {
	s := &service{k: k, w: k.World, room: room, net: room.VPCs(), spot: market, zoneIDs: compute.ZoneIDs(k.World.Region)}
	s.registerInstances(m)
	s.registerNetwork(m)
	s.registerVPCs(m)
	s.registerLaunching(m)
	s.registerSpot(m)
}

func (s *service) registerInstances(m *api.Mux) {
	api.Handle(m, s.runInstances)
	api.Handle(m, s.describeInstances)
	api.Handle(m, s.describeInstanceStatus)
	api.Handle(m, s.terminateInstances)
	api.Handle(m, s.stopInstances)
	api.Handle(m, s.startInstances)
	api.Handle(m, s.rebootInstances)
	api.Handle(m, s.describeInstanceAttribute)
	api.Handle(m, s.modifyInstanceAttribute)
	api.Handle(m, s.getConsoleOutput)
	api.Handle(m, s.createTags)
	api.Handle(m, s.deleteTags)
	api.Handle(m, s.describeTags)
	api.Handle(m, s.describeVolumes)
	api.Handle(m, s.describeNetworkInterfaces)
	api.Handle(m, s.describeAccountAttributes)
}

func (s *service) registerNetwork(m *api.Mux) {
	api.Handle(m, s.describeRegions)
	api.Handle(m, s.describeAvailabilityZones)
	api.Handle(m, s.describeVpcs)
	api.Handle(m, s.describeSubnets)
	api.Handle(m, s.describeSecurityGroups)
	api.Handle(m, s.describeSecurityGroupRules)
	api.Handle(m, s.createSecurityGroup)
	api.Handle(m, s.deleteSecurityGroup)
	api.Handle(m, s.authorizeIngress)
	api.Handle(m, s.authorizeEgress)
	api.Handle(m, s.revokeIngress)
	api.Handle(m, s.revokeEgress)
}

func (s *service) registerLaunching(m *api.Mux) {
	api.Handle(m, s.describeKeyPairs)
	api.Handle(m, s.createKeyPair)
	api.Handle(m, s.importKeyPair)
	api.Handle(m, s.deleteKeyPair)
	api.Handle(m, s.describeImages)
	api.Handle(m, s.createImage)
	api.Handle(m, s.copyImage)
	api.Handle(m, s.deregisterImage)
	api.Handle(m, s.describeInstanceTypes)
	api.Handle(m, s.describeInstanceTypeOfferings)
	api.Handle(m, s.describeLaunchTemplates)
	api.Handle(m, s.describeLaunchTemplateVersions)
	api.Handle(m, s.createLaunchTemplate)
	api.Handle(m, s.createLaunchTemplateVersion)
	api.Handle(m, s.modifyLaunchTemplate)
	api.Handle(m, s.deleteLaunchTemplate)
	api.Handle(m, s.deleteLaunchTemplateVersions)
}
