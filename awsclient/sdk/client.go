package sdk

import (
	"context"
	"runtime"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/middleware"

	"fleetglass/awsclient"
)

// readBackoff is the longest wait between the attempts of one read. A screen
// asks again by itself soon, so the SDK's own 20 s would only hide trouble.
const readBackoff = 2 * time.Second

// Client is an awsclient.Client. It is safe for use by many goroutines.
type Client struct {
	// Reads and writes have clients of their own, because the SDK's budget for
	// retries belongs to a client: throttled polling must not starve a write.
	read, write services

	wiring wiring
}

var (
	_ awsclient.Client  = (*Client)(nil)
	_ awsclient.Metered = (*Client)(nil)
)

// wiring is what all of a client's services share.
type wiring struct {
	config  aws.Config
	region  string
	door    door
	writes  bool
	meter   *Meter
	limiter *limiter // nil: no limit
	login   *login   // nil: credentials never change
	billed  bool     // AWS charges for some of the calls
}

// door adds what leads a service's calls somewhere else than over HTTP; nil
// leaves HTTP.
type door func(service, region string) func(*middleware.Stack) error

// services are the SDK's clients.
type services struct {
	ec2     *ec2.Client
	elb     *elb.Client
	classic *elasticloadbalancing.Client
	asg     *autoscaling.Client
	cw      *cloudwatch.Client
	logs    *cloudwatchlogs.Client
	trail   *cloudtrail.Client
	s3      *s3.Client
	sts     *sts.Client
	iam     *iam.Client
	sns     *sns.Client
}

// newClient builds the SDK's clients on one wiring.
func newClient(w wiring) *Client {
	w.config.Region = w.region
	return &Client{
		wiring: w,
		read: w.connect(func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = readBackoff })
		}),
		write: w.connect(func() aws.Retryer { return retry.NewStandard() }),
	}
}

// connect makes one client of each service.
func (w wiring) connect(retryer func() aws.Retryer) services {
	of := func(service string) aws.Config {
		cfg := w.config.Copy()
		cfg.Retryer = retryer
		cfg.APIOptions = append(cfg.APIOptions[:len(cfg.APIOptions):len(cfg.APIOptions)], w.stations(service)...)
		return cfg
	}
	return services{
		ec2:     ec2.NewFromConfig(of("ec2")),
		elb:     elb.NewFromConfig(of("elasticloadbalancingv2")),
		classic: elasticloadbalancing.NewFromConfig(of("elasticloadbalancing")),
		asg:     autoscaling.NewFromConfig(of("autoscaling")),
		cw:      cloudwatch.NewFromConfig(of("cloudwatch")),
		logs:    cloudwatchlogs.NewFromConfig(of("cloudwatchlogs")),
		trail:   cloudtrail.NewFromConfig(of("cloudtrail")),
		s3:      storageClient(of("s3")),
		sts:     sts.NewFromConfig(of("sts")),
		iam:     iam.NewFromConfig(of("iam")),
		sns:     sns.NewFromConfig(of("sns")),
	}
}

// stations are the middlewares that every call of a service passes.
func (w wiring) stations(service string) []func(*middleware.Stack) error {
	stations := []func(*middleware.Stack) error{w.meter.watch(w.region, w.billed)}
	if !w.writes {
		// Added after the meter and put in front of it: a refused write is no
		// call and is not metered.
		stations = append(stations, readsOnly)
	}
	if w.limiter != nil {
		stations = append(stations, w.limiter.gate(quota{w.region, service}))
	}
	if w.door != nil {
		stations = append(stations, w.door(service, w.region))
	}
	return stations
}

// Region is the region that this client talks to, "" when none is configured.
func (c *Client) Region() string { return c.wiring.region }

// InRegion is the same client for another region: credentials, connections
// and meter are shared.
func (c *Client) InRegion(region string) *Client {
	w := c.wiring
	w.region = region
	return newClient(w)
}

