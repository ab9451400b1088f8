package contract

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"fleetglass/awsclient"
)

func spotChecks() []check {
	return []check{
		{"Spot prices, newest first", spotPrices},
		{"Spot prices of a span hold the one at its start", spotPricesOfASpan},
		{"a Spot Instance is requested", spotRequested},
		{"a Spot Instance tells its request", spotInstance},
		{"a Spot request whose price is too low waits", spotTooLow},
		{"a Spot request is cancelled", spotCancelled},
		{"a Spot request that is not there is not found", spotAbsent},
		{"a Spot request without an image is refused", spotRefused},
	}
}

func spotPrices(p *probe) {
	rows, err := p.Client.SpotPrices(p.ctx, awsclient.SpotPriceQuery{Types: []string{"m5.large"}, Products: []string{"Linux/UNIX"}, Limit: 50})
	p.must(err)
	if len(rows) == 0 || len(rows) > 50 {
		p.errorf("%d prices", len(rows))
	}
	for i, r := range rows {
		if r.Type != "m5.large" || r.Product != "Linux/UNIX" || r.Zone == "" || r.Price <= 0 || r.At.IsZero() || i > 0 && r.At.After(rows[i-1].At) {
			p.errorf("%d: %+v", i, r)
		}
	}
}

func spotPricesOfASpan(p *probe) {
	zone := aws.ToString(p.subnets[0].AvailabilityZone)
	all, err := p.Client.SpotPrices(p.ctx, awsclient.SpotPriceQuery{Types: []string{"m5.large"}, Products: []string{"Linux/UNIX"}, Zone: zone, Limit: 20})
	p.must(err)
	if len(all) < 10 {
		p.errorf("only %d prices in a zone", len(all))
		return
	}
	start, end := all[8].At.Add(time.Minute), all[2].At
	rows, err := p.Client.SpotPrices(p.ctx, awsclient.SpotPriceQuery{Types: []string{"m5.large"}, Products: []string{"Linux/UNIX"}, Zone: zone, Start: start, End: end})
	p.must(err)
	p.same("the prices of the span", rows, all[2:9])
}

func (p *probe) spotOrder() awsclient.SpotOrder {
	return awsclient.SpotOrder{Count: 1, Image: p.image, InstanceType: "t3.micro", Subnet: aws.ToString(p.subnets[0].SubnetId),
		SecurityGroupIDs: []string{p.firewall}, Tags: []awsclient.Tag{{Key: "app", Value: "contract"}}}
}

func (p *probe) spotRequest(id string) awsclient.SpotRequest {
	rows, err := p.Client.SpotRequests(p.ctx)
	p.must(err)
	return find(p, "Spot request "+id, rows, func(r awsclient.SpotRequest) bool { return r.ID == id })
}

// firstSpot is the request that spotRequested made.
func (p *probe) firstSpot() awsclient.SpotRequest {
	rows, err := p.Client.SpotRequests(p.ctx)
	p.must(err)
	return find(p, "the first Spot request", rows, func(r awsclient.SpotRequest) bool {
		return slices.Contains(r.Tags, awsclient.Tag{Key: "app", Value: "contract"})
	})
}

func spotRequested(p *probe) {
	made, err := p.Client.RequestSpotInstances(p.ctx, p.spotOrder())
	p.must(err)
	if len(made) != 1 {
		p.errorf("%d requests", len(made))
		return
	}
	p.same("state at first", []string{made[0].State, made[0].Status}, []string{"open", "pending-evaluation"})
	p.until("the request is fulfilled", func() bool { return p.spotRequest(made[0].ID).Status == "fulfilled" })
	r := p.firstSpot()
	p.same("id, region", []string{r.ID, r.Region}, []string{made[0].ID, p.Client.Region()})
	p.same("type, state, behaviour", []string{r.Type, r.State, r.Interruption}, []string{"one-time", "active", "terminate"})
	p.same("launch", []string{r.InstanceType, r.Image, r.Subnet, r.Product}, []string{"t3.micro", p.image, aws.ToString(p.subnets[0].SubnetId), "Linux/UNIX"})
	p.same("zone", r.Zone, aws.ToString(p.subnets[0].AvailabilityZone))
	if r.Instance == "" || r.MaxPrice == "" || r.Created.IsZero() || r.StatusSince.IsZero() || r.Message == "" {
		p.errorf("left out: %+v", r)
	}
}

func spotInstance(p *probe) {
	r := p.firstSpot()
	i := p.instance(r.Instance)
	p.same("market, lifecycle, request", []string{i.Market, i.Lifecycle, i.SpotRequest}, []string{"spot", "spot", r.ID})
}

func spotTooLow(p *probe) {
	o := p.spotOrder()
	o.MaxPrice, o.Tags = "0.0001", nil
	made, err := p.Client.RequestSpotInstances(p.ctx, o)
	p.must(err)
	if made[0].State == "active" {
		p.errorf("a request for next to nothing is fulfilled at once")
		return
	}
	p.until("the price is too low", func() bool { return p.spotRequest(made[0].ID).Status == "price-too-low" })
	p.must(p.Client.CancelSpotRequests(p.ctx, []string{made[0].ID}))
	r := p.spotRequest(made[0].ID)
	p.same("state, status", []string{r.State, r.Status}, []string{"cancelled", "canceled-before-fulfillment"})
}

func spotCancelled(p *probe) {
	r := p.firstSpot()
	p.must(p.Client.CancelSpotRequests(p.ctx, []string{r.ID}))
	r = p.firstSpot()
	p.same("state, status", []string{r.State, r.Status}, []string{"cancelled", "request-canceled-and-instance-running"})
	p.must(p.Client.TerminateInstances(p.ctx, []string{r.Instance}))
	p.same("status", p.firstSpot().Status, "instance-terminated-by-user")
}

func spotAbsent(p *probe) {
	p.fails("no Spot request to cancel", p.Client.CancelSpotRequests(p.ctx, []string{"sir-00000000"}), awsclient.NotFound)
}

func spotRefused(p *probe) {
	o := p.spotOrder()
	o.Image = ""
	_, err := p.Client.RequestSpotInstances(p.ctx, o)
	p.fails("a launch without an image", err, awsclient.Invalid)
}
