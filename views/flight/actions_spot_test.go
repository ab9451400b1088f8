package flight_test

import (
	"testing"
	"time"

	"fleetglass/awsclient"
)

func TestASpotRequestIsMadeAndCancelled(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		before, err := f.client.SpotRequests(f.t.Context())
		if err != nil {
			f.t.Fatal(err)
		}
		f.Press("4")
		f.tab("Requests")
		f.beginIn("Request Spot Instances")
		f.chooseIn("type", "m5.large")
		f.Press("enter", "enter")
		f.fill("most to pay", "0.001")
		f.chooseIn("request", "persistent")
		f.fill("tags", "Name=cheap")
		f.Sees("the price is too low")
		f.Press("enter")
		f.agree("aws ec2 request-spot-instances --instance-count 1 --spot-price 0.001 --type persistent --instance-interruption-behavior terminate --launch-specification '{\"ImageId\":\"ami-")
		after, err := f.client.SpotRequests(f.t.Context())
		if err != nil || len(after) != len(before)+1 {
			f.t.Fatalf("%d requests, there were %d: %v\n%s", len(after), len(before), err, f.Text())
		}
		made := newRequest(before, after)
		if made.Type != "persistent" || made.MaxPrice != "0.001000" && made.MaxPrice != "0.001" {
			f.t.Errorf("it is %+v", made)
		}
		f.Wait(2 * time.Second)
		f.filter(made.ID)
		f.row(made.ID[:12])
		f.act("Cancel " + made.ID)
		f.confirm("aws ec2 cancel-spot-instance-requests --spot-instance-request-ids "+made.ID, made.ID)
		after, _ = f.client.SpotRequests(f.t.Context())
		if got := newRequest(before, after); got.State != "cancelled" {
			f.t.Errorf("it is %+v", got)
		}
	})
}

func newRequest(before, after []awsclient.SpotRequest) awsclient.SpotRequest {
	had := map[string]bool{}
	for _, r := range before {
		had[r.ID] = true
	}
	for _, r := range after {
		if !had[r.ID] {
			return r
		}
	}
	return awsclient.SpotRequest{}
}

func (f *flight) fleetNamed(name string) awsclient.SpotFleet {
	f.t.Helper()
	rows, err := f.client.SpotFleets(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	for _, r := range rows {
		for _, tag := range r.Tags {
			if tag.Key == "Name" && tag.Value == name {
				return r
			}
		}
	}
	return awsclient.SpotFleet{}
}

func TestASpotFleetIsGuidedModifiedAndCancelled(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("4")
		f.Wait(time.Second)
		f.beginIn("Create a Spot fleet")
		f.field("types")
		f.Press("down", "down", "down", "down", "space", "down", "down", "space") // m5.large, c5.large
		f.field("subnets")
		f.Press("space", "down", "space")
		f.Press("enter")
		f.fill("target", "6")
		f.fill("of it On-Demand", "9")
		f.Press("enter")
		f.fill("tags", "Name=guided")
		f.Press("enter")
		f.Sees("The On-Demand target capacity must be")
		f.Press("esc")
		f.fill("of it On-Demand", "1")
		f.Press("enter")
		f.Sees("On-Demand: 1 ", "lowestPrice", "diversified", "capacityOptimized", "priceCapacityOptimized", "AWS does not")
		f.chooseIn("strategy", "diversified")
		f.Press("enter")
		f.agree(`aws ec2 request-spot-fleet --spot-fleet-request-config '{"IamFleetRole":"arn:aws:iam::`)
		made := f.fleetNamed("guided")
		if made.Target != 6 || made.OnDemandTarget != 1 || made.Strategy != "diversified" || len(made.Pools) != 4 {
			f.t.Fatalf("it is %+v\n%s", made, f.Text())
		}
		f.until(10*time.Second, "guided")
		f.Wait(4 * time.Second)
		f.row("guided")
		f.act("Change the target of guided")
		f.fill("target", "3")
		f.chooseIn("when lowered", "runs on")
		f.Press("enter")
		f.agree("aws ec2 modify-spot-fleet-request --spot-fleet-request-id " + made.ID + " --target-capacity 3 --excess-capacity-termination-policy noTermination")
		if got := f.fleetNamed("guided"); got.Target != 3 {
			f.t.Errorf("it is %+v", got)
		}
		f.Wait(5 * time.Second)
		f.row("guided")
		f.act("Cancel guided")
		f.Press("enter")
		f.confirm("aws ec2 cancel-spot-fleet-requests --spot-fleet-request-ids "+made.ID+" --terminate-instances", "guided")
		if got := f.fleetNamed("guided").State; got != "cancelled_terminating" && got != "cancelled" {
			f.t.Errorf("it is %s", got)
		}
	})
}

func TestTheJournalIsReadAndCopied(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("3")
		f.Wait(time.Second)
		f.row("worker-asg")
		f.act("Set desired capacity")
		f.fill("desired", "6")
		f.Press("enter")
		f.agree("aws autoscaling set-desired-capacity")
		f.Press("@", "tab")
		f.Wait(time.Second)
		f.Sees("copy script", "set-desired-capacity")
		f.Press("enter")
		f.Sees("done", "aws autoscaling set-desired-capacity --auto-scaling-group-name worker-asg --desired-capacity 6 --region us-west-2")
		f.Press("esc", "S")
		f.Sees("copied a script of 1 change")
	})
}
