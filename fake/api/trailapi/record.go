package trailapi

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
	EventVersion       string          `json:"eventVersion"`
	UserIdentity       identity        `json:"userIdentity"`
	EventTime          string          `json:"eventTime"`
	EventSource        string          `json:"eventSource"`
	EventName          string          `json:"eventName"`
	AWSRegion          string          `json:"awsRegion"`
	SourceIPAddress    string          `json:"sourceIPAddress"`
	UserAgent          string          `json:"userAgent"`
	ErrorCode          string          `json:"errorCode,omitempty"`
	ErrorMessage       string          `json:"errorMessage,omitempty"`
	RequestParameters  json.RawMessage `json:"requestParameters"`
	ResponseElements   json.RawMessage `json:"responseElements"`
	RequestID          string          `json:"requestID"`
	EventID            string          `json:"eventID"`
	ReadOnly           bool            `json:"readOnly"`
	EventType          string          `json:"eventType"`
	ManagementEvent    bool            `json:"managementEvent"`
	RecipientAccountID string          `json:"recipientAccountId"`
	EventCategory      string          `json:"eventCategory"`
	TLSDetails         *tls            `json:"tlsDetails,omitempty"`
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
	SessionIssuer issuer     `json:"sessionIssuer"`
	Attributes    attributes `json:"attributes"`
}

type issuer struct {
	Type      string `json:"type"`
	ARN       string `json:"arn"`
	AccountID string `json:"accountId"`
	UserName  string `json:"userName"`
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

// Record is the whole CloudTrail record of an event, as JSON. It has no
// principalId but the root's: that is not in an event, and LookupEvents adds it.
func Record(e world.TrailEvent, region, account string) string {
	return encode(e, region, account, "")
}

func encode(e world.TrailEvent, region, account, principalID string) string {
	r := record{
		EventVersion: "1.08", UserIdentity: identityOf(e, account, principalID), EventTime: stamp(e.At), EventSource: e.Source, EventName: e.Name,
		AWSRegion: region, SourceIPAddress: e.SourceIP, UserAgent: e.UserAgent, ErrorCode: e.ErrorCode, ErrorMessage: e.ErrorMessage,
		RequestParameters: raw(e.Request), ResponseElements: responseElements(e), RequestID: e.RequestID, EventID: e.ID, ReadOnly: e.ReadOnly,
		EventType: "AwsApiCall", ManagementEvent: true, RecipientAccountID: account, EventCategory: "Management",
	}
	if e.InvokedBy == "" {
		service, _, _ := strings.Cut(e.Source, ".")
		r.TLSDetails = &tls{Version: "TLSv1.3", Cipher: "TLS_AES_128_GCM_SHA256", Host: service + "." + region + ".amazonaws.com"}
	} else {
		r.SourceIPAddress, r.UserAgent = cmp.Or(e.SourceIP, e.InvokedBy), cmp.Or(e.UserAgent, e.InvokedBy)
	}
	text, err := json.Marshal(r)
	if err != nil {
		return "{}" // cannot be: raw lets only valid JSON in
	}
	return string(text)
}

func identityOf(e world.TrailEvent, account, principalID string) identity {
	id := identity{Type: e.IdentityType, PrincipalID: principalID, ARN: e.ARN, AccountID: account, AccessKeyID: e.AccessKey, InvokedBy: e.InvokedBy}
	switch e.IdentityType {
	case "AssumedRole":
		id.SessionContext = sessionOf(e, account)
	case "AWSService":
		id.AccountID = ""
	case "Root":
		id.PrincipalID = account
	default:
		id.UserName = e.Username
	}
	return id
}

// sessionOf reads a role's session out of its ARN,
// arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION.
func sessionOf(e world.TrailEvent, account string) *session {
	parts := strings.Split(e.ARN, "/")
	if len(parts) < 2 {
		return nil
	}
	role := parts[len(parts)-2]
	path := "role/" + role
	if strings.HasPrefix(role, "AWSServiceRoleFor") && e.InvokedBy != "" {
		path = "role/aws-service-role/" + e.InvokedBy + "/" + role
	}
	return &session{
		SessionIssuer: issuer{Type: "Role", ARN: "arn:aws:iam::" + account + ":" + path, AccountID: account, UserName: role},
		Attributes:    attributes{CreationDate: stamp(e.At.Truncate(time.Hour)), MFAAuthenticated: "false"},
	}
}

// responseElements is null for reads and failures.
func responseElements(e world.TrailEvent) json.RawMessage {
	if e.ReadOnly || e.ErrorCode != "" {
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
