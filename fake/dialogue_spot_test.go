package fake

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	law "fleetglass/awsclient/semantics/spot"
)

// spotVerbs are the commands about Spot.
func spotVerbs() map[string]verb {
	return map[string]verb{
		"spot": (*player).requestSpot, "spot-price": (*player).spotPrice, "spot-capacity": (*player).spotCapacity, "interrupt": (*player).interruptSpot,
		"rebalance": (*player).rebalanceSpot, "cancel-spot": (*player).cancelSpot, "metadata": (*player).metadata, "spot-events": (*player).spotEvents,
		"spot-requests": (*player).spotRequests, "spot-prices": (*player).spotPrices, "spot-cost": (*player).spotCost, "end": (*player).endInstance,
	}
}

// requestSpot asks for instances in the first subnet.
func (p *player) requestSpot(c command) (string, error) {
	images, err := ask[ec2.DescribeImagesOutput](p, &ec2.DescribeImagesInput{Owners: []string{"amazon"}})
	if err != nil {
		return "", err
	}
	in := &ec2.RequestSpotInstancesInput{
		InstanceCount: aws.Int32(c.number("count", 1)), Type: ec2types.SpotInstanceType(c.options["type"]),
		InstanceInterruptionBehavior: ec2types.InstanceInterruptionBehavior(c.options["behaviour"]),
		LaunchSpecification: &ec2types.RequestSpotLaunchSpecification{
			ImageId: images.Images[0].ImageId, InstanceType: ec2types.InstanceType(c.word(0)), SubnetId: aws.String(p.subnets(1)[0])},
	}
	if price := c.options["max"]; price != "" {
		in.SpotPrice = aws.String(price)
	}
	return quiet[ec2.RequestSpotInstancesOutput](p, in)
}

func (p *player) spotPrice(c command) (string, error) {
	price, err := strconv.ParseFloat(c.word(1), 64)
	p.e.home().spot.SetPrice(c.word(0), c.options["zone"], price, c.duration(c.text("for", "0s")))
	p.e.Advance(0)
	return "", err
}

func (p *player) spotCapacity(c command) (string, error) {
	n, err := strconv.Atoi(c.word(1))
	p.e.home().spot.SetCapacity(c.word(0), c.options["zone"], n, c.duration(c.text("for", "0s")))
	p.e.Advance(0)
	return "", err
}

func (p *player) interruptSpot(c command) (string, error) {
	return "", p.e.home().spot.Interrupt(c.word(0))
}

func (p *player) rebalanceSpot(c command) (string, error) {
	return "", p.e.home().spot.Rebalance(c.word(0))
}

// endInstance is a user's TerminateInstances.
func (p *player) endInstance(c command) (string, error) {
	return quiet[ec2.TerminateInstancesOutput](p, &ec2.TerminateInstancesInput{InstanceIds: []string{c.word(0)}})
}

// requestID is the id of the nth request, oldest first.
func (p *player) requestID(n string) string {
	want, _ := strconv.Atoi(n)
	for id := range p.e.home().world.SpotRequests.All() {
		if want--; want == 0 {
			return id
		}
	}
	return "sir-00000000"
}

func (p *player) cancelSpot(c command) (string, error) {
	return quiet[ec2.CancelSpotInstanceRequestsOutput](p, &ec2.CancelSpotInstanceRequestsInput{SpotInstanceRequestIds: []string{p.requestID(c.word(0))}})
}

// metadata is what an instance reads of itself.
func (p *player) metadata(c command) (string, error) {
	body, found := p.e.home().spot.Metadata(c.word(0), c.word(1))
	if !found {
		return "404", nil
	}
	return body, nil
}

func (p *player) spotEvents(command) (string, error) {
	var b strings.Builder
	for _, e := range p.e.home().world.SpotMarket.Events {
		fmt.Fprintf(&b, "%s %s: %s\n", e.At.Format(time.TimeOnly), e.DetailType, e.Instance)
	}
	return b.String(), nil
}

func (p *player) spotRequests(command) (string, error) {
	out, err := ask[ec2.DescribeSpotInstanceRequestsOutput](p, &ec2.DescribeSpotInstanceRequestsInput{})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for i, r := range out.SpotInstanceRequests {
		fmt.Fprintf(&b, "%d %s %s %s since %s, instance %s\n    %s\n", i+1, r.Type, r.State, *r.Status.Code, r.Status.UpdateTime.Format(time.TimeOnly),
			cmp.Or(aws.ToString(r.InstanceId), "none"), *r.Status.Message)
	}
	return b.String(), nil
}

// spotPrices is the price history of a type in the first zone, since a time
// ago.
func (p *player) spotPrices(c command) (string, error) {
	zone := p.e.home().world.Subnets.Get(p.subnets(1)[0]).Zone
	out, err := ask[ec2.DescribeSpotPriceHistoryOutput](p, &ec2.DescribeSpotPriceHistoryInput{
		InstanceTypes: []ec2types.InstanceType{ec2types.InstanceType(c.word(0))}, AvailabilityZone: aws.String(zone), ProductDescriptions: []string{law.Linux},
		StartTime: aws.Time(p.e.Now().Add(-c.duration(c.text("since", "1h")))),
	})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, e := range out.SpotPriceHistory {
		fmt.Fprintf(&b, "%s %s\n", e.Timestamp.Format(time.TimeOnly), *e.SpotPrice)
	}
	return b.String(), nil
}

func (p *player) spotCost(c command) (string, error) {
	b, ok := p.e.home().spot.Cost(c.word(0))
	return fmt.Sprintf("%t: $%.4f, On-Demand $%.4f, %.0f%% saved", ok, b.Spent, b.OnDemand, b.Savings()), nil
}
