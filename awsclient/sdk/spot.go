package sdk

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient"
)

// SpotPrices is the price history, newest first. AWS may give short and empty
// pages in the middle of it; the paginator goes on.
func (c *Client) SpotPrices(ctx context.Context, q awsclient.SpotPriceQuery) ([]awsclient.SpotPrice, error) {
	in := &ec2.DescribeSpotPriceHistoryInput{
		InstanceTypes: mapped(q.Types, func(t string) types.InstanceType { return types.InstanceType(t) }), ProductDescriptions: q.Products,
		AvailabilityZone: nonzero(q.Zone), StartTime: nonzero(q.Start), EndTime: nonzero(q.End), MaxResults: c.pageOf(ec2Page),
	}
	var rows []awsclient.SpotPrice
	err := pages(ctx, c, ec2.NewDescribeSpotPriceHistoryPaginator(c.read.ec2, in), func(out *ec2.DescribeSpotPriceHistoryOutput) bool {
		rows = append(rows, mapped(out.SpotPriceHistory, spotPrice)...)
		return q.Limit == 0 || len(rows) < q.Limit
	})
	if q.Limit > 0 && len(rows) > q.Limit {
		rows = rows[:q.Limit]
	}
	return rows, err
}

// spotPrice is an entry; a price that is no number is 0.
func spotPrice(p types.SpotPrice) awsclient.SpotPrice {
	price, _ := strconv.ParseFloat(text(p.SpotPrice), 64)
	return awsclient.SpotPrice{
		Type: word(p.InstanceType), Zone: text(p.AvailabilityZone), Product: word(p.ProductDescription), At: moment(p.Timestamp), Price: price,
	}
}

// SpotRequests are the Spot Instance requests of the region, by id.
func (c *Client) SpotRequests(ctx context.Context) ([]awsclient.SpotRequest, error) {
	in := &ec2.DescribeSpotInstanceRequestsInput{MaxResults: c.pageOf(ec2Page)}
	rows, err := gather(ctx, c, ec2.NewDescribeSpotInstanceRequestsPaginator(c.read.ec2, in), func(out *ec2.DescribeSpotInstanceRequestsOutput) []awsclient.SpotRequest {
		return mapped(out.SpotInstanceRequests, c.spotRequest)
	})
	return sorted(rows, func(r awsclient.SpotRequest) string { return r.ID }), err
}

func (c *Client) spotRequest(r types.SpotInstanceRequest) awsclient.SpotRequest {
	row := awsclient.SpotRequest{
		ID: text(r.SpotInstanceRequestId), Region: c.Region(), Type: word(r.Type), State: word(r.State), Created: moment(r.CreateTime),
		ValidFrom: moment(r.ValidFrom), ValidUntil: moment(r.ValidUntil), MaxPrice: text(r.SpotPrice), Interruption: word(r.InstanceInterruptionBehavior),
		Instance: text(r.InstanceId), Zone: text(r.LaunchedAvailabilityZone), Product: word(r.ProductDescription),
		LaunchGroup: text(r.LaunchGroup), ZoneGroup: text(r.AvailabilityZoneGroup), Tags: ec2Tags(r.Tags),
	}
	if s := r.Status; s != nil {
		row.Status, row.Message, row.StatusSince = text(s.Code), text(s.Message), moment(s.UpdateTime)
	}
	if l := r.LaunchSpecification; l != nil {
		row.InstanceType, row.Image, row.Subnet = word(l.InstanceType), text(l.ImageId), text(l.SubnetId)
	}
	return row
}

// RequestSpotInstances makes requests, one an instance.
func (c *Client) RequestSpotInstances(ctx context.Context, o awsclient.SpotOrder) ([]awsclient.SpotRequest, error) {
	out, err := call(ctx, c, c.write.ec2.RequestSpotInstances, spotInput(o))
	if err != nil {
		return nil, err
	}
	return mapped(out.SpotInstanceRequests, c.spotRequest), nil
}

func spotInput(o awsclient.SpotOrder) *ec2.RequestSpotInstancesInput {
	spec := &types.RequestSpotLaunchSpecification{
		ImageId: nonzero(o.Image), InstanceType: types.InstanceType(o.InstanceType), KeyName: nonzero(o.KeyName), SubnetId: nonzero(o.Subnet),
		SecurityGroupIds: o.SecurityGroupIDs,
	}
	if o.Zone != "" {
		spec.Placement = &types.SpotPlacement{AvailabilityZone: aws.String(o.Zone)}
	}
	if o.UserData != "" {
		spec.UserData = aws.String(base64.StdEncoding.EncodeToString([]byte(o.UserData)))
	}
	if o.Monitoring {
		spec.Monitoring = &types.RunInstancesMonitoringEnabled{Enabled: aws.Bool(true)}
	}
	switch {
	case strings.HasPrefix(o.InstanceProfile, "arn:"):
		spec.IamInstanceProfile = &types.IamInstanceProfileSpecification{Arn: aws.String(o.InstanceProfile)}
	case o.InstanceProfile != "":
		spec.IamInstanceProfile = &types.IamInstanceProfileSpecification{Name: aws.String(o.InstanceProfile)}
	}
	in := &ec2.RequestSpotInstancesInput{
		LaunchSpecification: spec, InstanceCount: nonzero(int32(o.Count)), SpotPrice: nonzero(o.MaxPrice), Type: types.SpotInstanceType(o.Type),
		InstanceInterruptionBehavior: types.InstanceInterruptionBehavior(o.Interruption), ValidFrom: nonzero(o.ValidFrom), ValidUntil: nonzero(o.ValidUntil),
		LaunchGroup: nonzero(o.LaunchGroup), AvailabilityZoneGroup: nonzero(o.ZoneGroup),
	}
	if len(o.Tags) > 0 {
		in.TagSpecifications = []types.TagSpecification{{ResourceType: types.ResourceTypeSpotInstancesRequest, Tags: mapped(o.Tags, sdkEC2Tag)}}
	}
	return in
}

// CancelSpotRequests cancels requests.
func (c *Client) CancelSpotRequests(ctx context.Context, ids []string) error {
	_, err := call(ctx, c, c.write.ec2.CancelSpotInstanceRequests, &ec2.CancelSpotInstanceRequestsInput{SpotInstanceRequestIds: ids})
	return err
}
