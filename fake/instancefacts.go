package fake

import (
	"time"

	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// InstanceFacts is what an instance can learn of itself from its metadata.
type InstanceFacts struct {
	ID, Type, Image, KeyName string
	Account, Region          string
	Zone, ZoneID             string
	PrivateIP, PublicIP      string // "" for none
	PrivateDNS               string
	Reservation, LifeCycle   string // LifeCycle: "on-demand", "spot"
	Architecture             string
	UserData                 string // as it was given, base64; "" for none
	Profile, ProfileARN      string // of the instance profile; "" for none
	ProfileID, Role          string // Role: its name
	SecurityGroups           []string
	Tags                     []world.Tag
	LaunchIndex              int
	TokensRequired           bool // only version 2 of the metadata service answers
	Launched                 time.Time
	Running                  bool      // only then is anybody there to ask
	Recommended              time.Time // of the rebalance recommendation; zero: none
	NoticeEnds               time.Time // when a Spot interruption comes; zero: there is no notice
	NoticeAction             string    // "terminate", "stop"
	Now                      time.Time
}

// Instance is what an instance of any region can learn of itself.
func (e *Engine) Instance(id string) (f InstanceFacts, found bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(stepsPerCall)
	for _, p := range e.places {
		if in := p.world.Instances.Get(id); in != nil {
			return p.facts(in), true
		}
	}
	return f, false
}

func (p *place) facts(in *world.Instance) InstanceFacts {
	kind, _ := compute.TypeInfo(in.Type)
	f := InstanceFacts{
		ID: in.ID, Type: in.Type, Image: in.Image, KeyName: in.KeyName, Account: p.world.Account, Region: p.world.Region,
		Zone: in.Zone, ZoneID: compute.ZoneIDs(p.world.Region)[in.Zone], PrivateIP: in.PrivateIP, PublicIP: in.PublicIP,
		PrivateDNS: compute.PrivateDNS(in.PrivateIP, p.world.Region), Reservation: in.Reservation, LifeCycle: "on-demand",
		Architecture: kind.Architecture, UserData: in.UserData, SecurityGroups: p.groupNames(in), Tags: append([]world.Tag(nil), in.Tags...),
		LaunchIndex: in.LaunchIndex, TokensRequired: in.HTTPTokens == "required", Launched: in.Launched, Running: in.State == world.Running, Now: p.world.Now,
	}
	if s := p.spot.Of(in.ID); s != nil {
		f.LifeCycle, f.Recommended = "spot", s.Recommended
		f.NoticeEnds, f.NoticeAction, _ = p.spot.Notice(in.ID)
	}
	if profile := p.profile(in); profile != nil {
		f.Profile, f.ProfileARN, f.ProfileID, f.Role = profile.Name, profile.ARN, profile.ID, profile.Role
	}
	return f
}

func (p *place) groupNames(in *world.Instance) []string {
	var names []string
	for _, id := range in.SecurityGroups {
		if g := p.world.SecurityGroups.Get(id); g != nil {
			names = append(names, g.Name)
		}
	}
	return names
}

// profile is an instance's profile, which it has by name or ARN.
func (p *place) profile(in *world.Instance) *world.InstanceProfile {
	for name, profile := range p.identity.World().InstanceProfiles.All() {
		if in.InstanceProfile != "" && (name == in.InstanceProfile || profile.ARN == in.InstanceProfile) {
			return profile
		}
	}
	return nil
}

// How long an instance's credentials last, and how long before their end there
// are new ones (choice: AWS says no more than that there are new ones at least
// five minutes before).
const (
	credentialsLast = 6 * time.Hour
	credentialsNext = time.Hour
)

// Credentials are temporary credentials.
type Credentials struct {
	AccessKey, Secret, Token string
	From, Until              time.Time
}

// InstanceCredentials are those of an instance's role. The same are given
// until they near their end.
func (e *Engine) InstanceCredentials(id string) (c Credentials, found bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(stepsPerCall)
	for _, p := range e.places {
		if in := p.world.Instances.Get(id); in != nil {
			return p.credentials(in)
		}
	}
	return c, false
}

func (p *place) credentials(in *world.Instance) (c Credentials, found bool) {
	profile := p.profile(in)
	if profile == nil {
		return c, false
	}
	role := p.identity.Role(profile.Role)
	if role == nil {
		return c, false
	}
	who := p.session(role, in.ID)
	if who == nil {
		who = p.identity.Session(role, in.ID, credentialsLast)
	}
	return Credentials{
		AccessKey: who.AccessKey, Secret: p.identity.Secret(who.AccessKey), Token: p.identity.Token(who.AccessKey), From: who.Created, Until: who.Expires,
	}, true
}

// session is an instance's session of a role that still lasts a while.
func (p *place) session(role *world.Role, instance string) *world.Principal {
	for _, who := range p.identity.World().Principals.All() {
		if who.Role == role.Name && who.Name == instance && who.Expires.Sub(p.world.Now) > credentialsNext {
			return who
		}
	}
	return nil
}
