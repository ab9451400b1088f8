package scaling

import (
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// CreateLaunchConfiguration adds a launch configuration. Its image must exist;
// a key pair or security group that does not shows when it is used, as a
// failed launch.
func (r *Room) CreateLaunchConfiguration(name string, settings world.LaunchSettings) error {
	w := r.k.World
	switch {
	case w.LaunchConfigurations.Has(name):
		return awserr.New("AlreadyExists", "Launch Configuration by this name already exists - A launch configuration already exists with the name %s", name)
	case w.LaunchConfigurations.Len() >= MaxLaunchConfigurations:
		return awserr.New("LimitExceeded", "You have reached the limit of %d launch configurations", MaxLaunchConfigurations)
	case r.compute.Image(settings.Image) == nil:
		return invalid("AMI %s is invalid: The image id '[%s]' does not exist", settings.Image, settings.Image)
	}
	w.LaunchConfigurations.Put(name, &world.LaunchConfiguration{
		Name: name, Created: r.now(), Settings: settings,
		ARN: r.arn("launchConfiguration:" + r.k.UUID() + ":launchConfigurationName/" + name),
	})
	return nil
}

// DeleteLaunchConfiguration removes a launch configuration that no group uses.
func (r *Room) DeleteLaunchConfiguration(name string) error {
	w := r.k.World
	if !w.LaunchConfigurations.Has(name) {
		return invalid("Launch configuration name not found - Launch configuration %s not found", name)
	}
	for _, g := range w.Groups.All() {
		if g.Launch.Configuration == name {
			return awserr.New("ResourceInUse", "Cannot delete launch configuration %s because it is attached to AutoScalingGroup %s", name, g.Name)
		}
	}
	w.LaunchConfigurations.Delete(name)
	return nil
}
