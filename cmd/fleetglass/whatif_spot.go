package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/whatif"
	"fleetglass/awsclient/whatif/reading"
	"fleetglass/fake"
)

// spotOptions are the flags of whatif spot.
type spotOptions struct {
	account             askedAccount
	kind, zone, product string
	maxPrice            string
	last                string
	output              string
}

func whatifSpotCommand() *cobra.Command {
	var o spotOptions
	cmd := &cobra.Command{
		Use:   "spot --type TYPE --zone ZONE",
		Short: "Say what a Spot maximum price would have meant",
		Long: strings.TrimSpace(`
spot goes through the price history of one pool as a persistent request with a
maximum price would have: when it ran, when it was interrupted for its price,
how long it waited, what it cost, and what On-Demand would have cost.

Without --max-price it is the On-Demand price, as on AWS.`),
		Example: `  fleetglass whatif spot --type m5.large --zone us-west-2a --max-price 0.04 --last 7d`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSpot(cmd.Context(), cmd.OutOrStdout(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.kind, "type", "", "instance type, such as m5.large")
	f.StringVar(&o.zone, "zone", "", "Availability Zone, such as us-west-2a")
	f.StringVar(&o.product, "product", spot.Linux, "product: "+strings.Join(products(), ", "))
	f.StringVar(&o.maxPrice, "max-price", "", "most to pay, in dollars an hour")
	f.StringVar(&o.last, "last", "7d", "how far back to go, to 90d")
	outputFlag(cmd, &o.output)
	o.account.flags(f)
	return cmd
}

func products() []string {
	return []string{spot.Linux, spot.LinuxVPC, spot.Windows, spot.WindowsVPC}
}

func (o spotOptions) check() error {
	if o.kind == "" || o.zone == "" {
		return usagef("spot needs --type and --zone, such as --type m5.large --zone us-west-2a")
	}
	if _, err := o.maximum(); err != nil {
		return err
	}
	if _, err := parseSpan("last", o.last); err != nil {
		return err
	}
	if err := oneOf("product", o.product, products()); err != nil {
		return err
	}
	return oneOf("output", o.output, whyOutputs())
}

// maximum is the maximum price, 0 for none.
func (o spotOptions) maximum() (float64, error) {
	if o.maxPrice == "" {
		return 0, nil
	}
	price, err := spot.ParsePrice(o.maxPrice)
	if err != nil {
		return 0, usagef("--max-price %q is not a price such as 0.045", o.maxPrice)
	}
	return price, nil
}

func runSpot(ctx context.Context, out io.Writer, o spotOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	account, err := o.account.open(ctx)
	if err != nil {
		return err
	}
	maximum, err := o.maximum()
	if err != nil {
		return err
	}
	span, err := parseSpan("last", o.last)
	if err != nil {
		return err
	}
	now := account.now()
	asked := whatif.SpotAsked{Type: o.kind, Zone: o.zone, Product: o.product, Region: account.Region(), MaxPrice: maximum, From: now.Add(-span), To: now, Rules: o.rules()}
	prices, err := account.SpotPrices(ctx, awsclient.SpotPriceQuery{Types: []string{o.kind}, Zone: o.zone, Products: []string{o.product}, Start: asked.From, End: now})
	if err != nil {
		return err
	}
	told, err := whatif.Spot(asked, prices)
	if err != nil {
		return asAsked(err)
	}
	return answer(out, o.output, told)
}

// rules are those of today, or of a simulated account's era.
func (o spotOptions) rules() spot.Rules {
	if o.account.scenario != "" && o.account.era != fake.Eras()[0] {
		return spot.Auction()
	}
	return spot.Today()
}

// fleetOptions are the flags of whatif fleet.
type fleetOptions struct {
	account askedAccount
	spec    string
	output  string
}

func whatifFleetCommand() *cobra.Command {
	var o fleetOptions
	cmd := &cobra.Command{
		Use:   "fleet --spec FILE",
		Short: "Say which pools each strategy would choose for a Spot Fleet",
		Long: strings.TrimSpace(`
fleet reads the specification of a Spot Fleet, in the JSON that aws ec2
request-spot-fleet takes, and says for every allocation strategy which pools it
would choose at present prices, what a unit costs, how the fleet is spread, and
what is left when the pool with most of it is lost.`),
		Example: `  fleetglass whatif fleet --spec fleet.json -o json`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runFleet(cmd.Context(), cmd.OutOrStdout(), o)
		},
	}
	cmd.Flags().StringVar(&o.spec, "spec", "", "file with a SpotFleetRequestConfig")
	outputFlag(cmd, &o.output)
	o.account.flags(cmd.Flags())
	return cmd
}

func runFleet(ctx context.Context, out io.Writer, o fleetOptions) error {
	if o.spec == "" {
		return usagef("fleet needs --spec, a file with a SpotFleetRequestConfig")
	}
	if err := oneOf("output", o.output, whyOutputs()); err != nil {
		return err
	}
	text, err := readSmall(o.spec)
	if err != nil {
		return err
	}
	fleet, err := whatif.ParseFleet(text)
	if err != nil {
		return usagef("%s: %s", o.spec, err)
	}
	account, err := o.account.open(ctx)
	if err != nil {
		return err
	}
	market, err := reading.Market(ctx, account, fleet, account.now())
	if err != nil {
		return err
	}
	compared, err := whatif.Fleet(fleet, market)
	if err != nil {
		return asAsked(err)
	}
	return answer(out, o.output, compared)
}
