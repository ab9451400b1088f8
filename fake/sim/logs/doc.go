// Package logs is the CloudWatch Logs room of the simulation: log groups and
// their streams, the events that are written, metric filters, queries of Logs
// Insights, and the agents on servers that ship their files.
//
// There are two sorts of events. What is written by a caller or by one of the
// account's own services is stored, bounded by the group's retention and by a
// bound on memory. What an agent ships is not stored at all: each line is
// worked out when somebody reads, from the histories that the balancing room
// leaves behind and from the world's seed, so that a server whose log nobody
// reads costs nothing for its requests. The same time gives the same lines,
// whenever and however often they are read, but for the paths in them, which
// follow the balancers' rules as they are now.
//
// Metric filters look at written events as they come, and at shipped lines
// once a minute, in the last second of it. They put into the custom metrics
// of the telemetry room. A group without filters has no appointments.
//
// The room does not know the API's shapes and limits: the handlers check them.
package logs
