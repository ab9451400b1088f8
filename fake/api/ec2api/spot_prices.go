package ec2api

import (
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	law "fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/spot"
)

// The page of the price history, and how many pages of it are read for one
// answer at most: a filter that hardly anything passes gives short pages, not
// long waits.
const (
	pricePage = 1000
	priceScan = 25
)

func (s *service) describeSpotPriceHistory(_ context.Context, in *ec2.DescribeSpotPriceHistoryInput) (*ec2.DescribeSpotPriceHistoryOutput, error) {
	q, err := s.priceQuery(in)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	out := &ec2.DescribeSpotPriceHistoryOutput{SpotPriceHistory: []types.SpotPrice{}}
	more := true
	for range priceScan {
		var part []law.Change
		part, more = s.spot.History(q.pools, q.start, q.end, q.after, q.size)
		for i := range part {
			q.after = spot.Mark{At: part[i].At, Pool: part[i].Pool}
			if q.passes(&part[i]) {
				out.SpotPriceHistory = append(out.SpotPriceHistory, s.priceView(part[i]))
			}
			if len(out.SpotPriceHistory) == q.size {
				more = more || i < len(part)-1
				break
			}
		}
		if !more || len(out.SpotPriceHistory) == q.size {
			break
		}
	}
	if more {
		out.NextToken = aws.String(priceToken(q.after))
	}
	return out, nil
}

func (s *service) priceView(c law.Change) types.SpotPrice {
	return types.SpotPrice{
		AvailabilityZone: aws.String(c.Pool.Zone), AvailabilityZoneId: api.NonZero(s.zoneID(c.Pool.Zone)), InstanceType: types.InstanceType(c.Pool.Type),
		ProductDescription: types.RIProductDescription(c.Pool.Product), SpotPrice: aws.String(law.FormatPrice(c.Price)), Timestamp: aws.Time(c.At),
	}
}

// priceQuery is a request for the price history.
type priceQuery struct {
	pools      []law.Pool
	start, end time.Time
	after      spot.Mark
	size       int
	prices     []string // patterns of the filter spot-price; nil for any
	stamps     []string // of the filter timestamp
}

func (q *priceQuery) passes(c *law.Change) bool {
	return (q.prices == nil || api.MatchAny(q.prices, one(law.FormatPrice(c.Price)))) &&
		(q.stamps == nil || api.MatchAny(q.stamps, []string{filterTime(c.At), c.At.UTC().Format("Mon Jan 02 15:04:05 MST 2006")}))
}

func (s *service) priceQuery(in *ec2.DescribeSpotPriceHistoryInput) (*priceQuery, error) {
	q := &priceQuery{start: utc(in.StartTime), end: utc(in.EndTime), size: pricePage}
	if in.MaxResults != nil {
		if q.size = int(*in.MaxResults); q.size < 1 || q.size > pricePage {
			return nil, invalid("Value ( %d ) for parameter maxResults is invalid. Expecting a value from 1 to %d.", q.size, pricePage)
		}
	}
	if !q.start.IsZero() && !q.end.IsZero() && q.end.Before(q.start) {
		return nil, invalid("The start time must not be after the end time.")
	}
	wanted, err := s.wantedPools(in, q)
	if err != nil {
		return nil, err
	}
	q.pools = wanted.list()
	q.after, err = readPriceToken(in.NextToken)
	return q, err
}

// poolWish is which pools a request names; nil lists mean any.
type poolWish struct {
	types, zones, products []string
}

func (s *service) wantedPools(in *ec2.DescribeSpotPriceHistoryInput, q *priceQuery) (*poolWish, error) {
	w := &poolWish{zones: zoneNames(s.w.Region)}
	for _, t := range in.InstanceTypes {
		if _, known := compute.TypeInfo(string(t)); !known {
			return nil, invalid("Invalid value '%s' for InstanceType.", t)
		}
		w.types = append(w.types, string(t))
	}
	if len(in.InstanceTypes) == 0 {
		for _, t := range compute.Types() {
			w.types = append(w.types, t.Name)
		}
	}
	if err := w.inZone(s, in); err != nil {
		return nil, err
	}
	for _, p := range in.ProductDescriptions {
		if !slices.Contains(allProducts(), p) {
			return nil, invalid("Invalid value '%s' for ProductDescription.", p)
		}
		w.products = append(w.products, p)
	}
	return w, w.filter(s, in.Filters, q)
}

