// Package asgapi is the engine's Amazon EC2 Auto Scaling: one handler for each
// operation, in the types of the SDK.
//
// A handler checks the shape of its input, hands it to the scaling room as
// plain values, and answers with values that share nothing with the world.
// What depends on the state of the world is checked by the room, before it
// changes anything. A parameter that the engine cannot honor is refused. Texts
// of refusals are AWS's; where no source tells them, words of the same manner
// (choice).
//
// The package does not know how a group behaves, and holds no state.
package asgapi