// ReadOnly is the same client with every method that changes something refused.
func (c *Client) ReadOnly() *Client {
	w := c.wiring
	w.writes = false
	return newClient(w)
}

// Endpoint is the server that AWS_ENDPOINT_URL or the configuration names in
// place of AWS's own, "" when there is none.
func (c *Client) Endpoint() string { return Clean(aws.ToString(c.wiring.config.BaseEndpoint)) }

// WritesAllowed tells whether methods that change something may be called.
func (c *Client) WritesAllowed() bool { return c.wiring.writes }

// Meter keeps account of this client's calls, those of InRegion included.
func (c *Client) Meter() *Meter { return c.wiring.meter }

// Usage is what the meter shows now.
func (c *Client) Usage() awsclient.Usage { return c.wiring.meter.Usage() }

// Identity tells who the calls are made as.
func (c *Client) Identity(ctx context.Context) (awsclient.Identity, error) {
	out, err := call(ctx, c, c.read.sts.GetCallerIdentity, &sts.GetCallerIdentityInput{})
	if err != nil {
		return awsclient.Identity{}, err
	}
	return awsclient.Identity{Account: text(out.Account), ARN: text(out.Arn), UserID: text(out.UserId)}, nil
}

// call makes one SDK call. I and O are pointers to the SDK's structs, F is the
// service's own type of call options. Code is compiled anew for every struct
// and once for all pointers: here and below the parameters are pointers.
func call[I, O, F any](ctx context.Context, c *Client, f func(context.Context, I, ...F) (O, error), in I) (O, error) {
	var out O
	err := c.try(ctx, func() (err error) {
		out, err = f(ctx, in)
		return err
	})
	return out, err
}

// pager is what the SDK's paginators have in common.
type pager[O, F any] interface {
	HasMorePages() bool
	NextPage(context.Context, ...F) (O, error)
}

// pages gives every page of a list to each, until each has enough.
func pages[O, F any](ctx context.Context, c *Client, p pager[O, F], each func(O) (more bool)) error {
	for p.HasMorePages() {
		var page O
		err := c.try(ctx, func() (err error) {
			page, err = p.NextPage(ctx)
			return err
		})
		if err != nil {
			return err
		}
		if !each(page) {
			return nil
		}
		if c.wiring.door != nil {
			runtime.Gosched() // nothing in a page waits: let the screen have its turn
		}
	}
	return nil
}

// inProcessShare makes pages smaller behind the in-process door. There a page
// is not a request to save but a stretch of work on the processor that also
// draws the screen: a thousand instances would hold it for some eight
// milliseconds.
const inProcessShare = 4

// pageOf is the size of page to ask for, of a list that allows at most most.
func (c *Client) pageOf(most int32) *int32 {
	if c.wiring.door != nil {
		most /= inProcessShare
	}
	return &most
}

// gather is pages for lists that are wanted whole, mapped row by row.
func gather[O, F, T any](ctx context.Context, c *Client, p pager[O, F], rows func(O) []T) ([]T, error) {
	var all [][]T // put together at the end: a list that grows is copied as often as it doubles
	err := pages(ctx, c, p, func(page O) bool {
		all = append(all, rows(page))
		return true
	})
	if err != nil {
		return nil, err
	}
	return slices.Concat(all...), nil
}

// try makes a call, once more with fresh credentials when AWS says that they
// are too old: the SDK neither retries that nor forgets what it has cached.
func (c *Client) try(ctx context.Context, f func() error) error {
	if c.wiring.region == "" {
		return noRegion()
	}
	err := f()
	if err == nil {
		return nil
	}
	kind := kindOf(err)
	if c.wiring.login != nil && (kind == awsclient.Expired || kind == awsclient.NoCredentials) {
		c.wiring.login.renew()
		if kind == awsclient.Expired && ctx.Err() == nil {
			err = f()
		}
	}
	return wrap(err)
}
