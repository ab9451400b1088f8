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
	s.sees("contract-alb", "application", "unsupported") // in place of requests
	s.press("enter")
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
		tea.WithoutSignalHandler(), tea.WithWindowSize(160, 45), tea.WithEnvironment([]string{"TERM=xterm-256color"}))}
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
