package main

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	classic "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	classictypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/charmbracelet/x/ansi"

	"fleetglass/awsclient"
	"fleetglass/awsclient/contract"
	"fleetglass/awsclient/sdk"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/views"
)

// The console on a server of others: it shows what is there, says of what the
// server lacks that it lacks it, and read-only means read-only.
func TestTheConsoleOnAnotherServer(t *testing.T) {
	client := furnished(t)
	s := sit(t, client)

	s.sees("contract-alb", "contract-web", "2 of 2")
	s.sees("unsupported (DescribeAlarms)", "HTTP status 404", "does not have the call", "1 error !")

	s.press("5")
	s.sees("contract-server0", "contract-server1", "t3.micro", "running")
	s.press("/")
	s.press(strings.Split("contract-server0", "")...)
	s.press("enter", "enter")
	s.sees("[Details]", "target group  contract-blue")
	s.open("User data")
	s.sees("yum install -y httpd")

	s.press("2")
	s.sees("contract-alb", "application", "contract-classic", "unsupported") // in place of requests
	s.press("/")
	s.press(strings.Split("contract-alb", "")...)
	s.press("enter", "enter")
	s.sees("[Map]", "HTTP :80", "/green/*", "contract-green", "contract-blue", "redirect 301", "fixed 503", "default")
	s.open("Rules")
	s.sees("[Rules 4]", "old.example.com")
	s.open("Metrics")
	s.sees("unsupported (GetMetricData)", "does not have the call")

	s.press("3")
	s.sees("contract-web", "suspended: AZRebalance")
	s.press("enter")
	s.sees("[Now]", "a-simple", "b-step", "c-target", "holds CPU at 50 %", "InService")
	for _, tab := range []struct{ name, there string }{
		{"Details", "OldestInstance"}, {"Instances", "[Instances 2]"}, {"Activities", "none"}, {"Policies", "target tracking"},
		{"Schedule", "Europe/Berlin"}, {"Hooks", "say-goodbye"}, {"Launch", "contract-template $Latest"}, {"Metrics", "unsupported (GetMetricData)"},
	} {
		s.open(tab.name)
		s.sees(tab.there)
	}

	s.press("t")
	s.sees("unsupported (LookupEvents)")
	s.press("!")
	s.sees("CloudWatch", "CloudTrail LookupEvents")
	s.press("esc", "esc", "esc")

	s.press("a")
	s.sees("Changes are off: start fleetglass with --allow-writes.")
	s.press("enter", "y", "esc")
	if err := client.SetDesiredCapacity(t.Context(), "contract-web", 5); awsclient.KindOf(err) != awsclient.Denied {
		t.Errorf("a write of a read-only client: %v", err)
	}
	groups, err := client.Groups(t.Context())
	if err != nil || len(groups) != 1 || groups[0].Limits.Desired != 2 {
		t.Errorf("the group afterwards: %+v, %v", groups, err)
	}
}

// The panes of Spot, metrics, alarms, logs, trails and time on the same server:
// each shows what the server has, and says plainly what it refuses.
func TestEveryOtherPaneOnAnotherServer(t *testing.T) {
	s := sit(t, furnished(t))

	s.press("4")
	s.sees("[Fleets 0]", "none in us-west-2")
	s.open("Requests")
	s.sees("[Requests 1]", "m5.large", "one-time")
	s.open("Prices")
	s.sees("[Prices")

	s.press("6")
	s.sees("unsupported (ListMetrics)", "HTTP status 404")
	s.press("7")
	s.sees("unsupported (DescribeAlarms)", "HTTP status 404")

	s.press("8")
	s.sees("/contract/access", "7 days")
	s.press("enter")
	s.sees("[Tail]", "GET /from-another-server")
	s.open("Streams")
	s.sees("server0")

	s.press("9")
	s.sees("unsupported (LookupEvents)")
	s.open("Trails")
	s.sees("contract-trail", "contract-trail-bucket")

	s.press("0")
	s.sees("alarms unsupported", "trail unsupported", "launched: t3.micro")
}

// furnishNeighbours makes on a server what the contract's world has not: things
// for the other panes to show.
func furnishNeighbours(t *testing.T, cfg aws.Config) {
	t.Helper()
	ctx := t.Context()
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	journal := cloudwatchlogs.NewFromConfig(cfg)
	must(journal.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: new("/contract/access")}))
	must(journal.PutRetentionPolicy(ctx, &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: new("/contract/access"), RetentionInDays: new(int32(7))}))
	must(journal.CreateLogStream(ctx, &cloudwatchlogs.CreateLogStreamInput{LogGroupName: new("/contract/access"), LogStreamName: new("server0")}))
	must(journal.PutLogEvents(ctx, &cloudwatchlogs.PutLogEventsInput{LogGroupName: new("/contract/access"), LogStreamName: new("server0"),
		LogEvents: []logstypes.InputLogEvent{{Timestamp: new(time.Now().UnixMilli()), Message: new("GET /from-another-server 200")}}}))

	must(ec2.NewFromConfig(cfg).RequestSpotInstances(ctx, &ec2.RequestSpotInstancesInput{SpotPrice: new("0.05"),
		LaunchSpecification: &ec2types.RequestSpotLaunchSpecification{ImageId: new("ami-12c6146b"), InstanceType: "m5.large"}}))

	bucket := new("contract-trail-bucket")
	store := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
	must(store.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket,
		CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: "us-west-2"}}))
	must(cloudtrail.NewFromConfig(cfg).CreateTrail(ctx, &cloudtrail.CreateTrailInput{Name: new("contract-trail"), S3BucketName: bucket}))

	must(classic.NewFromConfig(cfg).CreateLoadBalancer(ctx, &classic.CreateLoadBalancerInput{LoadBalancerName: new("contract-classic"),
		AvailabilityZones: []string{"us-west-2a"},
		Listeners:         []classictypes.Listener{{Protocol: new("HTTP"), LoadBalancerPort: 80, InstancePort: new(int32(80))}}}))
}

