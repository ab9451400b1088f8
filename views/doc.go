// Package views is what fleetglass shows: a console of panes, each a function
// of one immutable snapshot of an account.
//
// A resource kind is one value, Kind[T]: rows, typed columns, what is wrong
// with a row, its detail, what it is tied to, what can be done with it. Lists,
// details, the palette, related resources, JSON, copying, export and the
// counts in the pane bar are derived from it, so a new kind is one file and
// one line in All.
//
// Nothing here reads a clock or the network: ages are relative to the
// snapshot's own time, and what changes AWS leaves as a tea.Cmd that gets the
// client. The package does not know the SDK, polling, or how text is painted.
package views
