// Cause: condition-variable
// Stuck: (*starter).await
// The signal comes before the wait, and no condition is tested.
package kernel

import (
	"sync"
	"testing"
)

type starter struct {
	sync.Mutex
	cond *sync.Cond
}

func (s *starter) await() {
	s.Lock()
	s.cond.Wait()
	s.Unlock()
}

func TestStarter(t *testing.T) {
	s := &starter{}
	s.cond = sync.NewCond(s)
	s.cond.Broadcast()
	done := make(chan struct{})
	go func() {
		s.await()
		close(done)
	}()
	<-done
}
