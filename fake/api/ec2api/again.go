package ec2api

import (
	"github.com/aws/aws-sdk-go-v2/aws"

	"fleetglass/fake/world"
)

// again is the record that an earlier request with the same client token made,
// nil when there is none: a request that is sent again makes nothing new.
func again[T any](table *world.Table[T], token *string, of func(*T) string) *T {
	if aws.ToString(token) == "" {
		return nil
	}
	for _, row := range table.All() {
		if of(row) == *token {
			return row
		}
	}
	return nil
}
