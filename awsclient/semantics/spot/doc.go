// Package spot is the life of a Spot Instance request: its states and status
// codes with AWS's messages, when a price admits or interrupts an instance,
// the two-minute notice and how it is read from inside, what a run costs, and
// which entries of the price history an answer holds.
//
// Sources: EC2/spot-request-status, EC2/spot-request-state,
// EC2/interruption-reasons, EC2/spot-interruptions and the shapes
// DescribeSpotPriceHistory and SpotInstanceStatus of the API's model. Two
// Rules values tell the Spot of today from the auction that it was until the
// end of 2017.
//
// Prices are dollars an hour. The package does not know how prices move or
// which pool has capacity, keeps no request, and reads no clock.
package spot
