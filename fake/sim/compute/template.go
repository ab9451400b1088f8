package compute

import (
	"strconv"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// Resolve is what a group's launch reference stands for now: the settings
// and, for a launch template, the number of the version that "$Default" or
// "$Latest" means ("" for a launch configuration).
func (r *Room) Resolve(ref world.LaunchRef) (settings world.LaunchSettings, version string, err error) {
	if ref.Configuration != "" {
		lc := r.k.World.LaunchConfigurations.Get(ref.Configuration)
		if lc == nil {
			return settings, "", awserr.New("ValidationError", "Launch configuration name not found - Launch configuration %s not found", ref.Configuration)
		}
		return lc.Settings, "", nil
	}
	t, err := r.Template(ref.Template, ref.TemplateName)
	if err != nil {
		return settings, "", err
	}
	v, err := TemplateVersion(t, ref.Version)
	if err != nil {
		return settings, "", err
	}
	return v.Settings, strconv.Itoa(v.Number), nil
}

// Template is the launch template with this id, or when the id is "" with
// this name.
func (r *Room) Template(id, name string) (*world.LaunchTemplate, error) {
	if id != "" {
		if t := r.k.World.LaunchTemplates.Get(id); t != nil {
			return t, nil
		}
		return nil, awserr.New("InvalidLaunchTemplateId.NotFound", "The specified launch template, with template ID %s, does not exist.", id)
	}
	for _, t := range r.k.World.LaunchTemplates.All() {
		if t.Name == name {
			return t, nil
		}
	}
	return nil, awserr.New("InvalidLaunchTemplateName.NotFoundException", "The specified launch template, with template name %s, does not exist.", name)
}

// TemplateVersion is a version of a template: "$Latest", "$Default" (also "")
// or a number.
func TemplateVersion(t *world.LaunchTemplate, version string) (*world.LaunchTemplateVersion, error) {
	want := t.Default
	switch version {
	case "", "$Default":
	case "$Latest":
		want = t.Versions[len(t.Versions)-1].Number
	default:
		n, err := strconv.Atoi(version)
		if err != nil {
			return nil, awserr.New("InvalidLaunchTemplateId.VersionNotFound", "Could not find the specified version %s for the launch template with ID %s.", version, t.ID)
		}
		want = n
	}
	for i := range t.Versions {
		if t.Versions[i].Number == want {
			return &t.Versions[i], nil
		}
	}
	return nil, awserr.New("InvalidLaunchTemplateId.VersionNotFound", "Could not find the specified version %d for the launch template with ID %s.", want, t.ID)
}
