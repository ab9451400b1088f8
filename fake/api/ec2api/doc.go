// Package ec2api answers the EC2 operations of the engine, in the SDK's
// types: instances and what is around them (network, security groups, key
// pairs, images, launch templates, tags).
//
// Each handler checks everything first, with AWS's codes and texts (where no
// source tells them, words of the same manner: choice), then acts, then answers with fresh values that share no memory with the world.
// A request member that the engine does not simulate is refused rather than
// dropped in silence; but of disks only the root volume's size is kept, and of
// the metadata options only whether tokens are required.
//
// The package does not know how instances live (the compute room does), who
// may call what (the engine's call wrapper does), nor any wire format.
package ec2api
