package reading

import (
	"context"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/whatif"
)

// Front reads what decides requests to a balancer, found by its name, ARN or
// DNS name. The error is a *NotThere or that of a call.
func Front(ctx context.Context, c awsclient.Client, name string) (f whatif.Front, err error) {
	if f.Balancer, err = balancer(ctx, c, name); err != nil {
		return f, err
	}
	if f.Listeners, err = c.Listeners(ctx, f.Balancer.ARN); err != nil {
		return f, err
	}
	f.Rules = map[string][]awsclient.Rule{}
	for _, l := range f.Listeners {
		if f.Rules[l.ARN], err = c.Rules(ctx, l.ARN); err != nil {
			return f, err
		}
	}
	if f.Groups, err = c.TargetGroups(ctx); err != nil {
		return f, err
	}
	return f, targets(ctx, c, &f)
}

// targets reads the targets of the groups that the rules name.
func targets(ctx context.Context, c awsclient.Client, f *whatif.Front) (err error) {
	f.Targets, f.Attributes = map[string][]awsclient.Target{}, map[string][]awsclient.Attribute{}
	for _, arn := range f.Receivers() {
		if f.Targets[arn], err = c.Targets(ctx, arn); err != nil {
			return err
		}
		if f.Attributes[arn], err = c.TargetGroupAttributes(ctx, arn); err != nil {
			return err
		}
	}
	return nil
}

// balancer finds a balancer that has rules.
func balancer(ctx context.Context, c awsclient.Client, name string) (awsclient.LoadBalancer, error) {
	all, err := c.LoadBalancers(ctx)
	if err != nil {
		return awsclient.LoadBalancer{}, err
	}
	missing := &NotThere{Kind: "load balancer", Name: name}
	for i := range all {
		b := &all[i]
		if b.Name == name || b.ARN == name || strings.EqualFold(b.DNSName, name) {
			if b.Type == "application" {
				return *b, nil
			}
			missing.Why = b.Name + " is a " + b.Type + " load balancer: only Application load balancers have rules"
			return *b, missing
		}
		missing.Names = append(missing.Names, b.Name)
	}
	return awsclient.LoadBalancer{}, missing
}
