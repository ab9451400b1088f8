package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"fleetglass/awsclient/whatif"
	"fleetglass/awsclient/whatif/reading"
)

// routeOptions are the flags of route.
type routeOptions struct {
	account  askedAccount
	request  whatif.Asked
	allRules bool
	output   string
}

// someClient is the client of a request that names none: an address of a
// block for documentation (RFC 5737), which stands for anywhere.
const someClient = "203.0.113.10"

// routeCommand is `fleetglass route`.
func routeCommand() *cobra.Command {
	var o routeOptions
	cmd := &cobra.Command{
		Use:   "route BALANCER URL",
		Short: "Say where a balancer would send a request, and why",
		Long: strings.TrimSpace(`
route decides a request by the rules of an Application load balancer, without
making it: how each rule fared, what is done, the shares of the target groups,
and which targets could serve and why others could not.

URL is whole, or only a path: then the host is the balancer's own name.
With --all-rules it takes no URL and says which rules can never match, and
which target groups have no healthy target.

The account is found as every AWS tool finds it, and is only read. With
--scenario it is a simulated one: no credentials, no network.`),
		Example: `  fleetglass route web-alb http://www.example.com/api/users
  fleetglass route web-alb /admin --method POST --header "X-Team: green" --source 10.0.0.7
  fleetglass route web-alb --all-rules -o json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRoute(cmd.Context(), cmd.OutOrStdout(), o, args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.request.Method, "method", "GET", "the request's method")
	f.StringArrayVar(&o.request.Headers, "header", nil, "a header of the request, \"Name: value\"; may be given again")
	f.StringVar(&o.request.Source, "source", someClient, "address that the request comes from")
	f.BoolVar(&o.allRules, "all-rules", false, "look at every rule in place of one request")
	f.StringVarP(&o.output, "output", "o", whyOutputs()[0], "form of the answer: "+strings.Join(whyOutputs(), " or "))
	o.account.flags(f)
	cmd.SetFlagErrorFunc(explainFlagError)
	return cmd
}

func (o routeOptions) check(args []string) error {
	switch {
	case o.allRules && len(args) != 1:
		return usagef("route --all-rules takes one balancer and no URL; see fleetglass route --help")
	case !o.allRules && len(args) != 2:
		return usagef("route takes a balancer and a URL, such as web-alb http://www.example.com/path; see fleetglass route --help")
	}
	return oneOf("output", o.output, whyOutputs())
}

func runRoute(ctx context.Context, out io.Writer, o routeOptions, args []string) error {
	if err := o.check(args); err != nil {
		return err
	}
	if !o.allRules { // what is no request is told before the account is asked
		o.request.URL = args[1]
		if _, err := o.request.Request("host"); err != nil {
			return usagef("%s", err)
		}
	}
	account, err := o.account.open(ctx)
	if err != nil {
		return err
	}
	front, err := reading.Front(ctx, account, args[0])
	if err != nil {
		return asAsked(err)
	}
	if o.allRules {
		return answer(out, o.output, whatif.Audit(front))
	}
	request, err := o.request.Request(front.Balancer.DNSName)
	if err != nil {
		return usagef("%s", err)
	}
	routed, err := whatif.Route(front, request)
	if err != nil {
		return usagef("%s", err)
	}
	return answer(out, o.output, routed)
}
