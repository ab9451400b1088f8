package audit

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"fleetglass/fake/world"
)

// record is a CloudTrail record (CT/cloudtrail-event-reference-record-contents);
// its members go in AWS's order.
type record struct {
	EventVersion        string          `json:"eventVersion"`
	UserIdentity        identity        `json:"userIdentity"`
	EventTime           string          `json:"eventTime"`
	EventSource         string          `json:"eventSource"`
	EventName           string          `json:"eventName"`
	AWSRegion           string          `json:"awsRegion"`
	SourceIPAddress     string          `json:"sourceIPAddress"`
	UserAgent           string          `json:"userAgent"`
	ErrorCode           string          `json:"errorCode,omitempty"`
	ErrorMessage        string          `json:"errorMessage,omitempty"`
	RequestParameters   json.RawMessage `json:"requestParameters"`
	ResponseElements    json.RawMessage `json:"responseElements"`
	AdditionalEventData json.RawMessage `json:"additionalEventData,omitempty"`
	RequestID           string          `json:"requestID,omitempty"`
	EventID             string          `json:"eventID"`
	ReadOnly            bool            `json:"readOnly"`
	Resources           []resource      `json:"resources,omitempty"`
	EventType           string          `json:"eventType"`
	ManagementEvent     bool            `json:"managementEvent"`
	RecipientAccountID  string          `json:"recipientAccountId"`
	EventCategory       string          `json:"eventCategory"`
	TLSDetails          *tls            `json:"tlsDetails,omitempty"`
	FromConsole         string          `json:"sessionCredentialFromConsole,omitempty"`
}

type identity struct {
	Type           string   `json:"type"`
	PrincipalID    string   `json:"principalId,omitempty"`
	ARN            string   `json:"arn,omitempty"`
	AccountID      string   `json:"accountId,omitempty"`
	AccessKeyID    string   `json:"accessKeyId,omitempty"`
	UserName       string   `json:"userName,omitempty"`
	SessionContext *session `json:"sessionContext,omitempty"`
	InvokedBy      string   `json:"invokedBy,omitempty"`
}

type session struct {
	SessionIssuer *issuer    `json:"sessionIssuer,omitempty"`
	Attributes    attributes `json:"attributes"`
}

type issuer struct {
	Type        string `json:"type"`
	PrincipalID string `json:"principalId,omitempty"`
	ARN         string `json:"arn"`
	AccountID   string `json:"accountId"`
	UserName    string `json:"userName"`
}

type attributes struct {
	CreationDate     string `json:"creationDate"`
	MFAAuthenticated string `json:"mfaAuthenticated"`
}

type tls struct {
	Version string `json:"tlsVersion"`
	Cipher  string `json:"cipherSuite"`
	Host    string `json:"clientProvidedHostHeader"`
}

type resource struct {
	AccountID string `json:"accountId"`
	Type      string `json:"type"`
	ARN       string `json:"ARN"`
}

// apiCall is the type of nearly all events.
const apiCall = "AwsApiCall"

// Record is the whole CloudTrail record of an event, as JSON: the one that
// LookupEvents gives, that is in log files and that goes to CloudWatch Logs.
func Record(e world.TrailEvent, region, account string) string {
	w := &world.World{Account: account, Region: region} // whose ARNs are in the record
	r := record{
		EventVersion: "1.08", UserIdentity: identityOf(e, w), EventTime: stamp(e.At), EventSource: e.Source, EventName: e.Name,
		AWSRegion: region, SourceIPAddress: e.SourceIP, UserAgent: e.UserAgent, ErrorCode: e.ErrorCode, ErrorMessage: e.ErrorMessage,
		RequestParameters: raw(e.Request), ResponseElements: responseElements(e), RequestID: e.RequestID, EventID: e.ID, ReadOnly: e.ReadOnly,
		Resources: resourcesOf(e, w),
		EventType: cmp.Or(e.Kind, apiCall), ManagementEvent: true, RecipientAccountID: account, EventCategory: "Management",
	}
	if e.Additional != "" {
		r.AdditionalEventData = raw(e.Additional)
	}
	if e.Console {
		r.FromConsole = "true"
	}
	if e.InvokedBy != "" {
		r.SourceIPAddress, r.UserAgent = cmp.Or(e.SourceIP, e.InvokedBy), cmp.Or(e.UserAgent, e.InvokedBy)
	} else {
		r.TLSDetails = &tls{Version: "TLSv1.3", Cipher: "TLS_AES_128_GCM_SHA256", Host: host(e, region)}
	}
	text, err := json.Marshal(r)
	if err != nil {
		return "{}" // cannot be: raw lets only valid JSON in
	}
	return string(text)
}

