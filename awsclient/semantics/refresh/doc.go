// Package refresh is the arithmetic of an instance refresh of an Auto Scaling
// group: which instances need replacing, how many at a time, where a
// checkpoint stops it, which statuses may follow each other, and in which
// words it tells what it waits for.
//
// Sources: AS/asg-instance-refresh, AS/understand-instance-refresh-default-
// values, AS/asg-adding-checkpoints-instance-refresh,
// AS/check-status-instance-refresh and the shapes RefreshPreferences and
// InstanceRefresh of the API's model.
//
// The package launches and terminates nothing, and does not know warm pools
// or the replacement of root volumes.
package refresh
