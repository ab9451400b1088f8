package views

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/labs"
	"fleetglass/views/explain"
)

// labClient is an account with one of the two web servers of lab 1.
type labClient struct {
	testClient
	pending bool
	err     error
}

func (c *labClient) Identity(context.Context) (awsclient.Identity, error) {
	return awsclient.Identity{Account: "123456789012"}, c.err
}

func (c *labClient) Instances(context.Context) ([]awsclient.Instance, error) {
	state := "running"
	if c.pending {
		state = "pending"
	}
	return []awsclient.Instance{{ID: instanceID(0), State: state, Zone: "us-west-2a", SecurityGroupIDs: []string{"sg-0web"}, Launched: moment().Add(-time.Minute)}}, nil
}

func (c *labClient) UserData(context.Context, string) (string, error) {
	return "#!/bin/bash\ndnf install -y httpd\necho hi > /var/www/html/webserver0/index.html\n", nil
}

func (c *labClient) Subnets(context.Context) ([]awsclient.Subnet, error) {
	return []awsclient.Subnet{
		{ID: "subnet-0a1", VPC: "vpc-0c0ffee", Zone: "us-west-2a", Default: true}, {ID: "subnet-0b2", VPC: "vpc-0c0ffee", Zone: "us-west-2b", Default: true},
	}, nil
}

func (c *labClient) SecurityGroups(context.Context) ([]awsclient.SecurityGroup, error) {
	return []awsclient.SecurityGroup{{ID: "sg-0web", Name: "default", VPC: "vpc-0c0ffee", Ingress: []awsclient.Permission{{Protocol: "-1", FromPort: -1, ToPort: -1, Sources: []string{"sg-0web"}}}}}, nil
}

func (c *labClient) Images(context.Context, []string) ([]awsclient.Image, error) {
	return nil, nil
}
func (c *labClient) KeyPairs(context.Context) ([]string, error) { return []string{"ops"}, nil }
func (c *labClient) ClassicBalancers(context.Context) ([]awsclient.ClassicBalancer, error) {
	return nil, nil
}

// newLabTest is a desk with the account of the labs.
func newLabTest(t *testing.T, w, h int, change ...func(*labClient)) (*desk, *labClient) {
	client := &labClient{testClient: testClient{region: "us-west-2"}}
	for _, f := range change {
		f(client)
	}
	return newDesk(t, w, h, func(o *Options) { o.Client = client }), client
}

// walk presses keys and looks at the screen after each, as people do: links
// are selected once they are seen.
func walk(d *desk, keys ...string) *desk {
	for _, k := range keys {
		d.press(k).screen()
	}
	return d
}

func TestLabScreens(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
	}{
		{"labs", []string{"L"}},
		{"lab", []string{"L", "enter"}},
		{"lab-step", []string{"L", "enter", "enter", "v", "h"}},
		{"lab-strip", []string{"L", "enter", "enter", "v", "5"}},
	} {
		for _, size := range sizes() {
			d, _ := newLabTest(t, size.W, size.H)
			walk(d, c.keys...)
			golden(t, fmt.Sprintf("%s-%dx%d", c.name, size.W, size.H), d.screen())
		}
	}
}

// A step says what is missing, in the account's own words, and goes on only
// when the account has it.
func TestALabIsWalkedByKeys(t *testing.T) {
	d, client := newLabTest(t, 120, 50, func(c *labClient) { c.pending = true })
	d.press("L").sees("Load balancer for two web servers", "Auto Scaling group", "8 steps")
	d.press("enter").sees("Steps, 0 of 8 done", "Launch two web servers in two zones")
	d.press("enter").sees("1 of 8", "Not checked yet", "--subnet-id subnet-0a1", "<image>", "an image of Amazon Linux, not there yet")
	d.press("v").sees("server 0 ("+instanceID(0)+") is pending", "no instance serves /webserver1/")
	client.pending = false
	d.press("v").doesNotSee("is pending").sees("no instance serves /webserver1/")
	d.press("h").sees("hint 1", "not told apart by its name").doesNotSee("hint 2").press("h").sees("hint 2").press("h").sees("there is no stronger hint")
	d.press("a").sees("this step asks nothing")
	d.press("x").sees("User data", "A script or settings").press("esc")
	d.press("c").sees("user data of server 0", "aws ec2 run-instances").press("enter").sees("copied the user data of server 0")
	if !d.copied {
		t.Error("nothing is on the clipboard")
	}
	d.press("]").sees("2 of 8", "Put a Classic load balancer").press("v").sees("no instance serves /webserver1/").press("[").sees("1 of 8")
	d.press("5").sees("lab balancer 1/8", "L lab balancer 1/8", "not yet: no instance serves /webserver1/")
	d.press("L").sees("› Labs › Load balancer for two web servers › Step 1").press("esc").sees("begun")
	d.press("s", "5").doesNotSee("L lab balancer").press("L", "esc", "s").sees("other panes show the step")
	d.press("W").sees("Markdown", ".md").press("esc").press("U").sees("set aside whole").press("y").sees("o brings it back").doesNotSee("begun")
	d.press("o").sees("begun")
	d.press("u").sees("no step is passed")
}

func TestAnAccountThatDoesNotAnswerIsTold(t *testing.T) {
	d, client := newLabTest(t, 120, 36)
	walk(d, "L", "enter", "enter")
	client.err = &awsclient.Error{Kind: awsclient.Expired, Service: "STS", Operation: "GetCallerIdentity", Code: "ExpiredToken", Message: "The security token included in the request is expired"}
	d.press("v").sees("The account did not answer", "ExpiredToken")
}

// Progress outlives the console when somebody keeps it.
func TestProgressIsKept(t *testing.T) {
	keeper := labs.Memory()
	keep := func(o *Options) {
		o.Labs, o.Client = keeper, &labClient{testClient: testClient{region: "us-west-2"}}
	}
	walk(newDesk(t, 120, 36, keep), "L", "enter", "enter", "h", "v")
	walk(newDesk(t, 120, 36, keep), "L").sees("0 of 8 done").press("enter").sees("begun").press("enter").sees("hint 1")
}

func TestEveryStepHasItsCard(t *testing.T) {
	for _, l := range labs.All() {
		for _, s := range l.Steps {
			if card, ok := explain.Find(s.Card); !ok || card.Term != s.Card {
				t.Errorf("%s %s: there is no card %q", l.ID, s.ID, s.Card)
			}
			if strings.Contains(s.Do, "  ") {
				t.Errorf("%s %s: two spaces", l.ID, s.ID)
			}
		}
	}
}
