package audit

import (
	"slices"
	"strings"

	"fleetglass/awsclient/semantics/bucketpolicy"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/storage"
	"fleetglass/fake/world"
)

// MaxTrails is how many trails a region may have
// (CT/WhatIsCloudTrail-Limits). Those of all regions count everywhere.
const MaxTrails = 5

// Trails are the trails that are seen in this region: its own and, if shadows
// are asked for, those of all regions that were made elsewhere.
func (r *Room) Trails(shadows bool) []*world.Trail {
	var list []*world.Trail
	for _, t := range r.home.Trails.All() {
		if t.Region == r.w.Region || shadows && t.MultiRegion {
			list = append(list, t)
		}
	}
	return list
}

// All are the trails of all regions.
func (r *Room) All() []*world.Trail {
	var list []*world.Trail
	for _, t := range r.home.Trails.All() {
		list = append(list, t)
	}
	return list
}

// Find is a trail by its name, which must be seen in this region, or its ARN.
func (r *Room) Find(nameOrARN string) (*world.Trail, error) {
	if strings.HasPrefix(nameOrARN, "arn:") {
		if !strings.HasPrefix(nameOrARN, r.k.World.ARNPrefix("cloudtrail")) || !strings.Contains(nameOrARN, ":trail/") {
			return nil, awserr.New("CloudTrailARNInvalidException", "%s is not a valid ARN for a trail.", nameOrARN)
		}
		if t := r.home.Trails.Get(nameOrARN); t != nil {
			return t, nil
		}
		return nil, r.unknown(nameOrARN)
	}
	if err := CheckName(nameOrARN); err != nil {
		return nil, err
	}
	for _, t := range r.Trails(true) {
		if t.Name == nameOrARN {
			return t, nil
		}
	}
	return nil, r.unknown(nameOrARN)
}

func (r *Room) unknown(name string) error {
	return awserr.New("TrailNotFoundException", "Unknown trail: %s for the user: %s", name, r.w.Account)
}

// Own is Find for what may be done only where the trail was made.
func (r *Room) Own(nameOrARN string) (*world.Trail, error) {
	t, err := r.Find(nameOrARN)
	if err == nil && t.Region != r.w.Region {
		return nil, awserr.New("InvalidHomeRegionException", "The trail %s can only be changed in the region where it was created: %s", t.Name, t.Region)
	}
	return t, err
}

// Create makes a trail; it does not log before Start.
func (r *Room) Create(t world.Trail) (*world.Trail, error) {
	t.Region, t.Created = r.w.Region, r.k.Now()
	t.ARN = r.w.ARN("cloudtrail", "trail/"+t.Name)
	if err := CheckName(t.Name); err != nil {
		return nil, err
	}
	seen := r.Trails(true)
	if slices.ContainsFunc(seen, func(o *world.Trail) bool { return o.Name == t.Name }) {
		return nil, awserr.New("TrailAlreadyExistsException", "Trail %s already exists for customer: %s", t.Name, r.w.Account)
	}
	if len(seen) >= MaxTrails {
		return nil, awserr.New("MaximumNumberOfTrailsExceededException", "User: %s already has %d trails in %s.", r.w.Account, len(seen), r.w.Region)
	}
	if err := r.Check(t); err != nil {
		return nil, err
	}
	r.home.Trails.Put(t.ARN, &t)
	return &t, nil
}

// Change puts a trail as it should be in the place of one that is there.
func (r *Room) Change(t world.Trail) error {
	if err := r.Check(t); err != nil {
		return err
	}
	*r.home.Trails.Get(t.ARN) = t
	return nil
}

// Delete removes a trail; what waits for delivery is lost.
func (r *Room) Delete(t *world.Trail) {
	r.home.Trails.Delete(t.ARN)
	r.w.Deliveries.Delete(t.ARN)
}

// Start lets a trail log. One that logs stays as it is.
func (r *Room) Start(t *world.Trail) {
	if !t.Logging {
		t.Logging, t.Started = true, r.k.Now()
	}
}

// Stop ends a trail's logging. What was recorded before is still delivered.
func (r *Room) Stop(t *world.Trail) {
	if t.Logging {
		t.Logging, t.Stopped = false, r.k.Now()
	}
}

