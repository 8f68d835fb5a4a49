// Cause: condition-variable
// Stuck: (*pool).lease, (*manager).release
// A manager keeps its own lock while its pool waits for a free place; giving one back needs the manager's lock.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type pool struct {
	mu   sync.Mutex
	free *sync.Cond
	left int
}
type manager struct {
	mu   sync.Mutex
	pool *pool
}

func (p *pool) lease() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.left == 0 {
		p.free.Wait()
	}
	p.left--
}
func (p *pool) giveBack() {
	p.mu.Lock()
	p.left++
	p.mu.Unlock()
	p.free.Signal()
}
func (m *manager) acquire() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pool.lease()
}
func (m *manager) release() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pool.giveBack()
}

func TestManager(t *testing.T) {
	p := &pool{left: 1}
	p.free = sync.NewCond(&p.mu)
	m := &manager{pool: p}
	m.acquire()
	go m.acquire()
	time.Sleep(10 * time.Millisecond)
	go m.release()
}
