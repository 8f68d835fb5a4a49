// Cause: channel-lock
// Stuck: (*tokens).assign, TestTokens.func1
// Waits for an answer with the lock in hand; who answers waits for the lock.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type keeper struct {
	add  chan string
	del  func(string)
	stop chan struct{}
}
type tokens struct {
	mu sync.RWMutex
	k  *keeper
}

func (k *keeper) run(interval time.Duration) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-k.add:
		case <-tick.C:
			k.del("x")
		case <-k.stop:
			return
		}
	}
}
func (t *tokens) assign(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := 0; i < n; i++ {
		time.Sleep(time.Millisecond)
		t.k.add <- "x"
	}
}

func TestTokens(t *testing.T) {
	s := &tokens{}
	s.k = &keeper{add: make(chan string, 1), stop: make(chan struct{})}
	s.k.del = func(string) {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	go s.k.run(3 * time.Millisecond)
	go s.assign(100)
}
