package fake

import (
	"encoding/json"
	"reflect"
	"strings"

	"fleetglass/fake/world"
)

// storageRequest is a request of S3 as its trail tells it: the bucket, the
// host, the part of the bucket that the request is about, as a name without a
// value, and the document that came with it, under its names in XML. A policy
// is written out as the JSON that it is.
func storageRequest(operation, region string, input any) string {
	p := parameters{service: "s3", asTheyAre: true}
	in, ok := inputStruct(input)
	if !ok {
		return ""
	}
	p.out.WriteByte('{')
	host := "s3." + region + "." + world.Suffix(region)
	if bucket := (fields{in}).texts("Bucket"); len(bucket) == 1 {
		p.name("bucketName")
		_ = p.plain(bucket[0])
		p.out.WriteByte(',')
		host = bucket[0] + "." + host
	}
	p.name("Host")
	_ = p.plain(host)
	if part := subresource(operation); part != "" {
		p.out.WriteByte(',')
		p.name(part)
		_ = p.plain("")
	}
	p.storageDocuments(in)
	p.out.WriteByte('}')
	if p.out.Len() > parametersLimit {
		return ""
	}
	return p.out.String()
}

// storageDocuments writes the documents and headers of a request.
func (p *parameters) storageDocuments(in reflect.Value) {
	for i := range in.NumField() {
		name, v := in.Type().Field(i).Name, in.Field(i)
		switch {
		case name == "Policy" && !v.IsNil() && json.Valid([]byte(v.Elem().String())):
			p.out.WriteString(`,"bucketPolicy":` + v.Elem().String())
		case name == "ACL" && !v.IsZero():
			p.out.WriteString(`,"x-amz-acl":`)
			p.value(v)
		case name == "ObjectOwnership" && !v.IsZero():
			p.out.WriteString(`,"x-amz-object-ownership":`)
			p.value(v)
		case v.Kind() == reflect.Pointer && !v.IsNil() && v.Elem().Kind() == reflect.Struct:
			p.out.WriteByte(',')
			p.field(name, v)
		}
	}
}

// subresource is the part of a bucket that an operation is about, as it stands
// in the request's address.
func subresource(operation string) string {
	for _, part := range []struct{ word, name string }{
		{"PolicyStatus", "policyStatus"}, {"Policy", "policy"}, {"Acl", "acl"}, {"Cors", "cors"}, {"Lifecycle", "lifecycle"}, {"Replication", "replication"},
		{"Versioning", "versioning"}, {"PublicAccessBlock", "publicAccessBlock"}, {"Tagging", "tagging"}, {"Location", "location"},
		{"OwnershipControls", "ownershipControls"},
	} {
		if strings.Contains(operation, part.word) {
			return part.name
		}
	}
	return ""
}

// storageAddition is what S3 adds to each of its events, as far as it is the
// same in all of them.
func storageAddition() string {
	return `{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","AuthenticationMethod":"AuthHeader"}`
}
