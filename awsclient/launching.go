package awsclient

import "context"

// Launching is the part of Client that launches instances by hand, and keeps
// what they are launched from.
type Launching interface {
	// Images are those that a launch is likely to want: the account's own, the
	// newest ones of Amazon Linux, and those named, as far as they exist.
	// Newest first.
	Images(ctx context.Context, named []string) ([]Image, error)
	// KeyPairs are the names of the region's key pairs, sorted.
	KeyPairs(ctx context.Context) ([]string, error)
	LaunchTemplates(ctx context.Context) ([]LaunchTemplate, error)
	// LaunchConfigurations are their names, sorted.
	LaunchConfigurations(ctx context.Context) ([]string, error)

	// RunInstances launches as many instances as the order says, or none, and
	// gives their ids.
	RunInstances(ctx context.Context, order LaunchOrder) ([]string, error)
	// SetUserData replaces the user data of a stopped instance.
	SetUserData(ctx context.Context, id, text string) error
	// Tag sets tags of EC2's resources by their ids; Untag takes them away by
	// their keys.
	Tag(ctx context.Context, ids []string, tags []Tag) error
	Untag(ctx context.Context, ids, keys []string) error

	CreateLaunchConfiguration(ctx context.Context, name string, settings LaunchSettings) error
	DeleteLaunchConfiguration(ctx context.Context, name string) error
	// CreateLaunchTemplate makes a template with its first version and gives
	// its id.
	CreateLaunchTemplate(ctx context.Context, name string, settings LaunchSettings) (string, error)
	// CreateTemplateVersion makes a version of these settings over those of a
	// version that is there, and gives its number; no source ("") means that
	// nothing is under them.
	CreateTemplateVersion(ctx context.Context, id, source string, settings LaunchSettings) (int, error)
	SetDefaultTemplateVersion(ctx context.Context, id string, version int) error
	DeleteLaunchTemplate(ctx context.Context, id string) error
}

// Image is a machine image.
type Image struct {
	ID, Name, Architecture string
	Created                string // RFC 3339, as AWS tells it
	Own                    bool   // the account's own
}

// LaunchTemplate is a launch template without its versions.
type LaunchTemplate struct {
	ID, Name        string
	Default, Latest int
}

// LaunchOrder is what is asked for with RunInstances. Without a template the
// settings need an image and a type; what they give goes over the template.
type LaunchOrder struct {
	Count    int
	Template LaunchRef // empty for none
	Settings LaunchSettings
	Subnet   string // "": the default one
	MaxPrice string // of a Spot Instance; "" means the On-Demand price
}
