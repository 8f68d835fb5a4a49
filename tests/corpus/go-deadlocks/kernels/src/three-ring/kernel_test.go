// Cause: lock-order
// Stuck: (*disk).flush, (*cache).evict, (*table).scan
// A ring of three.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type disk struct {
	mu  sync.Mutex
	tab *table
}
type cache struct {
	mu sync.Mutex
	d  *disk
}
type table struct {
	mu sync.Mutex
	c  *cache
}

func (d *disk) flush() { d.mu.Lock(); defer d.mu.Unlock() }
func (d *disk) sync() {
	d.mu.Lock()
	defer d.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	d.tab.scan()
}
func (c *cache) evict() { c.mu.Lock(); defer c.mu.Unlock() }
func (c *cache) store() {
	c.mu.Lock()
	defer c.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	c.d.flush()
}
func (t *table) scan() { t.mu.Lock(); defer t.mu.Unlock() }
func (t *table) load() {
	t.mu.Lock()
	defer t.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	t.c.evict()
}

func TestRing(t *testing.T) {
	d := &disk{}
	c := &cache{d: d}
	tab := &table{c: c}
	d.tab = tab
	go d.sync()
	go c.store()
	go tab.load()
}
