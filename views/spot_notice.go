package views

import (
	"cmp"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// notice is the interruption that AWS has announced to a Spot Instance.
type notice struct {
	request *awsclient.SpotRequest
	ends    time.Time
}

// noticeOf is the notice of an instance, false when there is none.
func noticeOf(ties *Ties, instance string) (notice, bool) {
	in, r := ties.Instance(instance), ties.SpotRequestOf(instance)
	if in == nil || r == nil || in.State != "running" {
		return notice{}, false
	}
	ends, ok := spot.NoticeEnds(r.Status, r.StatusSince)
	return notice{r, ends}, ok
}

// words is the countdown: "terminated in 1m 42s: interruption".
func (n notice) words(now time.Time) string {
	end := "terminated " // the countdown first: a narrow screen cuts the rest
	if n.request.Status == spot.MarkedForStop || n.request.Interruption == spot.Stop {
		end = "stopped "
	}
	return end + n.left(now) + ": interruption" + n.why()
}

// left is "in 1m 42s", or "now".
func (n notice) left(now time.Time) string {
	if left := n.ends.Sub(now); left > 0 {
		return "in " + ui.Countdown(left)
	}
	return "now"
}

// why is the cause as far as the status tells it.
func (n notice) why() string {
	if n.request.Status == spot.TerminatedNoCapacity {
		return ", no Spot capacity"
	}
	return ""
}

// poolOf is the pool that an instance comes from.
func poolOf(i *awsclient.Instance) spot.Pool {
	return spot.Pool{Type: i.Type, Zone: i.Zone, Product: cmp.Or(i.Platform, linux)}
}

// marketCell is where an instance was bought; of a Spot Instance, its price
// now and its request.
func marketCell(m *market) func(*instanceRow) ui.Cell {
	return func(r *instanceRow) ui.Cell {
		cell := ui.In(themes.Dim, r.Market)
		if r.Market != "spot" {
			return cell
		}
		if price, ok := m.today(r.snap).price(poolOf(r.Instance)); ok {
			cell = append(cell, ui.Span{Text: " " + hourPrice(price)})
		}
		if r.SpotRequest != "" {
			cell = append(cell, ui.Span{Text: " " + r.SpotRequest, Role: themes.Dim})
		}
		return cell
	}
}

// spotInstanceWants is what a Spot Instance needs beside what each does: its
// notice leaves two minutes.
func spotInstanceWants(r *instanceRow) []watch.Want {
	if r.Market != "spot" {
		return nil
	}
	return []watch.Want{watch.All(watch.SpotRequests), spotPricesWant(r.snap, pricesBack)}
}

// instanceMarket tells where an instance was bought and what it costs.
func instanceMarket(c *Console, d *ui.Document, r *instanceRow) {
	d.Pair("market", r.Market)
	if r.Market != "spot" {
		return
	}
	if n, ok := noticeOf(r.ties, r.ID); ok {
		d.Row("notice", ui.In(themes.Bad, r.glyphs.Trouble+" "+n.words(r.snap.Now)))
	}
	if price, ok := (&market{}).today(r.snap).price(poolOf(r.Instance)); ok {
		line := ui.Say(hourPrice(price) + " an hour")
		if listed, ok := onDemand(r.snap.Region, poolOf(r.Instance)); ok {
			line = append(line, ui.Span{Text: ", on-demand " + hourPrice(listed) + ": saves ", Role: themes.Dim})
			line = append(line, savesCell(price, listed)...)
		}
		d.Row("Spot price", line)
	}
	if q := r.ties.SpotRequestOf(r.ID); q != nil {
		c.LinkTo(d, "Spot request", ui.Say(joinWords(q.ID, q.State, q.Status)), Ref{KindSpotRequest, q.ID})
		d.Pair("maximum price", priceText(q.MaxPrice))
	} else {
		d.Pair("Spot request", r.SpotRequest)
	}
	if id := tagValue(r.Tags, fleetTag); id != "" {
		c.LinkTo(d, "Spot fleet", ui.Say(id), Ref{KindSpotFleet, id})
	}
}