// furnished starts the server, fills it, and is a read-only client of it, as
// `fleetglass` opens one.
func furnished(t *testing.T) *sdk.Client {
	t.Helper()
	const region = "us-west-2"
	t.Setenv("AWS_ENDPOINT_URL", contract.Another(t))
	t.Setenv("AWS_ACCESS_KEY_ID", "testing")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "testing")
	t.Setenv("AWS_SESSION_TOKEN", "")
	t.Setenv("AWS_PROFILE", "")
	cfg, err := config.LoadDefaultConfig(t.Context(), config.WithRegion(region),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("testing", "testing", "")))
	if err != nil {
		t.Fatal(err)
	}
	contract.Furnish(t, contract.Backend{Config: func(string) aws.Config { return cfg }})
	furnishNeighbours(t, cfg)
	client, err := sdk.Open(t.Context(), sdk.Options{Region: region})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// seat is a person before a running console, in real time: another server's
// clock cannot be moved.
type seat struct {
	t       *testing.T
	program *tea.Program
	screen  *lastScreen
}

// sit runs the console as runAccount does, without a terminal.
func sit(t *testing.T, client *sdk.Client) *seat {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	watcher := watch.New(client, watch.Options{})
	screen := &lastScreen{changed: make(chan struct{}, 1), model: views.New(views.Options{
		Context: ctx, Watcher: watcher, Client: client, Backend: "default", Theme: themes.Dark(),
		InRegion: func(region string) awsclient.Client { return client.InRegion(region) },
	})}
	s := &seat{t: t, screen: screen, program: tea.NewProgram(screen, tea.WithInput(nil), tea.WithOutput(io.Discard),
		tea.WithoutSignalHandler(), tea.WithWindowSize(200, 45), tea.WithEnvironment([]string{"TERM=xterm-256color"}))}
	var running sync.WaitGroup
	running.Go(func() { watcher.Run(ctx) })
	running.Go(func() {
		if _, err := s.program.Run(); err != nil {
			t.Errorf("the program ended with: %v", err)
		}
	})
	t.Cleanup(func() { s.program.Quit(); cancel(); running.Wait() })
	return s
}

// patience is how long something may take to come to the screen: the server is
// slow, and the machine may be busy.
const patience = 30 * time.Second

// sees waits until all texts are on the screen at once.
func (s *seat) sees(texts ...string) {
	s.t.Helper()
	s.waits(func(string) []string { return s.screen.lacks(texts) })
}

// waits waits until nothing is missing on the screen any more.
func (s *seat) waits(lacking func(text string) (missing []string)) {
	s.t.Helper()
	end := time.After(patience)
	for {
		missing := lacking(s.screen.read())
		if len(missing) == 0 {
			return
		}
		select {
		case <-s.screen.changed:
		case <-end:
			s.t.Fatalf("%q did not come to the screen\n%s", missing, s.screen.read())
		}
	}
}

// press presses keys, named as Bubble Tea names them where they are no
// characters, and waits until the console has taken them.
func (s *seat) press(keys ...string) {
	special := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab}
	for _, name := range keys {
		if code, ok := special[name]; ok {
			s.program.Send(tea.KeyPressMsg{Code: code})
			continue
		}
		s.program.Send(tea.KeyPressMsg{Code: []rune(name)[0], Text: name})
	}
	taken := make(taken)
	s.program.Send(taken)
	<-taken
}

// open goes to a tab of a detail, from wherever in it.
func (s *seat) open(tab string) {
	s.t.Helper()
	for range 12 {
		was := tabInSight(s.screen.read())
		s.press("tab")
		s.waits(func(text string) []string {
			if tabInSight(text) == was {
				return []string{"another tab"}
			}
			return nil
		})
		if strings.HasPrefix(tabInSight(s.screen.read()), tab) {
			return
		}
	}
	s.t.Fatalf("there is no tab %q\n%s", tab, s.screen.read())
}

// tabInSight is the name on the first line that marks one in brackets.
func tabInSight(screen string) string {
	_, after, _ := strings.Cut(screen, "[")
	name, _, _ := strings.Cut(after, "]")
	return name
}

// taken is a message that is closed when all messages before it were handled.
// The screen may be drawn a moment later.
type taken chan struct{}

// lastScreen is a model that keeps what another shows, for another goroutine
// to read.
type lastScreen struct {
	model   tea.Model
	changed chan struct{} // has room for one sign

	mu   sync.Mutex
	text string
}

func (l *lastScreen) Init() tea.Cmd { return l.model.Init() }

func (l *lastScreen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if done, ok := msg.(taken); ok {
		close(done)
		return l, nil
	}
	model, cmd := l.model.Update(msg)
	l.model = model
	return l, cmd
}

func (l *lastScreen) View() tea.View {
	view := l.model.View()
	l.mu.Lock()
	defer l.mu.Unlock()
	if text := ansi.Strip(view.Content); text != l.text {
		l.text = text
		select {
		case l.changed <- struct{}{}:
		default:
		}
	}
	return view
}

func (l *lastScreen) read() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text
}

// lacks are those of the texts that are not on the screen.
func (l *lastScreen) lacks(texts []string) []string {
	text := l.read()
	var missing []string
	for _, want := range texts {
		if !strings.Contains(text, want) {
			missing = append(missing, want)
		}
	}
	return missing
}
