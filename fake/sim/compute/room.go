package compute

import (
	"slices"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// Instance is the kind of an instance's appointments and changes; the subject
// is its id.
const Instance world.Kind = "instance"

// How long things take. Choice: AWS does not publish these; they are what one
// usually sees with a small Linux image.
const (
	bootMin, bootMax         = 15 * time.Second, 35 * time.Second // pending to running
	serveMin, serveMax       = 20 * time.Second, 60 * time.Second // running to the server's first answer
	stopMin, stopMax         = 20 * time.Second, 50 * time.Second // stopping to stopped
	shutdownMin, shutdownMax = 30 * time.Second, 60 * time.Second // shutting-down to terminated
	remembered               = time.Hour                          // a terminated instance is still described
)

// AWS's codes and messages for the last change of an instance's state.
const (
	CodeUserShutdown = "Client.UserInitiatedShutdown"
	UserShutdown     = "Client.UserInitiatedShutdown: User initiated shutdown"
)

// Room moves the instances of one world.
type Room struct {
	k     *sim.Kernel
	net   *network.Room
	usage *usage // rebuilt from the world when nil

	servers map[string]world.Server // by the user data that they come from
}

// New is the room, with its controller registered, on a network room of its
// own.
func New(k *sim.Kernel) *Room {
	r := &Room{k: k, net: network.New(k), servers: map[string]world.Server{}}
	k.Handle(Instance, r.look)
	k.Watch(network.Kind, r.networkChanged)
	return r
}

// VPCs is the room of the network that the instances are in.
func (r *Room) VPCs() *network.Room { return r.net }

// look is the controller: one step of one instance.
func (r *Room) look(id string) {
	in := r.k.World.Instances.Get(id)
	if in == nil {
		return
	}
	now := r.k.Now()
	moved := r.step(in, now)
	healed := r.expireFaults(in, now)
	if moved || healed || in.State == world.Running && r.turning(in, now) {
		r.k.Changed(Instance, id)
	}
}

// turning tells whether a running instance becomes ready, or its status
// checks settle, at this very moment.
func (r *Room) turning(in *world.Instance, now time.Time) bool {
	return now.Equal(in.ReadyAt) || now.Equal(checksSettle(in))
}

// step ends a state on the way to another when its time has come.
func (r *Room) step(in *world.Instance, now time.Time) bool {
	if in.StateUntil.IsZero() || now.Before(in.StateUntil) {
		return false
	}
	switch in.State {
	case world.Pending:
		r.enter(in, world.Running)
		r.boot(in)
		r.k.WakeAt(checksSettle(in), Instance, in.ID)
	case world.Stopping:
		r.enter(in, world.Stopped)
	case world.ShuttingDown:
		r.enter(in, world.Terminated)
		r.release(in)
		r.until(in, remembered)
	case world.Terminated:
		r.k.World.Instances.Delete(in.ID)
	default:
		return false
	}
	return true
}

// enter changes the state as of now, with no end in sight.
func (r *Room) enter(in *world.Instance, to world.InstanceState) {
	r.count(in, -1)
	in.State, in.StateSince, in.StateUntil = to, r.k.Now(), time.Time{}
	r.count(in, +1)
}

// until says when the present state ends, and looks again then.
func (r *Room) until(in *world.Instance, d time.Duration) {
	in.StateUntil = r.k.Now().Add(d)
	r.k.WakeAt(in.StateUntil, Instance, in.ID)
}

// boot starts the system of a running instance; its server answers later.
func (r *Room) boot(in *world.Instance) {
	in.Boots++
	in.BootedAt = r.k.Now()
	in.ReadyAt = r.k.Now().Add(r.k.Between(serveMin, serveMax))
	r.k.WakeAt(in.ReadyAt, Instance, in.ID)
}

// release gives back what a terminated instance held.
func (r *Room) release(in *world.Instance) {
	r.free(in.Subnet, in.PrivateIP)
	in.PrivateIP, in.PublicIP = "", ""
	in.Health = world.InstanceHealth{}
}

// Find is the instance with this id, or AWS's refusal.
func (r *Room) Find(id string) (*world.Instance, error) {
	in := r.k.World.Instances.Get(id)
	if in == nil {
		return nil, awserr.New("InvalidInstanceID.NotFound", "The instance ID '%s' does not exist", id)
	}
	return in, nil
}

// Terminate begins the end of an instance; code and reason are AWS's for the
// change, such as CodeUserShutdown and UserShutdown. Terminating an instance
// that is on its way out, or gone out, is no error and changes nothing.
// Termination protection is not this room's business: it binds callers of the
// EC2 API alone.
func (r *Room) Terminate(id, code, reason string) error {
	in, err := r.Find(id)
	if err != nil {
		return err
	}
	if in.State == world.ShuttingDown || in.State == world.Terminated {
		return nil
	}
	r.enter(in, world.ShuttingDown)
	in.StateCode, in.StateReason, in.ShutdownAt = code, reason, r.k.Now()
	in.PublicIP = ""
	r.net.Vacate(id)
	r.until(in, r.k.Between(shutdownMin, shutdownMax))
	r.k.Changed(Instance, id)
	return nil
}

// Stop begins to stop a running instance, as its user's wish. An instance
// that stops or is stopped is left as it is. A Spot instance of a one-time
// request cannot be stopped.
func (r *Room) Stop(id string) error { return r.Halt(id, CodeUserShutdown, UserShutdown) }

// Halt is Stop for another reason; code and reason are AWS's for the change.
func (r *Room) Halt(id, code, reason string) error {
	in, err := r.Find(id)
	if err != nil {
		return err
	}
	if err := Stoppable(in); err != nil {
		return err
	}
	if in.State != world.Running {
		return nil
	}
	r.enter(in, world.Stopping)
	in.StateCode, in.StateReason, in.ShutdownAt = code, reason, r.k.Now()
	in.PublicIP = r.net.Elastic(id)
	in.Health = world.InstanceHealth{}
	r.until(in, r.k.Between(stopMin, stopMax))
	r.k.Changed(Instance, id)
	return nil
}

// Stoppable is AWS's refusal to stop the instance as it is now, or nil.
func Stoppable(in *world.Instance) error {
	switch in.State {
	case world.Running, world.Stopping, world.Stopped:
	default:
		return awserr.New("IncorrectInstanceState", "The instance '%s' is not in a state from which it can be stopped.", in.ID)
	}
	if in.Market == "spot" && in.SpotType != "persistent" {
		return awserr.New("UnsupportedOperation",
			"You can't stop the Spot Instance '%s' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.", in.ID)
	}
	return nil
}

// Start starts a stopped instance, with a new public address when it had one.
// An instance that starts or runs is left as it is. Its user data does not
// run again.
func (r *Room) Start(id string) error {
	in, err := r.Find(id)
	if err != nil {
		return err
	}
	if err := Startable(in); err != nil {
		return err
	}
	if in.State != world.Stopped {
		return nil
	}
	if err := r.checkQuota(in.Type, 1); err != nil {
		return err
	}
	if err := r.checkCapacity(in.Type, in.Zone); err != nil {
		return err
	}
	r.enter(in, world.Pending)
	in.StateCode, in.StateReason, in.ShutdownAt = "", "", time.Time{}
	in.Launched = r.k.Now()
	in.ReadyAt = time.Time{}
	if in.WantsPublicIP && in.PublicIP == "" {
		in.PublicIP = r.publicAddress()
	}
	in.Server = Restarted(in.Server)
	r.until(in, r.k.Between(bootMin, bootMax))
	r.k.Changed(Instance, id)
	return nil
}

// Startable is AWS's refusal to start the instance as it is now, or nil.
func Startable(in *world.Instance) error {
	switch in.State {
	case world.Stopped, world.Pending, world.Running:
		return nil
	}
	return awserr.New("IncorrectInstanceState", "The instance '%s' is not in a state from which it can be started.", in.ID)
}

// Reboot restarts the system of a running instance, which stays running: its
// server is gone for a while, its own faults are mended and its user data does
// not run again.
func (r *Room) Reboot(id string) error {
	in, err := r.Find(id)
	if err != nil {
		return err
	}
	if err := Rebootable(in); err != nil {
		return err
	}
	if in.State != world.Running {
		return nil
	}
	in.Health = r.mended(in)
	in.Server = Restarted(in.Server)
	r.boot(in)
	r.k.Changed(Instance, id)
	return nil
}

// Rebootable is the refusal to reboot the instance as it is now, or nil. Its
// words are made after those for stop and start (choice: AWS's own were not
// found).
func Rebootable(in *world.Instance) error {
	if in.State == world.Running || in.State == world.Pending {
		return nil
	}
	return awserr.New("IncorrectInstanceState", "The instance '%s' is not in a state from which it can be rebooted.", in.ID)
}

// Restarted is what listens after a restart: what was started by hand does
// not come back.
func Restarted(s world.Server) world.Server {
	kept := world.Server{Pages: s.Pages}
	for _, p := range s.Ports {
		if !slices.Contains(s.Once, p) {
			kept.Ports = append(kept.Ports, p)
		}
	}
	return kept
}
