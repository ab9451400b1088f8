package ec2api

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

func (s *service) getConsoleOutput(_ context.Context, in *ec2.GetConsoleOutputInput) (*ec2.GetConsoleOutputOutput, error) {
	i, err := s.oneInstance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	out := &ec2.GetConsoleOutputOutput{InstanceId: aws.String(i.ID), Timestamp: aws.Time(s.w.Now)}
	if log := s.consoleLog(i); log != "" {
		out.Output = aws.String(base64.StdEncoding.EncodeToString([]byte(log)))
	}
	return out, nil
}

// consoleLog is what the last boot has written so far: the kernel, then
// cloud-init with the user data on the first boot, then the login prompt.
func (s *service) consoleLog(i *world.Instance) string {
	if i.ReadyAt.IsZero() || !attached(i) {
		return ""
	}
	began := i.BootedAt
	var log strings.Builder
	line := func(at time.Duration, format string, args ...any) {
		if !began.Add(at).After(s.w.Now) {
			fmt.Fprintf(&log, "[%12.6f] %s\r\n", at.Seconds(), fmt.Sprintf(format, args...))
		}
	}
	host, _, _ := strings.Cut(compute.PrivateDNS(i.PrivateIP, s.w.Region), ".")
	line(0, "Linux version (%s) booting on %s", s.architecture(i), i.Type)
	line(time.Second, "systemd[1]: Set hostname to <%s>.", host)
	line(3*time.Second, "cloud-init[1]: Cloud-init running 'init' at %s. Up 3.00 seconds.", began.Add(3*time.Second).Format(time.RFC1123Z))
	line(3*time.Second, "cloud-init[1]: ci-info: eth0 | True | %s", i.PrivateIP)
	s.userDataLog(i, line)
	done := bootTime(i)
	line(done, "cloud-init[1]: Cloud-init finished at %s. Datasource DataSourceEc2. Up %.2f seconds", began.Add(done).Format(time.RFC1123Z), done.Seconds())
	line(done, "%s login:", host)
	return log.String()
}

func bootTime(i *world.Instance) time.Duration { return i.ReadyAt.Sub(i.BootedAt) }

// userDataLog is the part of the log that the user data has a hand in. It
// runs at the first boot only (EC2/user-data).
func (s *service) userDataLog(i *world.Instance, line func(time.Duration, string, ...any)) {
	if i.UserData == "" || i.Boots != 1 {
		return
	}
	at := 5 * time.Second
	line(at, "cloud-init[1]: Cloud-init running 'modules:final'. Up 5.00 seconds.")
	for command := range strings.Lines(i.UserData) {
		command = strings.TrimSpace(command)
		if command == "" || strings.HasPrefix(command, "#") {
			continue
		}
		at += 200 * time.Millisecond
		line(min(at, bootTime(i)), "cloud-init[1]: + %s", command)
	}
	for _, p := range i.Server.Ports {
		line(bootTime(i), "cloud-init[1]: listening on port %d", p)
	}
}
