// Package labs has exercises on AWS whose steps are checked against what an
// account really holds: on the engine, on a server that speaks AWS's
// protocols, or on AWS itself.
//
// A Lab is data: what is learned, steps, hints, the two ways to do a step. The
// one piece of behaviour of a step is its check, a function of a World, which
// is the account read through an awsclient.Client at one moment. A check says
// in words what is missing and keeps, as evidence, the ids of what it found.
// A question is answered right when the answer is what this world shows.
//
// Progress keeps attempts at labs; a Report is an attempt that can be handed
// in, and Verify compares one with the world that it claims to come from.
//
// The package only reads accounts. It knows no screen, no file, no SDK and no
// clock: the time is the World's.
package labs
