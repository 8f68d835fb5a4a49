// Cause: double-lock
// Stuck: (*srv).Serve
// Stop locks and leaves on a condition without unlocking; Serve wants the lock.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type srv struct {
	mu      sync.Mutex
	drained bool
	lis     map[string]bool
}

func (s *srv) Serve() {
	s.mu.Lock()
	if s.lis == nil {
		s.mu.Unlock()
		return
	}
	s.mu.Unlock()
}
func (s *srv) GracefulStop() {
	s.mu.Lock()
	if s.drained {
		return
	}
	s.drained = true
	s.mu.Unlock()
}

func TestSrv(t *testing.T) {
	s := &srv{drained: true}
	done := make(chan struct{})
	go func() {
		s.GracefulStop()
		time.Sleep(time.Millisecond)
		s.Serve()
		close(done)
	}()
	<-done
}