// host is the endpoint that a call went to.
func host(e world.TrailEvent, region string) string {
	service, _, _ := strings.Cut(e.Source, ".")
	switch {
	case service == "iam":
		return "iam.amazonaws.com"
	case service == "signin":
		return region + ".signin.aws.amazon.com"
	}
	return service + "." + region + "." + world.Suffix(region)
}

func identityOf(e world.TrailEvent, w *world.World) identity {
	account := w.Account
	id := identity{Type: e.IdentityType, PrincipalID: e.PrincipalID, ARN: e.ARN, AccountID: account, AccessKeyID: e.AccessKey, InvokedBy: e.InvokedBy}
	switch e.IdentityType {
	case "AssumedRole":
		id.SessionContext = roleSession(e, w)
	case "AWSService":
		id = identity{Type: e.IdentityType, InvokedBy: e.InvokedBy}
	case "Root":
		id.PrincipalID = account
		id.ARN = cmp.Or(e.ARN, w.GlobalARN("iam", "root"))
		id.SessionContext = plainSession(e)
	case "AWSAccount":
		id.AccountID = cmp.Or(e.Username, account) // the other account's number
	default:
		id.UserName = e.Username
		id.SessionContext = plainSession(e)
	}
	return id
}

// plainSession is the session of a person's own temporary credentials, nil for
// lasting ones.
func plainSession(e world.TrailEvent) *session {
	if e.Session.Created.IsZero() {
		return nil
	}
	return &session{Attributes: attributesOf(e)}
}

// roleSession is who issued a role's session. What the event does not say is
// read out of its ARN, arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION.
func roleSession(e world.TrailEvent, w *world.World) *session {
	parts := strings.Split(e.ARN, "/")
	if e.Session.IssuerARN == "" && len(parts) < 2 {
		return nil
	}
	from := &issuer{Type: cmp.Or(e.Session.IssuerType, "Role"), PrincipalID: e.Session.IssuerID, ARN: e.Session.IssuerARN,
		AccountID: w.Account, UserName: e.Session.IssuerName}
	if from.ARN == "" {
		role := parts[len(parts)-2]
		path := "role/" + role
		if strings.HasPrefix(role, "AWSServiceRoleFor") && e.InvokedBy != "" {
			path = "role/aws-service-role/" + e.InvokedBy + "/" + role
		}
		from.ARN, from.UserName = w.GlobalARN("iam", path), role
	}
	if from.PrincipalID == "" {
		from.PrincipalID, _, _ = strings.Cut(e.PrincipalID, ":")
	}
	return &session{SessionIssuer: from, Attributes: attributesOf(e)}
}

// attributesOf: services renew a role's session about every hour (choice).
func attributesOf(e world.TrailEvent) attributes {
	a := attributes{CreationDate: stamp(e.Session.Created), MFAAuthenticated: "false"}
	if e.Session.Created.IsZero() {
		a.CreationDate = stamp(e.At.Truncate(time.Hour))
	}
	if e.Session.MFA {
		a.MFAAuthenticated = "true"
	}
	return a
}

// resourcesOf are the resources in the record itself. Few services write
// them: here S3 and the assuming of roles.
func resourcesOf(e world.TrailEvent, w *world.World) []resource {
	var list []resource
	for _, r := range e.Resources {
		arn := ""
		switch {
		case r.Type == "AWS::S3::Bucket" && e.Source == "s3.amazonaws.com":
			name, _ := world.CutBucketARN(r.Name)
			arn = w.BucketARN(name)
		case r.Type == "AWS::IAM::Role" && e.Source == "sts.amazonaws.com" && strings.HasPrefix(r.Name, "arn:"):
			arn = r.Name
		}
		if arn != "" {
			list = append(list, resource{AccountID: w.Account, Type: r.Type, ARN: arn})
		}
	}
	return list
}

// responseElements is null for reads and failed calls. What is no call, such
// as a sign-in, tells its failure there.
func responseElements(e world.TrailEvent) json.RawMessage {
	call := e.Kind == "" || e.Kind == apiCall
	if call && (e.ReadOnly || e.ErrorCode != "") {
		return json.RawMessage("null")
	}
	return raw(e.Response)
}

// raw is recorded JSON, null when there is none or it is damaged.
func raw(text string) json.RawMessage {
	if text == "" || !json.Valid([]byte(text)) {
		return json.RawMessage("null")
	}
	return json.RawMessage(text)
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
