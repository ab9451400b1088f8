"""One session of boto3 on a served account whose transitions end by themselves.

It ends with an error where something is not as on AWS, and says nothing else.
"""

import json
import os
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ONCE = Config(retries={"total_max_attempts": 1})


def client(service, **more):
    return boto3.client(service, **more)


def refused(code, call, **arguments):
    """The call is refused with this code."""
    try:
        call(**arguments)
    except ClientError as error:
        got = error.response["Error"]["Code"]
        assert got == code, f"{got}, not {code}: {error}"
        assert error.response["ResponseMetadata"]["RequestId"]
        return error
    raise AssertionError(f"{code} was not raised")


def fault(**fields):
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"] + "/_fleetglass/fault",
        data=json.dumps(fields).encode(),
        method="POST",
    )
    urllib.request.urlopen(request).read()


def instances():
    ec2 = client("ec2")
    image = ec2.describe_images(
        Filters=[{"Name": "name", "Values": ["al2023-*"]}, {"Name": "architecture", "Values": ["x86_64"]}]
    )["Images"][0]["ImageId"]
    order = dict(ImageId=image, InstanceType="t3.micro", MinCount=7, MaxCount=7, ClientToken="once")

    # Dry run, idempotency tokens.
    refused("DryRunOperation", ec2.run_instances, DryRun=True, **order)
    first = [i["InstanceId"] for i in ec2.run_instances(**order)["Instances"]]
    again = [i["InstanceId"] for i in ec2.run_instances(**order)["Instances"]]
    assert sorted(first) == sorted(again), "the same token launched twice"
    refused("IdempotentParameterMismatch", ec2.run_instances, **{**order, "InstanceType": "t3.small"})

    # Waiters, filters, paginators.
    ec2.get_waiter("instance_running").wait(InstanceIds=first)
    ec2.create_tags(Resources=first[:3], Tags=[{"Key": "tier", "Value": "web"}])
    pages = list(ec2.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": 5}))
    assert len(pages) == 2, f"{len(pages)} pages"
    assert sum(len(r["Instances"]) for p in pages for r in p["Reservations"]) == 7
    tagged = ec2.get_paginator("describe_instances").paginate(
        Filters=[{"Name": "tag:tier", "Values": ["w*"]}, {"Name": "instance-state-name", "Values": ["running"]}]
    )
    found = list(tagged.search("Reservations[].Instances[].InstanceId"))
    assert sorted(found) == sorted(first[:3]), found

    # Typed errors.
    refused("InvalidInstanceID.NotFound", ec2.describe_instances, InstanceIds=["i-0123456789abcdef0"])
    refused("InvalidInstanceID.Malformed", ec2.describe_instances, InstanceIds=["web"])
    refused("InvalidAMIID.NotFound", ec2.run_instances, ImageId="ami-12c6146b", InstanceType="t3.micro", MinCount=1, MaxCount=1)

    ec2.terminate_instances(InstanceIds=first)
    ec2.get_waiter("instance_terminated").wait(InstanceIds=first)

    # The resources of boto3.
    made = boto3.resource("ec2").create_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1)[0]
    made.wait_until_running()
    made.reload()
    assert made.state["Name"] == "running" and made.placement["AvailabilityZone"].startswith("us-west-2")
    return image


