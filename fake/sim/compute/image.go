package compute

import (
	"strings"

	"fleetglass/fake/world"
)

// Image is the image of an id, nil when there is none. Where every id is one
// (see world.World.AnyImage) an image comes into being when it is first named;
// it is for every architecture, and nothing in it listens.
func (r *Room) Image(id string) *world.Image {
	w := r.k.World
	if image := w.Images.Get(id); image != nil || !w.AnyImage || !isImageID(id) {
		return image
	}
	image := &world.Image{
		ID: id, Name: "any-" + id, Owner: amazonOwner, OwnerAlias: "amazon", Created: w.Born, RootDevice: "/dev/xvda",
		Platform: "Linux/UNIX", Public: true, RootSize: 8,
	}
	w.Images.Put(id, image)
	return image
}

// isImageID tells whether an id is made as those of images are. Test suites
// write longer and shorter ones than AWS, and other letters.
func isImageID(id string) bool {
	name, ok := strings.CutPrefix(id, "ami-")
	return ok && name != "" && len(name) <= longestInvented
}

// longestInvented bounds an invented id. Choice.
const longestInvented = 64
