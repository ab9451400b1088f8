// Package lifecycle holds the states that instances and members of groups may
// be in, and which may follow which; with them the rules of lifecycle hooks,
// of a group's processes and of user data.
//
// Sources: EC2/ec2-instance-lifecycle, AS/ec2-auto-scaling-lifecycle,
// AS/lifecycle-hooks, AS/as-suspend-resume-processes,
// EC2/instancedata-add-user-data. The package does not know how long a state
// lasts: AWS does not publish it.
package lifecycle