func zoneNames(region string) []string {
	var names []string
	for _, z := range compute.Zones(region) {
		names = append(names, z.Name)
	}
	return names
}

func allProducts() []string { return []string{law.Linux, law.LinuxVPC, law.Windows, law.WindowsVPC} }

func (w *poolWish) inZone(s *service, in *ec2.DescribeSpotPriceHistoryInput) error {
	name, id := aws.ToString(in.AvailabilityZone), aws.ToString(in.AvailabilityZoneId)
	switch {
	case name != "" && id != "":
		return awserr.New("InvalidParameterCombination", "The parameter AvailabilityZone cannot be used with the parameter AvailabilityZoneId")
	case name != "":
		if !compute.HasZone(s.w.Region, name) {
			return invalid("Invalid availability zone: [%s]", name)
		}
		w.zones = one(name)
	case id != "":
		w.zones = slices.DeleteFunc(w.zones, func(z string) bool { return s.zoneID(z) != id })
		if len(w.zones) == 0 {
			return invalid("Invalid availability zone-id: [%s]", id)
		}
	}
	return nil
}

// filter narrows a wish by the filters that name pools, and leaves those on
// entries to the query.
func (w *poolWish) filter(s *service, filters []types.Filter, q *priceQuery) error {
	keep := func(list, patterns []string) []string {
		return slices.DeleteFunc(list, func(v string) bool { return !api.MatchAny(patterns, one(v)) })
	}
	for _, f := range filters {
		switch name := aws.ToString(f.Name); name {
		case "availability-zone":
			w.zones = keep(w.zones, f.Values)
		case "availability-zone-id":
			w.zones = slices.DeleteFunc(w.zones, func(z string) bool { return !api.MatchAny(f.Values, one(s.zoneID(z))) })
		case "instance-type":
			w.types = keep(w.types, f.Values)
		case "product-description":
			if len(w.products) == 0 {
				w.products = allProducts()
			}
			if w.products = keep(w.products, f.Values); len(w.products) == 0 {
				w.zones = nil // nothing is left
			}
		case "spot-price":
			q.prices = f.Values
		case "timestamp":
			q.stamps = f.Values
		default:
			return invalid("The filter '%s' is invalid", name)
		}
	}
	return nil
}

// list is the pools of a wish. Without a product named, each has its plain
// name.
func (w *poolWish) list() []law.Pool {
	products := w.products
	if len(products) == 0 {
		products = spot.Products()
	}
	var pools []law.Pool
	for _, t := range w.types {
		for _, z := range w.zones {
			for _, p := range products {
				if pool := (law.Pool{Type: t, Zone: z, Product: p}); spot.Offered(pool) && !slices.Contains(pools[max(0, len(pools)-len(products)):], pool) {
					pools = append(pools, pool)
				}
			}
		}
	}
	return pools
}

// priceToken names the last entry that was given.
func priceToken(m spot.Mark) string {
	return base64.URLEncoding.EncodeToString([]byte(strings.Join([]string{strconv.FormatInt(m.At.UnixNano(), 10), m.Pool.Type, m.Pool.Zone, m.Pool.Product}, "|")))
}

func readPriceToken(token *string) (spot.Mark, error) {
	if aws.ToString(token) == "" {
		return spot.Mark{}, nil
	}
	raw, err := base64.URLEncoding.DecodeString(*token)
	parts := strings.Split(string(raw), "|")
	if err != nil || len(parts) != 4 {
		return spot.Mark{}, awserr.New("InvalidNextToken", "The token '%s' is invalid.", *token)
	}
	nano, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return spot.Mark{}, awserr.New("InvalidNextToken", "The token '%s' is invalid.", *token)
	}
	return spot.Mark{At: time.Unix(0, nano).UTC(), Pool: law.Pool{Type: parts[1], Zone: parts[2], Product: parts[3]}}, nil
}
