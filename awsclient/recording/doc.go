// Package recording keeps what a watcher saw in a file, and plays it again.
//
// A recording is a compressed list of frames, one a second: a frame is a
// snapshot as its differences from the one before, so that a quiet account
// costs next to nothing and a reader gets snapshots that share what did not
// change, as a watcher's do. Each frame is flushed to the file whole; a
// recording whose program was killed ends with its last whole frame, and the
// rest is told, not an error.
//
// It holds no secret: user data, console output and the user data of launch
// settings are left out before anything is written. Redacted, it holds no
// account number, address, access key or e-mail address either; equal ones stay
// equal, so that what hangs together still does.
//
// The package does not know what a feed means, and asks nobody for anything:
// who plays a recording sees what was seen, and no more.
package recording