// Check refuses a trail that CloudTrail would not take.
func (r *Room) Check(t world.Trail) error {
	switch {
	case t.MultiRegion && !t.GlobalServices:
		return awserr.New("InvalidParameterCombinationException", "Multi-Region trail must include global service events.")
	case t.Bucket == "" || !storage.ValidName(t.Bucket):
		return awserr.New("InvalidS3BucketNameException", "Bucket name is invalid: %s", t.Bucket)
	case len(t.Prefix) > 200 || strings.HasPrefix(t.Prefix, "/") || strings.HasSuffix(t.Prefix, "/"):
		return awserr.New("InvalidS3PrefixException", "S3 prefix is longer than maximum length or invalid: %s", t.Prefix)
	case t.Key != "" && !strings.HasPrefix(t.Key, r.k.World.ARNPrefix("kms")):
		return awserr.New("InvalidKmsKeyIdException", "The specified KMS key is not valid: %s", t.Key)
	case r.store.Bucket(t.Bucket) == nil:
		return awserr.New("S3BucketDoesNotExistException", "S3 bucket %s does not exist!", t.Bucket)
	}
	if err := r.judge(&t); err != nil {
		return err
	}
	if t.Topic != "" && !r.outside.HasTopic(t.Topic) {
		return awserr.New("InsufficientSnsTopicPolicyException", "SNS Topic does not exist or the topic policy is incorrect!")
	}
	return r.checkLogSettings(t)
}

// judge asks the policy of a trail's bucket whether CloudTrail may deliver.
func (r *Room) judge(t *world.Trail) error {
	b := r.store.Bucket(t.Bucket)
	j, err := bucketpolicy.Judge(b.Policy, bucketpolicy.Want{Bucket: t.Bucket, Prefix: t.Prefix, Account: r.w.Account, TrailARN: t.ARN})
	if err != nil {
		return awserr.From(err)
	}
	return awserr.From(j.Refusal(t.Bucket))
}

// trailService is CloudTrail's name as a principal.
const trailService = bucketpolicy.Service

// checkLogSettings: a log group needs a role and a role needs a group, the
// group must be in the trail's region, and the role must let CloudTrail write.
// The texts are AWS's; the codes are those of CreateTrail.
func (r *Room) checkLogSettings(t world.Trail) error {
	const badGroup, badRole = "InvalidCloudWatchLogsLogGroupArnException", "InvalidCloudWatchLogsRoleArnException"
	switch {
	case t.LogGroup == "" && t.LogRole == "":
		return nil
	case t.LogGroup == "":
		return awserr.New(badGroup, "You must specify a log group as well as a role ARN.")
	case t.LogRole == "":
		return awserr.New(badRole, "You must specify a role ARN as well as a log group.")
	case !strings.HasPrefix(t.LogGroup, r.k.World.ARNPrefix("logs")) || !strings.Contains(t.LogGroup, ":log-group:"):
		return awserr.New(badGroup, "CloudTrail cannot validate the specified log group ARN.")
	case arnRegion(t.LogGroup) != t.Region:
		return awserr.New(badGroup, "The log group must be in the same region as the trail.")
	case !strings.HasPrefix(t.LogRole, r.k.World.ARNPrefix("iam")+":") || !r.outside.RoleTrusts(t.LogRole, trailService):
		return awserr.New(badRole, "Access denied. Check the trust relationships for your role.")
	case !r.outside.HasLogGroup(t.LogGroup), !r.mayLog(t.LogGroup, t.LogRole):
		return awserr.New(badGroup, "Access denied. Check the permissions for your role.")
	}
	return nil
}

// mayLog tells whether a role may make CloudTrail's stream in a group and
// write to it.
func (r *Room) mayLog(groupARN, role string) bool {
	stream := strings.TrimSuffix(groupARN, ":*") + ":log-stream:" + r.w.Account + "_CloudTrail_" + r.w.Region
	return r.outside.RoleMay(role, "logs:CreateLogStream", stream) && r.outside.RoleMay(role, "logs:PutLogEvents", stream)
}
