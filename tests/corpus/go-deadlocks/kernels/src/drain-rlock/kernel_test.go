// Cause: wait-group
// Stuck: (*gateway).Drain, (*gateway).handle
// Drain keeps the read lock while it waits for requests, and each request ends with the write lock.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type gateway struct {
	mu     sync.RWMutex
	active sync.WaitGroup
	served map[int]bool
}

func (g *gateway) handle(id int) {
	defer g.active.Done()
	time.Sleep(10 * time.Millisecond)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.served[id] = true
}
func (g *gateway) Drain() int {
	g.mu.RLock()
	defer g.mu.RUnlock()
	g.active.Wait()
	return len(g.served)
}

func TestGateway(t *testing.T) {
	g := &gateway{served: map[int]bool{}}
	for id := 0; id < 3; id++ {
		g.active.Add(1)
		go g.handle(id)
	}
	g.Drain()
}
