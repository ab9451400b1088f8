package compute

import (
	"slices"
	"strings"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// maxUserData is in bytes, before base64 (EC2/instancedata-add-user-data).
const maxUserData = 16384

// Order is a request for instances, all alike and in one subnet.
type Order struct {
	Settings    world.LaunchSettings
	Subnet      string // "": the settings' subnet, or a default subnet
	Count       int
	Tags        []world.Tag // on top of the settings' tags
	Market      string      // "spot" or "" for on-demand
	PublicIP    *bool       // nil: the settings' wish, or the subnet's habit
	ClientToken string      // the same token twice gives the same instances
}

// Launch launches the instances of an order. It refuses what RunInstances
// refuses, with its codes and texts, and then launches nothing.
func (r *Room) Launch(o Order) ([]*world.Instance, error) {
	if earlier := r.LaunchedBy(o.ClientToken); len(earlier) > 0 {
		return earlier, o.sameAs(earlier)
	}
	subnet, err := r.Check(o)
	if err != nil {
		return nil, err
	}
	if err := r.checkCapacity(o.Settings.Type, subnet.Zone); err != nil {
		return nil, err
	}
	reservation := r.k.ID("r-", 17)
	launched := make([]*world.Instance, o.Count)
	for i := range launched {
		launched[i] = r.launch(o, subnet, reservation, i)
	}
	for _, in := range launched {
		r.k.Changed(Instance, in.ID)
	}
	return launched, nil
}

// Check is Launch without launching: AWS's refusal of the order, or the
// subnet that it would go to. Whether the zone has capacity shows only when
// something is launched.
func (r *Room) Check(o Order) (*world.Subnet, error) {
	image, err := r.image(o.Settings.Image)
	if err != nil {
		return nil, err
	}
	if err := checkType(o.Settings.Type, image); err != nil {
		return nil, err
	}
	if k := o.Settings.KeyName; k != "" && !r.k.World.KeyPairs.Has(k) {
		return nil, awserr.New("InvalidKeyPair.NotFound", "The key pair '%s' does not exist", k)
	}
	subnet, err := r.subnet(o)
	if err != nil {
		return nil, err
	}
	if err := r.checkGroups(o.Settings.SecurityGroups, subnet); err != nil {
		return nil, err
	}
	if len(o.Settings.UserData) > maxUserData {
		return nil, awserr.New("InvalidParameterValue", "User data is limited to %d bytes", maxUserData)
	}
	if r.FreeAddresses(subnet) < o.Count {
		return nil, awserr.New("InsufficientFreeAddressesInSubnet",
			"There are not enough free addresses in subnet '%s' to satisfy the requested number of instances.", subnet.ID)
	}
	return subnet, r.checkQuota(o.Settings.Type, o.Count)
}

// LaunchedBy is the instances that a client token has launched already; none
// for the empty token.
func (r *Room) LaunchedBy(token string) []*world.Instance {
	if token == "" {
		return nil
	}
	var found []*world.Instance
	for _, in := range r.k.World.Instances.All() {
		if in.ClientToken == token {
			found = append(found, in)
		}
	}
	return found
}

// sameAs refuses a client token that comes again with another order.
func (o Order) sameAs(earlier []*world.Instance) error {
	first := earlier[0]
	if len(earlier) == o.Count && first.Image == o.Settings.Image && first.Type == o.Settings.Type && (o.Subnet == "" || o.Subnet == first.Subnet) {
		return nil
	}
	return awserr.New("IdempotentParameterMismatch", "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).")
}

func (r *Room) image(id string) (*world.Image, error) {
	if id == "" {
		return nil, awserr.New("MissingParameter", "The request must contain the parameter ImageId")
	}
	if !strings.HasPrefix(id, "ami-") {
		return nil, awserr.New("InvalidAMIID.Malformed", "Invalid id: \"%s\" (expecting \"ami-...\")", id)
	}
	image := r.Image(id)
	if image == nil {
		return nil, awserr.New("InvalidAMIID.NotFound", "The image id '[%s]' does not exist", id)
	}
	return image, nil
}

func checkType(name string, image *world.Image) error {
	t, ok := TypeInfo(name)
	if !ok {
		return awserr.New("InvalidParameterValue", "Invalid value '%s' for InstanceType.", name)
	}
	if image.Architecture != "" && image.Architecture != t.Architecture {
		return awserr.New("InvalidParameterValue",
			"The architecture '%s' of the specified instance type does not match the architecture '%s' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.",
			t.Architecture, image.Architecture)
	}
	return nil
}

// subnet is where an order goes: where it says, or where its settings say,
// or the default subnet with the most room, in a zone that is not down.
func (r *Room) subnet(o Order) (*world.Subnet, error) {
	id := o.Subnet
	if id == "" {
		id = o.Settings.Subnet
	}
	if id != "" {
		s := r.k.World.Subnets.Get(id)
		if s == nil {
			return nil, awserr.New("InvalidSubnetID.NotFound", "The subnet ID '%s' does not exist", id)
		}
		if z := o.Settings.Zone; z != "" && z != s.Zone {
			return nil, awserr.New("InvalidParameterValue", "Value (%s) for parameter availabilityZone is invalid. The requested Availability Zone does not match the subnet's.", z)
		}
		return s, nil
	}
	return r.defaultSubnet(o.Settings.Zone)
}

func (r *Room) defaultSubnet(zone string) (*world.Subnet, error) {
	if zone != "" && !HasZone(r.k.World.Region, zone) {
		return nil, awserr.New("InvalidParameterValue", "Invalid availability zone: [%s]", zone)
	}
	var best *world.Subnet
	for _, s := range r.k.World.Subnets.All() {
		if s.Default && (zone == "" || s.Zone == zone) && (best == nil || r.better(s, best)) {
			best = s
		}
	}
	if best != nil {
		return best, nil
	}
	for id, v := range r.k.World.VPCs.All() {
		if v.Default {
			return nil, awserr.New("MissingInput", "No subnets found for the default VPC '%s'. Please specify a subnet.", id)
		}
	}
	return nil, awserr.New("VPCIdNotSpecified", "No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.")
}

// better tells whether one subnet is to be preferred to another.
func (r *Room) better(a, b *world.Subnet) bool {
	if r.out(a.Zone) != r.out(b.Zone) {
		return r.out(b.Zone)
	}
	return r.FreeAddresses(a) > r.FreeAddresses(b)
}

func (r *Room) checkGroups(ids []string, subnet *world.Subnet) error {
	for _, id := range ids {
		g := r.k.World.SecurityGroups.Get(id)
		if g == nil {
			return awserr.New("InvalidGroup.NotFound", "The security group '%s' does not exist", id)
		}
		if g.VPC != subnet.VPC {
			return awserr.New("InvalidParameter", "Security group %s and subnet %s belong to different networks.", id, subnet.ID)
		}
	}
	return nil
}

// launch makes one instance of an order that has been checked.
func (r *Room) launch(o Order, subnet *world.Subnet, reservation string, index int) *world.Instance {
	w, s := r.k.World, o.Settings
	image := w.Images.Get(s.Image)
	in := &world.Instance{
		ID: r.k.ID("i-", 17), Type: s.Type, Image: s.Image, KeyName: s.KeyName, Reservation: reservation,
		State: world.Pending, StateSince: r.k.Now(), Launched: r.k.Now(), Created: r.k.Now(),
		Zone: subnet.Zone, Subnet: subnet.ID, VPC: subnet.VPC, PrivateIP: r.privateAddress(subnet),
		WantsPublicIP: wantsPublic(o, subnet), Interface: r.k.ID("eni-", 17), Volume: r.k.ID("vol-", 17),
		LaunchIndex: index, SecurityGroups: r.groupsOf(s, subnet.VPC), UserData: s.UserData,
		InstanceProfile: s.InstanceProfile, Monitoring: s.Monitoring, Market: market(o),
		TerminationProtection: s.TerminationProtection, HTTPTokens: s.HTTPTokens, ClientToken: o.ClientToken,
		Server: joined(image.Server, r.serverOf(s.UserData)), EBSOptimized: s.EBSOptimized, RootSize: rootSize(s, image),
		Tags: world.MergeTags(s.Tags, o.Tags), VolumeTags: slices.Clone(s.VolumeTags), InterfaceTags: slices.Clone(s.InterfaceTags),
	}
	if in.WantsPublicIP {
		in.PublicIP = r.publicAddress()
	}
	w.Instances.Put(in.ID, in)
	r.count(in, +1)
	r.until(in, r.k.Between(bootMin, bootMax))
	return in
}

func market(o Order) string {
	if o.Market == "" && (o.Settings.Market == "spot" || o.Settings.SpotPrice != "") {
		return "spot"
	}
	return o.Market
}

func rootSize(s world.LaunchSettings, image *world.Image) int {
	if s.RootSize > 0 {
		return s.RootSize
	}
	return image.RootSize
}

func wantsPublic(o Order, s *world.Subnet) bool {
	switch {
	case o.PublicIP != nil:
		return *o.PublicIP
	case o.Settings.PublicIP != nil:
		return *o.Settings.PublicIP
	}
	return s.MapPublicIP
}

// groupsOf is the settings' security groups, or the VPC's default group.
func (r *Room) groupsOf(s world.LaunchSettings, vpc string) []string {
	if len(s.SecurityGroups) > 0 {
		return slices.Clone(s.SecurityGroups)
	}
	for id, g := range r.k.World.SecurityGroups.All() {
		if g.VPC == vpc && g.Name == "default" {
			return []string{id}
		}
	}
	return nil
}
