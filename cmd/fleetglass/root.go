package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// rootCommand is `fleetglass`: the console on real AWS, and the parent of the
// other commands.
func rootCommand(s surroundings) *cobra.Command {
	var o accountOptions
	root := &cobra.Command{
		Use:   "fleetglass",
		Short: "A terminal console for AWS fleets",
		Long: strings.TrimSpace(`
fleetglass shows, live and on one screen, what your load balancers, target
groups, Auto Scaling groups and instances are doing, and why.

Without a command it opens the console on your AWS account, found as every AWS
tool finds it (profiles, environment, AWS_ENDPOINT_URL). It only reads, unless
--allow-writes is given. "fleetglass demo" opens the same console on a
simulated account: no credentials, no network.`),
		Args:          noArguments,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return runAccount(cmd.Context(), s, o) },
	}
	root.Flags().StringVar(&o.profile, "profile", "", "named profile of the AWS configuration")
	root.Flags().StringVar(&o.region, "region", "", "region, such as us-west-2")
	root.Flags().StringVar(&o.endpoint, "endpoint", "", "address of a server to use in place of AWS, as AWS_ENDPOINT_URL names it")
	root.Flags().BoolVar(&o.allowWrites, "allow-writes", false, "let actions change the account")
	o.look.flags(root.Flags())
	o.record.flags(root.Flags())
	root.SetFlagErrorFunc(explainFlagError)
	root.AddCommand(demoCommand(s), replayCommand(s), serveCommand(s), whyCommand(s), routeCommand(), whatifCommand(), labCommand(s), explainCommand(), versionCommand())
	return root
}
