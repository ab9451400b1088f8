package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// spotMakes are what can be made where Spot is listed.
func spotMakes(s *watch.Snapshot) []Action {
	return []Action{createFleetAction(s), spotOrderAction(s), launchMenu(s.Instances.Rows)}
}

func spotPokes() []watch.Kind { return []watch.Kind{watch.SpotRequests, watch.Instances} }

// spotOrderAction asks for Spot Instances one request each.
func spotOrderAction(snap *watch.Snapshot) Action {
	a := Action{Name: "request Spot Instances", Label: "Request Spot Instances", Busy: "requesting", Help: "a request waits until its pool has room at its price; a fleet is the better habit"}
	a.Prepare = func(ctx context.Context, c awsclient.Client) (Action, error) {
		s, err := lookUp(ctx, c, snap.Instances.Rows)
		if err != nil {
			return a, err
		}
		prices, err := pricesNow(ctx, c, snap, s.types)
		if err != nil {
			return a, err
		}
		a := a
		persistent := func(v ui.Values) bool { return v["request"] == "persistent" }
		a.Fields = slices.Concat(launchFields(s, awsclient.LaunchSettings{}),
			onPage("request", slices.Concat([]ui.Field{
				needed(numberField("count", "how many", "1", 1, mostAtOnce, "")), choiceField("subnet", "subnet", "", s.subnetIDs(), s.subnetWords, "its zone and the type are the pool"),
				textField("price", "most to pay", "", "dollars an hour; empty is the On-Demand price, the habit that AWS recommends", priceWrong),
				choiceField("request", "request", "one-time", []string{"one-time", "persistent"}, nil, "persistent asks again when its instance is taken"),
			}, asked(persistent, choiceField("interruption", "when taken", spot.Terminate, []string{spot.Terminate, spot.Stop, spot.Hibernate}, nil, "what AWS does with the instance")),
				[]ui.Field{tagField(nil, "of the requests: key=value, commas between them")})...))
		a.Plan = func(v ui.Values) (Change, error) { return spotOrderPlan(s, prices, v) }
		return a, nil
	}
	return a
}

// pricesNow are the Spot prices in force of pools of types.
func pricesNow(ctx context.Context, c awsclient.Client, snap *watch.Snapshot, types []string) (map[spot.Pool]float64, error) {
	rows, err := c.SpotPrices(ctx, awsclient.SpotPriceQuery{Types: types, Products: []string{linux}, Start: snap.Now, End: snap.Now})
	prices := map[spot.Pool]float64{}
	for _, p := range rows { // newest first
		pool := spot.Pool{Type: p.Type, Zone: p.Zone, Product: p.Product}
		if _, ok := prices[pool]; !ok {
			prices[pool] = p.Price
		}
	}
	return prices, err
}

func spotOrderPlan(s *stock, prices map[spot.Pool]float64, v ui.Values) (Change, error) {
	to := launchSettings(v)
	o := awsclient.SpotOrder{
		Count: v.Int("count"), MaxPrice: strings.TrimSpace(v["price"]), Type: v["request"], Interruption: v["interruption"], Image: to.Image, InstanceType: to.Type, KeyName: to.KeyName,
		Subnet: v["subnet"], SecurityGroupIDs: to.SecurityGroupIDs, InstanceProfile: to.InstanceProfile, UserData: to.UserData, Monitoring: to.Monitoring, Tags: to.Tags,
	}
	if wrong := s.otherNetwork(o.Subnet, o.SecurityGroupIDs); wrong != "" {
		return Change{}, errors.New(wrong)
	}
	pool := spot.Pool{Type: to.Type, Zone: s.subnet(o.Subnet).Zone, Product: linux}
	preview := []ui.Line{ui.Say(ui.Count(o.Count, "request") + ", " + o.Type + ", for " + pool.Type + " in " + pool.Zone)}
	if price, ok := prices[pool]; ok {
		preview = append(preview, ui.Say("the pool costs "+hourPrice(price)+" an hour now"))
		if limit := dollars(o.MaxPrice); limit > 0 && limit < price {
			preview = append(preview, ui.Say("the price is too low: it waits until the pool costs "+hourPrice(limit)))
		}
		if listed, ok := onDemand(s.region, pool); ok && listed > 0 {
			preview = append(preview, ui.Say(fmt.Sprintf("On-Demand costs %s: saves %.0f %%", hourPrice(listed), 100*(1-price/listed))))
		}
	} else {
		preview = append(preview, ui.Say("AWS tells no price of this pool"))
	}
	to.Tags, to.Spot = nil, false
	specification := append(settingsObject(to), member{"SubnetId", o.Subnet})
	var tags []string
	if len(o.Tags) > 0 {
		tags = []string{tagsOn("spot-instances-request", o.Tags)[0].text()}
	}
	return Change{
		Preview: append(preview, userDataLines(to.UserData)...), Done: ui.Count(o.Count, "Spot request") + " made", Pokes: spotPokes(),
		CLI: aws("ec2", "request-spot-instances").opt("--instance-count", strconv.Itoa(o.Count)).opt("--spot-price", o.MaxPrice).opt("--type", o.Type).
			opt("--instance-interruption-behavior", o.Interruption).opt("--launch-specification", specification.text()).opt("--tag-specifications", tags...).String(),
		Run: func(ctx context.Context, c awsclient.Client) error {
			_, err := c.RequestSpotInstances(ctx, o)
			return err
		},
	}, nil
}

// spotRequestActions cancel requests.
func spotRequestActions(_ *watch.Snapshot, rows []*spotRequestRow) []Action {
	a := Action{Name: "cancel Spot request", Label: "Cancel " + requestNames(rows), Help: "an instance that it has runs on, and costs on", Busy: "cancelling", Type: requestNames(rows)}
	var ids []string
	var preview []ui.Line
	for _, r := range rows {
		id := r.SpotRequest.ID
		ids, a.Refs = append(ids, id), append(a.Refs, Ref{KindSpotRequest, id})
		preview = append(preview, Becomes(id, r.State, "cancelled"))
		if r.Instance != "" && r.State == spot.Active {
			preview = append(preview, ui.Say("  "+r.Instance+" runs on"))
		}
		if r.State != spot.Open && r.State != spot.Active && r.State != spot.Disabled {
			a.Off = id + " is " + r.State
		}
	}
	a.Plan = func(ui.Values) (Change, error) {
		return Change{
			Preview: preview, CLI: aws("ec2", "cancel-spot-instance-requests").opt("--spot-instance-request-ids", ids...).String(),
			Run:  func(ctx context.Context, c awsclient.Client) error { return c.CancelSpotRequests(ctx, ids) },
			Done: requestNames(rows) + ": cancelled", Pokes: spotPokes(),
		}, nil
	}
	return []Action{a}
}

func requestNames(rows []*spotRequestRow) string {
	if len(rows) == 1 {
		return rows[0].SpotRequest.ID
	}
	return ui.Count(len(rows), "Spot request")
}
