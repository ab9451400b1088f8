package main

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/url"

	"fleetglass/awsclient"
	"fleetglass/awsclient/sdk"
	"fleetglass/awsclient/watch"
	"fleetglass/fake"
	"fleetglass/views"
)

// accountOptions are the flags of the console on a real account.
type accountOptions struct {
	profile, region string
	endpoint        string
	allowWrites     bool
	look            look
	record          recordOptions
}

// runAccount opens the console on a real account.
func runAccount(ctx context.Context, s surroundings, o accountOptions) error {
	if err := o.record.check(); err != nil {
		return err
	}
	theme, err := o.look.resolve(s.getenv)
	if err != nil {
		return err
	}
	client, err := sdk.Open(ctx, o.options(s.getenv))
	if err != nil {
		return asUsage(err)
	}
	if err := needTerminal(s); err != nil {
		return err
	}
	terms := watchServed(ctx, cmp.Or(o.endpoint, s.getenv("AWS_ENDPOINT_URL")))
	return show(ctx, s, watch.New(client, terms), o.record, views.Options{
		Client:   client,
		InRegion: func(region string) awsclient.Client { return client.InRegion(region) },
		Profiles: sdk.Profiles,
		InProfile: func(ctx context.Context, profile string) (views.Account, error) {
			client, err := sdk.Open(ctx, sdk.Options{Profile: profile, AllowWrites: o.allowWrites})
			if err != nil {
				return views.Account{}, err
			}
			return views.Account{Client: client, InRegion: func(region string) awsclient.Client { return client.InRegion(region) }}, nil
		},
		Backend:    cmp.Or(o.profile, o.endpoint, s.getenv("AWS_PROFILE"), "default"),
		Writes:     o.allowWrites,
		Labs:       keeperOf(ownLabFile(s.getenv)),
		Favourites: favouritesOf(s.getenv),
		Theme:      theme,
		ASCII:      o.look.ascii,
	})
}

// options are the client's. A server on this machine asks nobody who he is, so
// where nothing says it, the console calls as its administrator in its region.
func (o accountOptions) options(getenv func(string) string) sdk.Options {
	options := sdk.Options{Profile: o.profile, Region: o.region, Endpoint: o.endpoint, AllowWrites: o.allowWrites}
	if !onLoopback(o.endpoint) || o.profile != "" || getenv("AWS_PROFILE") != "" {
		return options
	}
	if getenv("AWS_ACCESS_KEY_ID") == "" {
		options.AccessKey = fake.AdministratorKey
	}
	if getenv("AWS_REGION") == "" && getenv("AWS_DEFAULT_REGION") == "" {
		options.Region = cmp.Or(o.region, fake.Region)
	}
	return options
}

// onLoopback tells whether an address is one of this machine.
func onLoopback(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
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
