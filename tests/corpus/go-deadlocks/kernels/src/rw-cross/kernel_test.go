// Cause: lock-order
// Stuck: (*leaseSet).add, (*descCache).release
// A read lock in one direction, a write lock in the other.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type descCache struct {
	mu     sync.RWMutex
	leases *leaseSet
}
type leaseSet struct {
	mu    sync.Mutex
	cache *descCache
}

func (c *descCache) acquire() {
	c.mu.RLock()
	defer c.mu.RUnlock()
	time.Sleep(10 * time.Millisecond)
	c.leases.add()
}
func (c *descCache) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
}
func (l *leaseSet) add() {
	l.mu.Lock()
	defer l.mu.Unlock()
}
func (l *leaseSet) purge() {
	l.mu.Lock()
	defer l.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	l.cache.release()
}

func TestCross(t *testing.T) {
	c := &descCache{leases: &leaseSet{}}
	c.leases.cache = c
	go c.acquire()
	c.leases.purge()
}
