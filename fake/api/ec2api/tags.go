package ec2api

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// maxTags is how many tags a resource may have, without those of AWS
// (EC2/Using_Tags).
const maxTags = 50

// readTags checks the tags of a request.
func readTags(list []types.Tag) ([]world.Tag, error) {
	var tags []world.Tag
	for _, t := range list {
		key, value := aws.ToString(t.Key), aws.ToString(t.Value)
		switch {
		case key == "" || len([]rune(key)) > 128:
			return nil, invalid("Tag key must be between 1 and 128 characters in length.")
		case len([]rune(value)) > 256:
			return nil, invalid("Tag value exceeds the maximum length of 256 characters")
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return nil, invalid("Tag keys starting with 'aws:' are reserved for internal use")
		case slices.ContainsFunc(tags, func(o world.Tag) bool { return o.Key == key }):
			return nil, invalid("Duplicate tag key '%s' specified.", key)
		}
		tags = append(tags, world.Tag{Key: key, Value: value})
	}
	return tags, nil
}

// newTags is the tags for a resource that a request creates.
func newTags(specs []types.TagSpecification, kind types.ResourceType) ([]world.Tag, error) {
	var tags []world.Tag
	for _, spec := range specs {
		if spec.ResourceType != kind {
			return nil, invalid("'%s' is not a valid taggable resource type for this operation.", spec.ResourceType)
		}
		more, err := readTags(spec.Tags)
		if err != nil {
			return nil, err
		}
		tags = world.MergeTags(tags, more)
	}
	return tags, nil
}

// tagged is one resource that can have tags.
type tagged struct {
	id   string
	kind types.ResourceType
	tags *[]world.Tag
}

// everythingTagged is all resources that can have tags, kind by kind in
// AWS's alphabetical order.
func (s *service) everythingTagged() []tagged {
	var all []tagged
	add := func(id string, kind types.ResourceType, tags *[]world.Tag) { all = append(all, tagged{id, kind, tags}) }
	for id, v := range s.w.CustomerGateways.All() {
		add(id, types.ResourceTypeCustomerGateway, &v.Tags)
	}
	for id, v := range s.w.Addresses.All() {
		add(id, types.ResourceTypeElasticIp, &v.Tags)
	}
	for id, v := range s.w.Images.All() {
		add(id, types.ResourceTypeImage, &v.Tags)
	}
	for id, v := range s.w.Instances.All() {
		add(id, types.ResourceTypeInstance, &v.Tags)
	}
	for id, v := range s.w.InternetGateways.All() {
		add(id, types.ResourceTypeInternetGateway, &v.Tags)
	}
	for _, v := range s.w.KeyPairs.All() {
		add(v.ID, types.ResourceTypeKeyPair, &v.Tags)
	}
	for id, v := range s.w.LaunchTemplates.All() {
		add(id, types.ResourceTypeLaunchTemplate, &v.Tags)
	}
	for id, v := range s.w.NATGateways.All() {
		add(id, types.ResourceTypeNatgateway, &v.Tags)
	}
	for id, v := range s.w.NetworkACLs.All() {
		add(id, types.ResourceTypeNetworkAcl, &v.Tags)
	}
	for _, v := range s.w.Instances.All() {
		if attached(v) {
			add(v.Interface, types.ResourceTypeNetworkInterface, &v.InterfaceTags)
		}
	}
	for id, v := range s.w.RouteTables.All() {
		add(id, types.ResourceTypeRouteTable, &v.Tags)
	}
	for id, v := range s.w.SecurityGroups.All() {
		add(id, types.ResourceTypeSecurityGroup, &v.Tags)
	}
	for id, v := range s.w.SpotFleets.All() {
		add(id, types.ResourceTypeSpotFleetRequest, &v.Tags)
	}
	for id, v := range s.w.SpotRequests.All() {
		add(id, types.ResourceTypeSpotInstancesRequest, &v.Tags)
	}
	for id, v := range s.w.Subnets.All() {
		add(id, types.ResourceTypeSubnet, &v.Tags)
	}
	for _, v := range s.w.Instances.All() {
		if attached(v) {
			add(v.Volume, types.ResourceTypeVolume, &v.VolumeTags)
		}
	}
	for id, v := range s.w.VPCs.All() {
		add(id, types.ResourceTypeVpc, &v.Tags)
	}
	for id, v := range s.w.Peerings.All() {
		add(id, types.ResourceTypeVpcPeeringConnection, &v.Tags)
	}
	return all
}

// resources is the taggable resources with these ids, or AWS's refusal.
func (s *service) resources(ids []string) ([]tagged, error) {
	if len(ids) == 0 {
		return nil, missing("resourceIdSet")
	}
	all := s.everythingTagged()
	var found []tagged
	for _, id := range ids {
		i := slices.IndexFunc(all, func(t tagged) bool { return t.id == id })
		if i < 0 {
			return nil, s.noResource(id)
		}
		found = append(found, all[i])
	}
	return found, nil
}

