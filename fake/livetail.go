package fake

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/fake/api/logsapi"
)

// liveSession is how long AWS keeps a live tail session open
// (BC:logs.StartLiveTail).
const liveSession = 3 * time.Hour

// LiveTail is a live tail session of CloudWatch Logs, from outside. AWS sends
// an update every second; here whoever holds the session asks for the next
// one. It is open for three hours of the caller's clock, the wall clock, so
// that a fast virtual clock does not end it at once.
type LiveTail struct {
	engine *Engine
	tail   *logsapi.LiveTail
	ends   time.Time // by the wall clock
}

func (e *Engine) begin(tail *logsapi.LiveTail) *LiveTail {
	return &LiveTail{engine: e, tail: tail, ends: e.pace.wall().Add(liveSession)}
}

// Next is what has come since the last update, or since the session began. A
// session that is over gives a *types.SessionTimeoutException.
func (t *LiveTail) Next() (types.LiveTailSessionUpdate, error) {
	e := t.engine
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.pace.wall().Before(t.ends) {
		message := "The session has timed out."
		return types.LiveTailSessionUpdate{}, &types.SessionTimeoutException{Message: &message}
	}
	e.catchUp(stepsPerCall)
	return t.tail.Update(), nil
}
