package logsapi

import (
	"fleetglass/fake/api"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/logs"
	"fleetglass/fake/world"
)

// service answers for CloudWatch Logs in one world.
type service struct {
	k    *sim.Kernel
	w    *world.World
	room *logs.Room
}

// Register adds the cloudwatchlogs operations to the table.
func Register(m *api.Mux, k *sim.Kernel, room *logs.Room) {
	s := &service{k: k, w: k.World, room: room}
	api.Handle(m, s.createLogGroup)
	api.Handle(m, s.deleteLogGroup)
	api.Handle(m, s.describeLogGroups)
	api.Handle(m, s.putRetentionPolicy)
	api.Handle(m, s.deleteRetentionPolicy)
	api.Handle(m, s.createLogStream)
	api.Handle(m, s.deleteLogStream)
	api.Handle(m, s.describeLogStreams)
	api.Handle(m, s.putLogEvents)
	api.Handle(m, s.getLogEvents)
	api.Handle(m, s.filterLogEvents)
	api.Handle(m, s.startLiveTail)
	api.Handle(m, s.getLogRecord)
	api.Handle(m, s.getLogGroupFields)
	api.Handle(m, s.putMetricFilter)
	api.Handle(m, s.describeMetricFilters)
	api.Handle(m, s.deleteMetricFilter)
	api.Handle(m, s.testMetricFilter)
	api.Handle(m, s.describeSubscriptionFilters)
	api.Handle(m, s.putSubscriptionFilter)
	api.Handle(m, s.deleteSubscriptionFilter)
	api.Handle(m, s.startQuery)
	api.Handle(m, s.stopQuery)
	api.Handle(m, s.getQueryResults)
	api.Handle(m, s.describeQueries)
	api.Handle(m, s.tagResource)
	api.Handle(m, s.untagResource)
	api.Handle(m, s.listTagsForResource)
	api.Handle(m, s.tagLogGroup)
	api.Handle(m, s.untagLogGroup)
	api.Handle(m, s.listTagsLogGroup)
}
