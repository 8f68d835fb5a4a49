// Cause: condition-variable
// Stuck: (*gate).pass
// Two wait, one is signalled.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type gate struct {
	mu   sync.Mutex
	c    *sync.Cond
	open bool
}

func (g *gate) pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.open {
		g.c.Wait()
	}
}
func (g *gate) unlock() {
	g.mu.Lock()
	g.open = true
	g.c.Signal()
	g.mu.Unlock()
}

func TestGate(t *testing.T) {
	g := &gate{}
	g.c = sync.NewCond(&g.mu)
	var wg sync.WaitGroup
	for i := 0; i < 2; i++ {
		wg.Add(1)
		go func() { defer wg.Done(); g.pass() }()
	}
	time.Sleep(10 * time.Millisecond)
	g.unlock()
	wg.Wait()
}