func (s *service) noResource(id string) error {
	prefix, _, _ := strings.Cut(id, "-")
	switch prefix {
	case "i":
		return unknown("InvalidInstanceID.NotFound", "instance ID", []string{id})
	case "ami":
		return awserr.New("InvalidAMIID.NotFound", "The image id '[%s]' does not exist", id)
	case "vpc":
		return unknown("InvalidVpcID.NotFound", "vpc ID", []string{id})
	case "subnet":
		return unknown("InvalidSubnetID.NotFound", "subnet ID", []string{id})
	case "sg":
		return unknown("InvalidGroup.NotFound", "security group", []string{id})
	case "vol":
		return unknown("InvalidVolume.NotFound", "volume", []string{id})
	case "eni":
		return unknown("InvalidNetworkInterfaceID.NotFound", "networkInterface ID", []string{id})
	case "sir":
		return unknown("InvalidSpotInstanceRequestID.NotFound", "spot instance request ID", []string{id})
	case "acl":
		return unknown("InvalidNetworkAclID.NotFound", "networkAcl ID", []string{id})
	case "rtb":
		return unknown("InvalidRouteTableID.NotFound", "routeTable ID", []string{id})
	case "igw":
		return unknown("InvalidInternetGatewayID.NotFound", "internetGateway ID", []string{id})
	case "cgw":
		return unknown("InvalidCustomerGatewayID.NotFound", "customerGateway ID", []string{id})
	case "pcx":
		return unknown("InvalidVpcPeeringConnectionID.NotFound", "vpcPeeringConnection ID", []string{id})
	case "nat":
		return unknown("InvalidNatGatewayID.NotFound", "NatGateway ID", []string{id})
	case "eipalloc":
		return unknown("InvalidAllocationID.NotFound", "allocation ID", []string{id})
	case "lt":
		return awserr.New("InvalidLaunchTemplateId.NotFound", "The specified launch template, with template ID %s, does not exist.", id)
	}
	return awserr.New("InvalidID", "The ID '%s' is not valid", id)
}

func (s *service) createTags(_ context.Context, in *ec2.CreateTagsInput) (*ec2.CreateTagsOutput, error) {
	tags, err := readTags(in.Tags)
	if err != nil {
		return nil, err
	}
	if len(tags) == 0 {
		return nil, missing("tagSet")
	}
	list, err := s.resources(in.Resources)
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		if len(ownTags(world.MergeTags(*r.tags, tags))) > maxTags {
			return nil, awserr.New("TagLimitExceeded", "More than %d tags specified", maxTags)
		}
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	for _, r := range list {
		*r.tags = world.MergeTags(*r.tags, tags)
	}
	return &ec2.CreateTagsOutput{}, nil
}

// ownTags is the tags that are the account's own, not AWS's.
func ownTags(tags []world.Tag) []world.Tag {
	return slices.DeleteFunc(slices.Clone(tags), func(t world.Tag) bool { return strings.HasPrefix(t.Key, "aws:") })
}

// deleteTags deletes the tags named; one given with a value only when it has
// that value; without any named, all but AWS's own.
func (s *service) deleteTags(_ context.Context, in *ec2.DeleteTagsInput) (*ec2.DeleteTagsOutput, error) {
	list, err := s.resources(in.Resources)
	if err != nil {
		return nil, err
	}
	for _, t := range in.Tags {
		if strings.HasPrefix(aws.ToString(t.Key), "aws:") {
			return nil, invalid("Tag keys starting with 'aws:' are reserved for internal use")
		}
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	goes := func(t world.Tag) bool {
		if len(in.Tags) == 0 {
			return !strings.HasPrefix(t.Key, "aws:")
		}
		return slices.ContainsFunc(in.Tags, func(w types.Tag) bool {
			return aws.ToString(w.Key) == t.Key && (w.Value == nil || *w.Value == t.Value)
		})
	}
	for _, r := range list {
		*r.tags = slices.DeleteFunc(slices.Clone(*r.tags), goes)
	}
	return &ec2.DeleteTagsOutput{}, nil
}

// tagRow is one tag of one resource.
type tagRow struct {
	tagged
	tag world.Tag
}

func (s *service) describeTags(_ context.Context, in *ec2.DescribeTagsInput) (*ec2.DescribeTagsOutput, error) {
	var all []*tagRow
	for _, r := range s.everythingTagged() {
		for _, t := range *r.tags {
			all = append(all, &tagRow{r, t})
		}
	}
	slices.SortStableFunc(all, func(a, b *tagRow) int { return cmp.Compare(a.tag.Key, b.tag.Key) })
	tagsOf := func(r *tagRow) []world.Tag { return []world.Tag{r.tag} }
	name := func(r *tagRow) string { return r.id + "|" + r.tag.Key }
	views, next, err := show(all, list[*tagRow]{
		filters: in.Filters,
		lens: lens[*tagRow]{
			"key":           func(r *tagRow) []string { return one(r.tag.Key) },
			"value":         func(r *tagRow) []string { return one(r.tag.Value) },
			"resource-id":   func(r *tagRow) []string { return one(r.id) },
			"resource-type": func(r *tagRow) []string { return one(string(r.kind)) },
		},
		tags: tagsOf,
		id:   name, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, tagRowView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeTagsOutput{NextToken: next, Tags: views}, nil
}

func tagRowView(r *tagRow) types.TagDescription {
	return types.TagDescription{Key: aws.String(r.tag.Key), Value: aws.String(r.tag.Value), ResourceId: aws.String(r.id), ResourceType: r.kind}
}
