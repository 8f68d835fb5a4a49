// Cause: channel-lock
// Stuck: (*balancer).notify, (*balancer).drop
// A select under the lock, whose other ends need the lock.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type balancer struct {
	mu     sync.Mutex
	addrs  chan []string
	done   chan struct{}
	active int
}

func (b *balancer) notify(list []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case b.addrs <- list:
	case <-b.done:
	}
}
func (b *balancer) drop() {
	b.mu.Lock()
	b.active--
	b.mu.Unlock()
	close(b.done)
}

func TestBalancer(t *testing.T) {
	b := &balancer{addrs: make(chan []string), done: make(chan struct{})}
	go b.notify(nil)
	time.Sleep(10 * time.Millisecond)
	go b.drop()
}
