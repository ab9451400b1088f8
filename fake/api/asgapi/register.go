package asgapi

import (
	"fleetglass/fake/api"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

// service answers for one world.
type service struct {
	w    *world.World
	k    *sim.Kernel
	room *scaling.Room

	zoneIDs map[string]string // by zone name; a region's zones do not change
}

// Register adds the Auto Scaling operations to the table.
func Register(m *api.Mux, k *sim.Kernel, room *scaling.Room) {
	s := &service{w: k.World, k: k, room: room, zoneIDs: compute.ZoneIDs(k.World.Region)}
	s.registerGroups(m)
	s.registerInstances(m)
	s.registerPlans(m)
	s.registerRefreshes(m)
	s.registerNotifications(m)
	s.registerCatalogue(m)
}

func (s *service) registerGroups(m *api.Mux) {
	api.Handle(m, s.createGroup)
	api.Handle(m, s.updateGroup)
	api.Handle(m, s.deleteGroup)
	api.Handle(m, s.describeGroups)
	api.Handle(m, s.setDesiredCapacity)
	api.Handle(m, s.createLaunchConfiguration)
	api.Handle(m, s.deleteLaunchConfiguration)
	api.Handle(m, s.describeLaunchConfigurations)
	api.Handle(m, s.describeActivities)
	api.Handle(m, s.attachTargetGroups)
	api.Handle(m, s.detachTargetGroups)
	api.Handle(m, s.describeTargetGroups)
	api.Handle(m, s.attachTrafficSources)
	api.Handle(m, s.detachTrafficSources)
	api.Handle(m, s.describeTrafficSources)
	api.Handle(m, s.attachLoadBalancers)
	api.Handle(m, s.detachLoadBalancers)
	api.Handle(m, s.describeLoadBalancers)
	api.Handle(m, s.suspendProcesses)
	api.Handle(m, s.resumeProcesses)
	api.Handle(m, s.enableMetrics)
	api.Handle(m, s.disableMetrics)
	api.Handle(m, s.putTags)
	api.Handle(m, s.deleteTags)
	api.Handle(m, s.describeTags)
}

func (s *service) registerInstances(m *api.Mux) {
	api.Handle(m, s.describeInstances)
	api.Handle(m, s.terminateInstance)
	api.Handle(m, s.attachInstances)
	api.Handle(m, s.detachInstances)
	api.Handle(m, s.enterStandby)
	api.Handle(m, s.exitStandby)
	api.Handle(m, s.setInstanceHealth)
	api.Handle(m, s.setInstanceProtection)
	api.Handle(m, s.putHook)
	api.Handle(m, s.deleteHook)
	api.Handle(m, s.describeHooks)
	api.Handle(m, s.completeLifecycleAction)
	api.Handle(m, s.recordHeartbeat)
}

func (s *service) registerPlans(m *api.Mux) {
	api.Handle(m, s.putPolicy)
	api.Handle(m, s.deletePolicy)
	api.Handle(m, s.describePolicies)
	api.Handle(m, s.executePolicy)
	api.Handle(m, s.putSchedule)
	api.Handle(m, s.batchPutSchedules)
	api.Handle(m, s.deleteSchedule)
	api.Handle(m, s.batchDeleteSchedules)
	api.Handle(m, s.describeSchedules)
}

func (s *service) registerRefreshes(m *api.Mux) {
	api.Handle(m, s.startRefresh)
	api.Handle(m, s.cancelRefresh)
	api.Handle(m, s.rollbackRefresh)
	api.Handle(m, s.describeRefreshes)
}

func (s *service) registerNotifications(m *api.Mux) {
	api.Handle(m, s.putNotification)
	api.Handle(m, s.deleteNotification)
	api.Handle(m, s.describeNotifications)
}

func (s *service) registerCatalogue(m *api.Mux) {
	api.Handle(m, s.describeHookTypes)
	api.Handle(m, s.describeProcessTypes)
	api.Handle(m, s.describeAdjustmentTypes)
	api.Handle(m, s.describeTerminationPolicyTypes)
	api.Handle(m, s.describeNotificationTypes)
	api.Handle(m, s.describeMetricTypes)
	api.Handle(m, s.describeAccountLimits)
}
