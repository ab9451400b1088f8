// Package flight tests the whole program: the console on the engine, through
// the real client and watcher, in virtual time. Its tests read like stories:
// keys are pressed, time passes, and the screen says what became of it.
//
// It has no code of its own, and knows no more of the parts than how they are
// put together.
package flight
