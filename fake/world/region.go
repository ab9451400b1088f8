package world

import "strings"

// RegionFacts is what is always so of one of AWS's regions.
type RegionFacts struct {
	Name  string
	OptIn bool // an account must ask for the region before it uses it
}

// Regions is the regions that the SDK knows, of the partitions aws, aws-cn and
// aws-us-gov, in the order of their names.
func Regions() []RegionFacts {
	return []RegionFacts{
		{"af-south-1", true}, {"ap-east-1", true}, {"ap-east-2", true}, {"ap-northeast-1", false}, {"ap-northeast-2", false}, {"ap-northeast-3", false},
		{"ap-south-1", false}, {"ap-south-2", true}, {"ap-southeast-1", false}, {"ap-southeast-2", false}, {"ap-southeast-3", true}, {"ap-southeast-4", true},
		{"ap-southeast-5", true}, {"ap-southeast-6", true}, {"ap-southeast-7", true}, {"ca-central-1", false}, {"ca-west-1", true}, {"cn-north-1", false},
		{"cn-northwest-1", false}, {"eu-central-1", false}, {"eu-central-2", true}, {"eu-north-1", false}, {"eu-south-1", true}, {"eu-south-2", true},
		{"eu-west-1", false}, {"eu-west-2", false}, {"eu-west-3", false}, {"il-central-1", true}, {"me-central-1", true}, {"me-south-1", true},
		{"mx-central-1", true}, {"sa-east-1", false}, {"us-east-1", false}, {"us-east-2", false}, {"us-gov-east-1", false}, {"us-gov-west-1", false},
		{"us-west-1", false}, {"us-west-2", false},
	}
}

// Zones is the zones of a region as a new account sees them: each one's letter
// and the number in its id, "a1 b2 d4". Which letter stands for which id
// differs from account to account; the letters and the ids are AWS's own.
func Zones(region string) string {
	switch region {
	case "ap-northeast-1":
		return "a4 c1 d2"
	case "ap-northeast-2", "us-west-2":
		return "a1 b2 c3 d4"
	case "ap-northeast-3", "eu-west-1":
		return "a3 b1 c2"
	case "ap-south-1", "ap-southeast-2":
		return "a1 b3 c2"
	case "ca-central-1", "cn-north-1":
		return "a1 b2 d4"
	case "eu-central-1", "eu-west-2":
		return "a2 b3 c1"
	case "us-east-1":
		return "a1 b2 c3 d4 e5 f6"
	case "us-west-1":
		return "a1 c3"
	}
	return "a1 b2 c3"
}

// RegionNamed is what is so of a region; not ok for one that AWS has not.
func RegionNamed(name string) (facts RegionFacts, ok bool) {
	for _, r := range Regions() {
		if r.Name == name {
			return r, true
		}
	}
	return facts, false
}

// Partition is the part of AWS that a region belongs to, as ARNs name it.
// Partitions share nothing: neither identities nor the names of buckets.
func Partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

// GlobalRegion is the region where a partition keeps what has no region, and
// so where its trail is.
func GlobalRegion(partition string) string {
	switch partition {
	case "aws-cn":
		return "cn-north-1"
	case "aws-us-gov":
		return "us-gov-west-1"
	}
	return "us-east-1"
}

// Suffix is what the names of a region's hosts end with.
func Suffix(region string) string {
	if Partition(region) == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

// GlobalARN is the ARN of a resource of this account that has no region, such
// as "user/alice" of "iam".
func (w *World) GlobalARN(service, resource string) string {
	return w.ARNPrefix(service) + ":" + w.Account + ":" + resource
}

// BucketARN is the ARN of a bucket of S3, or of "bucket/key" an object's.
func (w *World) BucketARN(name string) string { return w.ARNPrefix("s3") + "::" + name }

// ARNPrefix is how the ARNs of a service begin here: "arn:aws:sns:".
func (w *World) ARNPrefix(service string) string {
	return "arn:" + Partition(w.Region) + ":" + service + ":"
}

// CutBucketARN takes off how ARNs of S3 begin, in any partition; not ok for
// what is no such ARN.
func CutBucketARN(arn string) (name string, ok bool) {
	for _, partition := range []string{"aws", "aws-cn", "aws-us-gov"} {
		if name, ok := strings.CutPrefix(arn, "arn:"+partition+":s3:::"); ok {
			return name, true
		}
	}
	return arn, false
}
