// Package routing decides which rule of an Application Load Balancer's
// listener answers a request, and says why each rule did or did not.
//
// Rules are tried in ascending priority; the first whose conditions all match
// wins; the default rule comes last (ALB/load-balancer-listeners). The package
// expands redirects, turns weights into shares, and refuses rules that AWS
// would refuse.
//
// It does not know target groups, their health or their targets, nor which
// target a request goes to once the group is picked. Authentication actions
// are passed over: they come before the action that routes.
package routing
