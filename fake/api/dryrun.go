package api

import "fleetglass/fake/awserr"

// DryRun is AWS's refusal of a dry run that would have gone well; nil when
// none was asked for. A handler asks after it has checked everything else and
// before it acts.
func DryRun(asked *bool) error {
	if asked == nil || !*asked {
		return nil
	}
	return awserr.New("DryRunOperation", "Request would have succeeded, but DryRun flag is set.").WithStatus(412)
}
