package fake

import (
	"fmt"

	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// linux is the product whose price a fault of twice the price is measured by.
const linux = "Linux/UNIX"

// dearer is how many times its price a pool costs when a fault names none.
// Choice.
const dearer = 2

// moveMarket changes what a pool costs or holds, for a while.
func (p *place) moveMarket(f Fault) error {
	kind, zone, err := p.pool(f)
	if err != nil {
		return err
	}
	if f.Kind == SpotCapacity {
		p.spot.SetCapacity(kind, zone, f.Available, f.For)
		return nil
	}
	if f.Price == 0 {
		f.Price = dearer * p.spot.Price(kind, zone, linux)
	}
	p.spot.SetPrice(kind, zone, f.Price, f.For)
	return nil
}

// pool is the Spot pool that a fault names, by something in it or by type and
// zone.
func (p *place) pool(f Fault) (kind, zone string, err error) {
	if f.Subject == "" {
		return f.Type, f.Zone, p.checkPool(f)
	}
	if f.Type != "" || f.Zone != "" {
		return "", "", fmt.Errorf("fault %s takes either a subject or Type and Zone, not both", f.Kind)
	}
	q, err := p.spotRequest(f)
	if err != nil {
		return "", "", err
	}
	in := p.world.Instances.Get(q.Instance)
	if in == nil {
		return "", "", fmt.Errorf("fault %s: %s has no instance, so it is in no pool", f.Kind, q.ID)
	}
	return in.Type, in.Zone, nil
}

func (p *place) checkPool(f Fault) error {
	if f.Type == "" || f.Zone == "" {
		return fmt.Errorf("fault %s needs a Spot Instance or request as its subject, or Type and Zone", f.Kind)
	}
	if _, ok := compute.TypeInfo(f.Type); !ok {
		return fmt.Errorf("fault %s: there is no instance type %q", f.Kind, f.Type)
	}
	if !compute.HasZone(p.world.Region, f.Zone) {
		return fmt.Errorf("fault %s: %q is no Availability Zone of this region", f.Kind, f.Zone)
	}
	return nil
}

// spotRequest is the request that a fault names, by itself or by its instance.
func (p *place) spotRequest(f Fault) (*world.SpotRequest, error) {
	if q := p.world.SpotRequests.Get(f.Subject); q != nil {
		return q, nil
	}
	in, err := p.living(f)
	if err != nil {
		return nil, fmt.Errorf("%w, nor is it a Spot request", err)
	}
	if q := p.world.SpotRequests.Get(in.SpotRequest); q != nil {
		return q, nil
	}
	return nil, fmt.Errorf("fault %s: %s is no Spot Instance", f.Kind, in.ID)
}

// reclaim takes one instance back, or everything that runs in a pool; then
// the pool stays empty for a while.
func (p *place) reclaim(f Fault) error {
	if f.Subject != "" {
		q, err := p.spotRequest(f)
		if err != nil {
			return err
		}
		return p.spot.Interrupt(q.Instance)
	}
	if err := p.checkPool(f); err != nil {
		return err
	}
	struck := p.runningIn(f.Type, f.Zone)
	if len(struck) == 0 {
		return fmt.Errorf("fault %s: no Spot Instance of type %s runs in %s", f.Kind, f.Type, f.Zone)
	}
	p.spot.SetCapacity(f.Type, f.Zone, 0, f.For)
	for _, id := range struck {
		if ends, _, _ := p.spot.Notice(id); ends.IsZero() {
			if err := p.spot.Interrupt(id); err != nil {
				return err
			}
		}
	}
	return nil
}

// runningIn is the Spot Instances that run in a pool, oldest first.
func (p *place) runningIn(kind, zone string) []string {
	var ids []string
	for id, in := range p.world.Instances.All() {
		if in.Type == kind && in.Zone == zone && in.State == world.Running && p.world.SpotRequests.Has(in.SpotRequest) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (p *place) recommend(f Fault) error {
	q, err := p.spotRequest(f)
	if err != nil {
		return err
	}
	return p.spot.Rebalance(q.Instance)
}
