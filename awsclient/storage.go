package awsclient

import "time"

// Bucket is a bucket of S3.
type Bucket struct {
	Name    string
	Region  string // "" when the server does not tell
	Created time.Time
}

// Object is an object in a bucket, without its body.
type Object struct {
	Key      string
	Size     int // bytes
	Modified time.Time
}
