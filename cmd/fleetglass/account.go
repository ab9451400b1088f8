package main

import (
	"cmp"
	"context"
	"errors"

	"fleetglass/awsclient"
	"fleetglass/awsclient/sdk"
	"fleetglass/awsclient/watch"
	"fleetglass/views"
)

// accountOptions are the flags of the console on a real account.
type accountOptions struct {
	profile, region string
	allowWrites     bool
	look            look
}

// runAccount opens the console on a real account.
func runAccount(ctx context.Context, s surroundings, o accountOptions) error {
	theme, err := o.look.resolve(s.getenv)
	if err != nil {
		return err
	}
	client, err := sdk.Open(ctx, sdk.Options{Profile: o.profile, Region: o.region, AllowWrites: o.allowWrites})
	if err != nil {
		return asUsage(err)
	}
	if err := needTerminal(s); err != nil {
		return err
	}
	return show(ctx, s, watch.New(client, watch.Options{}), views.Options{
		Client:   client,
		InRegion: func(region string) awsclient.Client { return client.InRegion(region) },
		Backend:  cmp.Or(o.profile, s.getenv("AWS_PROFILE"), "default"),
		Writes:   o.allowWrites,
		Theme:    theme,
		ASCII:    o.look.ascii,
	})
}

// asUsage makes the caller's mistake out of a configuration that names what
// is not there: a profile, or something that is no region.
func asUsage(err error) error {
	var e *awsclient.Error
	if errors.As(err, &e) && e.Kind == awsclient.Invalid {
		return usagef("%s", e.Message)
	}
	return err
}
