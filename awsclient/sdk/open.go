package sdk

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go/logging"

	"fleetglass/awsclient"
)

// dialTimeout is how long a connection may take to be made. The SDK's own 30 s
// would leave a person before an empty screen for that long.
const dialTimeout = 5 * time.Second

// Options say which account and region to open. Empty fields leave the choice
// to the SDK's chain: environment, shared files, and so on.
type Options struct {
	Profile     string
	Region      string
	Endpoint    string // of a server in place of AWS
	AccessKey   string // for such a server, which does not look at secrets
	AllowWrites bool
}

// Open is a client for AWS, or for the server that AWS_ENDPOINT_URL names. It
// makes no call and does not fail because the network is away or credentials
// or region are missing: the calls say so, and work when that is mended. It
// fails, with an *awsclient.Error, for a profile that does not exist, for a
// region or an endpoint that cannot be one, wherever they were set, and for
// configuration files that cannot be read.
func Open(ctx context.Context, o Options) (*Client, error) {
	cfg, err := load(ctx, o)
	if err != nil {
		return nil, openError(err, o.Profile)
	}
	if cfg.Region != "" && !regionShape().MatchString(cfg.Region) {
		return nil, invalid("%q is not a region; one looks like us-west-2", cfg.Region)
	}
	if cfg.BaseEndpoint != nil && !isAddress(*cfg.BaseEndpoint) {
		return nil, invalid("the endpoint %q is not an address; one looks like http://127.0.0.1:5000", *cfg.BaseEndpoint)
	}
	login := newLogin(cfg.Credentials, func(ctx context.Context) (aws.CredentialsProvider, error) {
		fresh, err := load(ctx, o)
		return fresh.Credentials, err
	})
	cfg.Credentials = login.cache
	return newClient(wiring{
		config:  cfg,
		region:  cfg.Region,
		writes:  o.AllowWrites,
		meter:   &Meter{},
		limiter: newLimiter(rates(), realTime),
		login:   login,
		billed:  cfg.BaseEndpoint == nil, // a server of one's own does not charge
	}), nil
}

func invalid(format, what string) *awsclient.Error {
	return &awsclient.Error{Kind: awsclient.Invalid, Message: fmt.Sprintf(format, Clean(what))}
}

// isAddress tells whether requests can be sent to an endpoint at all.
func isAddress(endpoint string) bool {
	u, err := url.Parse(endpoint)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// regionShape is what every region's name looks like, those of all partitions
// included ("us-gov-west-1", "eusc-de-east-1"). A list of regions would be
// wrong with the next one that AWS opens.
func regionShape() *regexp.Regexp { return regexp.MustCompile(`^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$`) }

// load reads the configuration as the SDK does, and makes it fit for a screen:
// no log lines on the terminal, one pool of connections for all clients.
func load(ctx context.Context, o Options) (aws.Config, error) {
	var with []func(*config.LoadOptions) error
	if o.Profile != "" {
		with = append(with, config.WithSharedConfigProfile(o.Profile))
	}
	if o.Region != "" {
		with = append(with, config.WithRegion(o.Region))
	}
	if o.Endpoint != "" {
		with = append(with, config.WithBaseEndpoint(o.Endpoint))
	}
	if o.AccessKey != "" {
		with = append(with, config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(o.AccessKey, "not-a-secret", "")))
	}
	with = append(with, config.WithLogger(logging.Nop{}))
	cfg, err := config.LoadDefaultConfig(ctx, with...)
	if err != nil {
		return aws.Config{}, err
	}
	cfg.Logger = logging.Nop{}
	cfg.HTTPClient = shared(cfg.HTTPClient)
	return cfg, nil
}

// shared is the HTTP client for all services. It must be set after loading:
// given to LoadDefaultConfig it would collide with AWS_CA_BUNDLE, whose client
// is kept here.
func shared(loaded aws.HTTPClient) aws.HTTPClient {
	client, ok := loaded.(*awshttp.BuildableClient)
	if !ok {
		if loaded != nil {
			return loaded
		}
		client = awshttp.NewBuildableClient()
	}
	return client.WithDialerOptions(func(d *net.Dialer) { d.Timeout = dialTimeout }).Freeze()
}

// openError says what is wrong with the configuration.
func openError(err error, profile string) error {
	var missing config.SharedConfigProfileNotExistError
	if errors.As(err, &missing) {
		if missing.Profile != "" {
			profile = missing.Profile
		}
		return &awsclient.Error{Kind: awsclient.Invalid, Err: err,
			Message: fmt.Sprintf("there is no profile %q in the AWS configuration; %s", Clean(profile), known(Profiles()))}
	}
	return &awsclient.Error{Kind: awsclient.Invalid, Err: err, Message: "the AWS configuration cannot be read: " + Clean(err.Error())}
}

// login hands out credentials and can begin again from the configuration, so
// that a person who signs in anew in another terminal need not restart.
type login struct {
	cache *aws.CredentialsCache

	mu      sync.Mutex
	load    func(context.Context) (aws.CredentialsProvider, error)
	current aws.CredentialsProvider // nil: load again
}

func newLogin(first aws.CredentialsProvider, load func(context.Context) (aws.CredentialsProvider, error)) *login {
	l := &login{load: load, current: first}
	l.cache = aws.NewCredentialsCache(aws.CredentialsProviderFunc(l.retrieve))
	return l
}

func (l *login) retrieve(ctx context.Context) (aws.Credentials, error) {
	provider, err := l.provider(ctx)
	if err != nil {
		return aws.Credentials{}, err
	}
	return provider.Retrieve(ctx)
}

func (l *login) provider(ctx context.Context) (aws.CredentialsProvider, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.current != nil {
		return l.current, nil
	}
	fresh, err := l.load(ctx)
	if err != nil {
		return nil, err
	}
	if fresh == nil {
		return nil, errors.New("no credentials are configured")
	}
	l.current = fresh
	return fresh, nil
}

// renew forgets what is cached: the next call reads the configuration again.
func (l *login) renew() {
	l.mu.Lock()
	l.current = nil
	l.mu.Unlock()
	l.cache.Invalidate()
}
