package metadata

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/fake"
	"fleetglass/fake/world"
)

// item is one text of the tree, made when it is asked for.
type item struct {
	path string
	text func() string
}

// items is what an instance has, in the order of a listing. What it has not,
// such as a notice, is not there.
func items(f fake.InstanceFacts, credentials func() string) []item {
	var list []item
	add := func(path string, text func() string) { list = append(list, item{path, text}) }
	put := func(path, text string) {
		if text != "" {
			add(path, func() string { return text })
		}
	}
	put("meta-data/ami-id", f.Image)
	put("meta-data/ami-launch-index", strconv.Itoa(f.LaunchIndex))
	if !f.Recommended.IsZero() {
		add("meta-data/events/recommendations/rebalance", func() string { return object("noticeTime", stamp(f.Recommended)) })
	}
	put("meta-data/hostname", f.PrivateDNS)
	if f.Profile != "" {
		add("meta-data/iam/info", func() string { return profileInfo(f) })
	}
	if f.Role != "" {
		add("meta-data/iam/security-credentials/"+f.Role, credentials)
	}
	put("meta-data/instance-action", "none")
	put("meta-data/instance-id", f.ID)
	put("meta-data/instance-life-cycle", f.LifeCycle)
	put("meta-data/instance-type", f.Type)
	put("meta-data/local-hostname", f.PrivateDNS)
	put("meta-data/local-ipv4", f.PrivateIP)
	put("meta-data/placement/availability-zone", f.Zone)
	put("meta-data/placement/availability-zone-id", f.ZoneID)
	put("meta-data/placement/region", f.Region)
	put("meta-data/public-ipv4", f.PublicIP)
	if f.KeyName != "" {
		put("meta-data/public-keys/0/openssh-key-name", f.KeyName)
	}
	put("meta-data/reservation-id", f.Reservation)
	put("meta-data/security-groups", strings.Join(f.SecurityGroups, "\n"))
	put("meta-data/services/domain", world.Suffix(f.Region))
	put("meta-data/services/partition", "aws")
	if !f.NoticeEnds.IsZero() {
		add("meta-data/spot/instance-action", func() string { return object("action", f.NoticeAction, "time", stamp(f.NoticeEnds)) })
		if f.NoticeAction == "terminate" {
			put("meta-data/spot/termination-time", stamp(f.NoticeEnds))
		}
	}
	for _, t := range f.Tags {
		if !strings.HasPrefix(t.Key, "aws:") && !strings.Contains(t.Key, "/") {
			add("meta-data/tags/instance/"+t.Key, func() string { return t.Value })
		}
	}
	add("dynamic/instance-identity/document", func() string { return document(f) })
	return list
}

// lookup is the text of a path, or the list of what is under it. Branches end
// with a slash, and a path may too.
func lookup(list []item, path string) (string, bool) {
	branch := strings.TrimSuffix(path, "/")
	if branch != "" {
		branch += "/"
	}
	var names []string
	for _, it := range list {
		if it.path == path {
			return it.text(), true
		}
		rest, under := strings.CutPrefix(it.path, branch)
		if !under {
			continue
		}
		if name, _, further := strings.Cut(rest, "/"); further {
			rest = name + "/"
		}
		if !slices.Contains(names, rest) {
			names = append(names, rest)
		}
	}
	return strings.Join(names, "\n"), len(names) > 0
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// object is a JSON object of names and texts, in this order, as the service
// writes them: on one line.
func object(pairs ...string) string {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		b.WriteString(map[bool]string{true: "{", false: ", "}[i == 0])
		b.WriteString(quoted(pairs[i]) + ": " + quoted(pairs[i+1]))
	}
	return b.String() + "}"
}

func quoted(text string) string {
	b, _ := json.Marshal(text) // a text can always be written
	return string(b)
}

func indented(v any) string {
	b, _ := json.MarshalIndent(v, "", "  ") // of texts and lists of them
	return string(b)
}

func profileInfo(f fake.InstanceFacts) string {
	return indented(struct{ Code, LastUpdated, InstanceProfileArn, InstanceProfileId string }{"Success", stamp(f.Launched), f.ProfileARN, f.ProfileID})
}

// document is the instance identity document.
func document(f fake.InstanceFacts) string {
	return indented(struct {
		AccountID  string   `json:"accountId"`
		Arch       string   `json:"architecture"`
		Zone       string   `json:"availabilityZone"`
		Billing    []string `json:"billingProducts"`
		Codes      []string `json:"devpayProductCodes"`
		Market     []string `json:"marketplaceProductCodes"`
		Image      string   `json:"imageId"`
		ID         string   `json:"instanceId"`
		Type       string   `json:"instanceType"`
		Kernel     *string  `json:"kernelId"`
		Pending    string   `json:"pendingTime"`
		PrivateIP  string   `json:"privateIp"`
		RAMDisk    *string  `json:"ramdiskId"`
		Region     string   `json:"region"`
		DocVersion string   `json:"version"`
	}{
		AccountID: f.Account, Arch: f.Architecture, Zone: f.Zone, Image: f.Image, ID: f.ID, Type: f.Type, Pending: stamp(f.Launched),
		PrivateIP: f.PrivateIP, Region: f.Region, DocVersion: "2017-09-30",
	})
}

// credentialsOf is the document of an instance's credentials.
func credentialsOf(engine *fake.Engine, f fake.InstanceFacts) func() string {
	return func() string {
		c, _ := engine.InstanceCredentials(f.ID)
		return indented(struct{ Code, LastUpdated, Type, AccessKeyId, SecretAccessKey, Token, Expiration string }{
			"Success", stamp(c.From), "AWS-HMAC", c.AccessKey, c.Secret, c.Token, stamp(c.Until),
		})
	}
}

// userData is what was given at the launch, where it came in base64.
func userData(f fake.InstanceFacts) []byte {
	if plain, err := base64.StdEncoding.DecodeString(f.UserData); err == nil {
		return plain
	}
	return []byte(f.UserData)
}
