package reading

import (
	"context"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/whatif"
)

// activitiesRead is how many activities of a group are looked at: they tell
// since when its instances have been in service.
const activitiesRead = 200

// Group reads a group by its name. now is the account's time. The error is a
// *NotThere or that of a call.
func Group(ctx context.Context, c awsclient.Client, name string, now time.Time) (*whatif.Group, error) {
	all, err := c.Groups(ctx)
	if err != nil {
		return nil, err
	}
	missing := &NotThere{Kind: "Auto Scaling group", Name: name}
	for i := range all {
		if all[i].Name == name || all[i].ARN == name {
			g := &whatif.Group{Group: all[i], Now: now}
			return g, fill(ctx, c, g)
		}
		missing.Names = append(missing.Names, all[i].Name)
	}
	return nil, missing
}

// fill reads what belongs to a group.
func fill(ctx context.Context, c awsclient.Client, g *whatif.Group) (err error) {
	policies, err := c.Policies(ctx)
	if err != nil {
		return err
	}
	for i := range policies {
		if policies[i].Group == g.Name {
			g.Policies = append(g.Policies, policies[i])
		}
	}
	if g.Alarms, err = c.Alarms(ctx); err != nil {
		return err
	}
	if g.Activities, err = c.Activities(ctx, g.Name, activitiesRead); err != nil {
		return err
	}
	if err := machines(ctx, c, g); err != nil {
		return err
	}
	return launches(ctx, c, g)
}

func machines(ctx context.Context, c awsclient.Client, g *whatif.Group) error {
	all, err := c.Instances(ctx)
	if err != nil {
		return err
	}
	g.Machines = map[string]awsclient.Instance{}
	for i := range all {
		if all[i].Group == g.Name {
			g.Machines[all[i].ID] = all[i]
		}
	}
	return nil
}

// launches reads what the group launches, and how old the configurations of
// its instances are. One that has been deleted counts as oldest.
func launches(ctx context.Context, c awsclient.Client, g *whatif.Group) error {
	settings, err := c.LaunchSettings(ctx, g.Launch)
	if err != nil && !gone(err) {
		return err
	}
	g.Type = settings.Type
	if g.Mixed != nil && len(g.Mixed.Overrides) > 0 && g.Mixed.Overrides[0].Type != "" {
		g.Type = g.Mixed.Overrides[0].Type
	}
	var names []string
	for i := range g.Instances {
		names = append(names, g.Instances[i].Launch.Configuration)
	}
	g.Created = map[string]time.Time{}
	for _, name := range distinct(names) {
		settings, err := c.LaunchSettings(ctx, awsclient.LaunchRef{Configuration: name})
		switch {
		case err == nil:
			g.Created[name] = settings.Created
		case !gone(err):
			return err
		}
	}
	return nil
}
