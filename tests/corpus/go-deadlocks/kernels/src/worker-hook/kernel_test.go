// Cause: channel-context
// Stuck: (*syncer).worker, (*syncer).Run
// Run waits for the worker, the worker for a context of its own making.
package kernel

import (
	"context"
	"testing"
)

type syncer struct{ wake chan struct{} }

func (s *syncer) worker(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
	}
}
func (s *syncer) Run(stop <-chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.worker(ctx)
	}()
	<-done
	cancel()
}

func TestSyncer(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	go (&syncer{make(chan struct{})}).Run(stop)
}
