// Cause: channel-wait-group
// Stuck: (*lifeguard).Stop, (*lifeguard).patrol
// Stop waits for the workers before it closes what they wait for.
package kernel

import (
	"sync"
	"testing"
)

type lifeguard struct {
	drain   sync.WaitGroup
	stopper chan struct{}
}

func (l *lifeguard) spawn(f func()) {
	l.drain.Add(1)
	go func() {
		f()
		l.drain.Done()
	}()
}
func (l *lifeguard) patrol() {
	select {
	case <-l.stopper:
	}
}
func (l *lifeguard) Stop() {
	l.drain.Wait()
	close(l.stopper)
}

func TestLifeguard(t *testing.T) {
	l := &lifeguard{stopper: make(chan struct{})}
	for i := 0; i < 2; i++ {
		l.spawn(l.patrol)
	}
	done := make(chan struct{})
	go func() {
		l.Stop()
		close(done)
	}()
	<-done
}
