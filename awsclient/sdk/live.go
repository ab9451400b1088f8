package sdk

import (
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// liveEvery is how often a live tail session has an update (BC:logs).
const liveEvery = time.Second

// liveStream is a session in this process in the form of a stream that came
// over the network.
type liveStream struct {
	events chan types.StartLiveTailResponseStream
	done   chan struct{}
	close  sync.Once
	err    error // why it ended; read only once events is closed
}

var _ cloudwatchlogs.StartLiveTailResponseStreamReader = (*liveStream)(nil)

// listen asks a session for updates until it ends or the stream is closed.
func listen(session LiveSession, every time.Duration) *liveStream {
	s := &liveStream{events: make(chan types.StartLiveTailResponseStream), done: make(chan struct{})}
	go s.run(session, every)
	return s
}

func (s *liveStream) run(session LiveSession, every time.Duration) {
	defer close(s.events)
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-s.done:
			return
		case <-ticker.C:
		}
		update, err := session.Next()
		if err != nil {
			s.err = err
			return
		}
		select {
		case <-s.done:
			return
		case s.events <- &types.StartLiveTailResponseStreamMemberSessionUpdate{Value: update}:
		}
	}
}

func (s *liveStream) Events() <-chan types.StartLiveTailResponseStream { return s.events }

func (s *liveStream) Close() error {
	s.close.Do(func() { close(s.done) })
	return nil
}

func (s *liveStream) Err() error { return s.err }
