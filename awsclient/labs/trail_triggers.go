package labs

import "strings"

// noKey is said where the console has no key for a call.
const noKey = "The console has no key for this call: use the command."

// triggers are the eleven, in the recipes' order but for the last two, so that
// the questions about a denial come right after it.
func triggers() []trigger {
	return []trigger{
		{recipe: "S3BucketActivity", console: noKey,
			do:   "Then put the policy of the trail's bucket again, as it is: that changes nothing, and counts.",
			hint: "The recipe counts calls, not changes.",
			cli:  []string{"aws s3api put-bucket-policy --bucket <bucket> --policy <policy>"}},
		{recipe: "SecurityGroupEvents", console: noKey,
			do:   "Then open a port of the default security group to an address that nobody has, and close it again.",
			hint: "192.0.2.1 is for examples only.",
			cli: []string{
				"aws ec2 authorize-security-group-ingress --group-id <security-group> --protocol tcp --port 8081 --cidr 192.0.2.1/32",
				"aws ec2 revoke-security-group-ingress --group-id <security-group> --protocol tcp --port 8081 --cidr 192.0.2.1/32",
			}},
		{recipe: "NetworkACLEvents", console: noKey,
			do:   "Then make a network ACL and delete it: as long as no subnet has it, it guards nothing.",
			hint: "A network ACL that is new belongs to no subnet.",
			cli:  []string{"aws ec2 create-network-acl --vpc-id <vpc>", "aws ec2 delete-network-acl --network-acl-id <acl>"}},
		{recipe: "GatewayChanges", console: noKey,
			do:   "Then make an internet gateway and delete it, without attaching it.",
			hint: "A gateway that is attached to no VPC leads nowhere.",
			cli:  []string{"aws ec2 create-internet-gateway", "aws ec2 delete-internet-gateway --internet-gateway-id <gateway>"}},
		{recipe: "VpcChanges", console: noKey,
			do:   "Then switch DNS support of the default VPC on. It is on already, so nothing changes.",
			hint: "The call is ModifyVpcAttribute.",
			cli:  []string{"aws ec2 modify-vpc-attribute --vpc-id <vpc> --enable-dns-support Value=true"}},
		{recipe: "EC2InstanceChanges", console: "5, a: Launch an instance, and terminate it.",
			do:   "Then ask for an instance with a dry run: nothing is launched, AWS answers that it would have been, and the attempt is recorded.",
			hint: "The recipe looks at the name of the call; whether it succeeded is another field.",
			cli:  []string{"aws ec2 run-instances --image-id <image> --instance-type t3.micro --dry-run"}},
		{recipe: "EC2LargeInstanceChanges", console: noKey,
			do:   "Then ask for a c5.4xlarge with a dry run. It launches nothing and costs nothing.",
			hint: "The recipe looks at the instance type among the parameters of the call.",
			cli:  []string{"aws ec2 run-instances --image-id <image> --instance-type c5.4xlarge --dry-run"}},
		{recipe: "CloudTrailChanges", console: "9, tab: Trails, a on the trail: Stop logging, then Start logging.",
			do:   "Then update the trail with what it is already: a trail of all regions.",
			hint: "Who covers his tracks stops the trail first: so this alarm matters most.",
			cli:  []string{"aws cloudtrail update-trail --name <trail> --is-multi-region-trail"}},
		{recipe: "ConsoleSignInFailures", console: "In a simulated account, i: Inject a fault, a sign-in that fails; three times. Each counts.",
			do:   "A failed sign-in needs a browser, so rehearse it: write three records of failed sign-ins to the log group, as CloudTrail would.",
			hint: "The recipe wants three in five minutes: one mistyped password is no alarm.",
			cli: []string{
				"aws logs create-log-stream --log-group-name <log-group> --log-stream-name rehearsal",
				"aws logs put-log-events --log-group-name <log-group> --log-stream-name rehearsal --log-events " + signInLines(3),
			}},
		{recipe: "IAMPolicyChanges", console: noKey,
			do:   "Then put the policy of the trail's role again, as it is. IAM records in us-east-1: only a trail of all regions sees it elsewhere.",
			hint: "Events of IAM are global, and a trail of all regions delivers them home.",
			cli:  []string{"aws iam put-role-policy --role-name <role> --policy-name write --policy-document <role-policy>"}},
		{recipe: "AuthorizationFailures", console: "In a simulated account, i: Inject a fault, calls are refused; then do anything.",
			do:   "Then try to assume the role of the trail. Its trust policy lets in CloudTrail alone, so you are denied.",
			hint: "The denial of one call is noise; of many it is somebody who tries doors.",
			cli:  []string{"aws sts assume-role --role-arn <role-arn> --role-session-name curious"}},
	}
}

// signInLines are so many records of sign-ins that failed, as one word of a
// shell: the list that PutLogEvents takes.
func signInLines(n int) string {
	const line = `{"timestamp":<now>,"message":"{\"eventID\":\"rehearsal\",\"eventName\":\"ConsoleLogin\",\"errorMessage\":\"Failed authentication\",\"userIdentity\":{\"userName\":\"nobody\"},\"sourceIPAddress\":\"192.0.2.1\"}"}`
	return "'[" + strings.Repeat(line+",", n-1) + line + "]'"
}
