// Package ui has what every screen is made of: text, painter, table, charts,
// frame, tabs, detail documents, dialogs, forms and keys. It knows nothing of
// AWS, reads no clock and starts nothing: what it draws is a function of what
// it was given.
//
// Every Draw returns exactly Rect.H lines of exactly Rect.W cells, for any size
// from one cell up, whatever the text.
//
// Styling is by role (package themes). A Line is spans of text in roles; a
// Painter turns lines into strings with sequences that were computed once for
// the theme, so drawing a row of a table is joining strings. The background of
// a selected row lies under each span, never around them.
package ui