def balancers():
    ec2, elb = client("ec2"), client("elbv2")
    subnets = [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"]][:2]
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    balancer = elb.create_load_balancer(Name="web", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    elb.get_waiter("load_balancer_available").wait(LoadBalancerArns=[balancer])
    targets = elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][0]["TargetGroupArn"]
    for n in range(6):
        elb.create_target_group(Name=f"more-{n}", Protocol="HTTP", Port=80, VpcId=vpc)
    pages = list(elb.get_paginator("describe_target_groups").paginate(PaginationConfig={"PageSize": 3}))
    assert [len(p["TargetGroups"]) for p in pages] == [3, 3, 1], pages
    try:
        elb.describe_target_groups(Names=["nothing"])
        raise AssertionError("a target group that is not there was described")
    except elb.exceptions.TargetGroupNotFoundException:
        pass
    refused("DuplicateLoadBalancerName", elb.create_load_balancer, Name="web", Subnets=subnets[:1] + subnets[1:], Scheme="internal")
    return targets


def groups(image, targets):
    asg = client("autoscaling")
    asg.create_launch_configuration(LaunchConfigurationName="web", ImageId=image, InstanceType="t3.micro")
    asg.create_auto_scaling_group(
        AutoScalingGroupName="web", LaunchConfigurationName="web", MinSize=2, MaxSize=4, AvailabilityZones=["us-west-2a", "us-west-2b"],
        TargetGroupARNs=[targets],
    )
    group = asg.describe_auto_scaling_groups(AutoScalingGroupNames=["web"])["AutoScalingGroups"][0]
    assert [i["LifecycleState"] for i in group["Instances"]] == ["InService", "InService"], group["Instances"]
    assert asg.get_paginator("describe_scaling_activities").paginate(AutoScalingGroupName="web").build_full_result()["Activities"]
    try:
        asg.create_launch_configuration(LaunchConfigurationName="web", ImageId=image, InstanceType="t3.micro")
        raise AssertionError("the same launch configuration was made twice")
    except asg.exceptions.AlreadyExistsFault:
        pass
    refused("ValidationError", asg.set_desired_capacity, AutoScalingGroupName="web", DesiredCapacity=9)


def watching():
    cloudwatch, logs, trail = client("cloudwatch"), client("logs"), client("cloudtrail")
    now = client("ec2").describe_instances()["Reservations"][0]["Instances"][0]["LaunchTime"]
    cloudwatch.put_metric_data(Namespace="Own", MetricData=[{"MetricName": f"m{n}", "Value": n, "Timestamp": now} for n in range(600)])
    metrics = cloudwatch.get_paginator("list_metrics").paginate(Namespace="Own").build_full_result()["Metrics"]
    assert len(metrics) == 600, len(metrics)
    cloudwatch.put_metric_alarm(
        AlarmName="high", Namespace="Own", MetricName="m1", Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=5,
        ComparisonOperator="GreaterThanThreshold",
    )
    cloudwatch.get_waiter("alarm_exists").wait(AlarmNames=["high"])
    try:
        cloudwatch.set_alarm_state(AlarmName="none", StateValue="OK", StateReason="x")
        raise AssertionError("an alarm that is not there was set")
    except cloudwatch.exceptions.ResourceNotFound:
        pass
    logs.create_log_group(logGroupName="web")
    try:
        logs.create_log_group(logGroupName="web")
        raise AssertionError("the same log group was made twice")
    except logs.exceptions.ResourceAlreadyExistsException:
        pass
    events = trail.get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "RunInstances"}]
    ).build_full_result()["Events"]
    assert len(events) >= 4 and json.loads(events[0]["CloudTrailEvent"])["eventSource"] == "ec2.amazonaws.com"


def throttled():
    """A client asks again; one that may not is told why. A fault of a second of
    the account's time ends while the client waits."""
    fault(kind="throttle", service="ec2", operation="DescribeKeyPairs", **{"for": "100ms"})
    refused("RequestLimitExceeded", client("ec2", config=ONCE).describe_key_pairs)
    answer = client("ec2", config=Config(retries={"mode": "standard", "max_attempts": 6})).describe_key_pairs()
    assert answer["ResponseMetadata"]["RetryAttempts"] > 0, "it was not throttled"


def storage():
    s3 = client("s3")
    s3.create_bucket(Bucket="papers-of-alice", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    s3.get_waiter("bucket_exists").wait(Bucket="papers-of-alice")
    for n in range(5):
        s3.put_object(Bucket="papers-of-alice", Key=f"{n}.txt", Body=b"x" * n)
    pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket="papers-of-alice", PaginationConfig={"PageSize": 2}))
    assert [len(p["Contents"]) for p in pages] == [2, 2, 1]
    try:
        s3.get_object(Bucket="papers-of-alice", Key="none")
        raise AssertionError("an object that is not there was read")
    except s3.exceptions.NoSuchKey:
        pass
    who = client("sts").get_caller_identity()
    assert who["Account"] == "123456789012" and who["Arn"].endswith(":user/admin")


made = instances()
groups(made, balancers())
watching()
storage()
throttled()
