package labs_test

import (
	"strings"
	"testing"
	"time"
)

// commands are the CLI column of a step.
func (b *bench) commands(step string) []string { return b.lab.Steps[b.step(step)].CLI }

// runs runs the CLI column of a step.
func (b *bench) runs(step string) {
	b.t.Helper()
	for _, c := range b.commands(step) {
		b.run(c)
	}
}

// instead runs a command of a step with something else in it.
func (b *bench) instead(step string, n int, changes ...string) {
	b.t.Helper()
	was := b.commands(step)[n]
	is := strings.NewReplacer(changes...).Replace(was)
	if is == was {
		b.t.Fatalf("nothing of %q is in %s", changes, was)
	}
	b.run(is)
}

func TestServersOnTheNearestWrongWork(t *testing.T) {
	t.Run("one server only", func(t *testing.T) {
		b := work(t, "balancer")
		b.lacks("servers", "no instance serves /webserver0/", "no instance serves /webserver1/")
		b.instead("servers", 0, "t3.micro", "t3.small")
		b.lacks("servers", "server 0 (i-", "is pending", "no instance serves /webserver1/")
	})
	t.Run("the same zone twice", func(t *testing.T) {
		b := work(t, "balancer")
		b.run(b.commands("servers")[0])
		b.instead("servers", 1, "<subnet-b>", "<subnet-a>")
		b.engine.Advance(5 * time.Minute)
		b.lacks("servers", "both servers are in us-west-2a: put one of them in another zone")
	})
	t.Run("no web server in the user data", func(t *testing.T) {
		b := work(t, "balancer")
		b.instead("servers", 0, "httpd", "emacs")
		b.run(b.commands("servers")[1])
		b.engine.Advance(5 * time.Minute)
		b.lacks("servers", "no instance serves /webserver0/: its user data must start a web server")
	})
	t.Run("the same page twice", func(t *testing.T) {
		b := work(t, "balancer")
		b.run(b.commands("servers")[0])
		b.instead("servers", 1, "webserver1", "webserver0")
		b.engine.Advance(5 * time.Minute)
		b.lacks("servers", "no instance serves /webserver1/")
	})
}

func TestClassicOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "balancer")
	b.solve("servers")
	b.lacks("classic", "there is no Classic load balancer")
	b.instead("classic", 1, " <subnet-b>", "", "InstancePort=80", "InstancePort=8080", "web-classic", "wrong")
	b.lacks("classic", "wrong has no listener that takes HTTP on port 80 to port 80", "wrong stands only in us-west-2a", "wrong checks TCP:80", "neither of your two servers is registered with wrong")
	b.run("aws elb register-instances-with-load-balancer --load-balancer-name wrong --instances <server-0>")
	b.lacks("classic", "only one of your two servers is registered with wrong: server 1 (i-", "is not")
	b.lacks("classic-serves", "server 1 (i-", "is not registered with wrong")
	b.run("aws elb delete-load-balancer --load-balancer-name wrong")
	b.lacks("classic", "there is no Classic load balancer")
	b.runs("classic")
	b.lacks("classic-serves", "is OutOfService: Instance registration is still in progress.")
	b.passes("classic")
	b.passes("classic-serves")
}

func TestApplicationOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "balancer")
	b.solve("servers")
	b.lacks("application", "there is no Application load balancer")
	b.run(b.commands("classic")[0])
	make := b.commands("application")
	b.run(make[0])
	b.run("aws elbv2 register-targets --target-group-arn <target-group> --targets Id=<server-0>")
	b.run(make[2])
	b.lacks("application", "web-application has no listener for HTTP on port 80")
	b.run(make[3])
	b.lacks("application", "web-application is provisioning", "server 1 (i-", "is not a target of web, where the default rule leads")
	b.engine.Advance(5 * time.Minute)
	b.run(make[1])
	b.lacks("application", "two targets are registered in web; i-", "is still initial: its next check comes within 10s")
	b.passes("application")
}

func TestRoutesOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "balancer")
	b.run(b.commands("classic")[0])
	b.solve("servers", "application")
	b.lacks("paths", "/webserver0/ is left to the default rule, which serves it from both", "/webserver1/ is left to the default rule")
	make := b.commands("paths")
	for i, c := range make {
		if i == 4 { // the second group gets the first server
			c = strings.ReplaceAll(c, "<server-1>", "<server-0>")
		}
		b.run(c)
	}
	b.lacks("paths", "/webserver1/ goes to webserver1, which has i-", "not server 1 (i-")
	b.run(make[4])
	b.lacks("paths", "/webserver1/ goes to webserver1, which has 2 targets: server 1 must be alone in it")
	b.run("aws elbv2 deregister-targets --target-group-arn <target-group-1> --targets Id=<server-0>")
	b.engine.Advance(10 * time.Minute)
	b.passes("paths")
	b.run(b.commands("hosts")[0])
	b.lacks("hosts", "http://webserver1.example.com/ is left to the default rule")
	b.instead("hosts", 1, "<target-group-1>", "<target-group>")
	b.lacks("hosts", "http://webserver1.example.com/ goes to web, which has 2 targets")
}

func TestStopOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "balancer")
	b.solve("servers", "classic", "classic-serves", "application")
	b.lacks("stop", "both servers run: stop one of them")
	b.lacks("start", "no server was stopped yet")
	b.run("aws ec2 stop-instances --instance-ids <server-1>")
	b.lacks("stop", "server 1 is stopping; one must be stopped and one running")
	b.passes("stop")
	b.lacks("start", "server 1 (i-", "is stopped")
	b.run("aws ec2 stop-instances --instance-ids <server-0>")
	b.engine.Advance(5 * time.Minute)
	b.lacks("stop", "both servers are stopped: start one of them")
	b.run("aws ec2 start-instances --instance-ids <server-0>")
	b.runs("start")
	b.passes("start")
}

func TestStopIsNotTerminate(t *testing.T) {
	b := work(t, "balancer")
	b.solve("servers", "classic", "application")
	b.run("aws ec2 terminate-instances --instance-ids <server-1>")
	b.engine.Advance(5 * time.Minute)
	b.lacks("stop", "no instance serves /webserver1/")
}
