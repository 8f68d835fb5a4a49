// Cause: channel-lock
// Stuck: (*lb).up, (*lb).notifyLoop, (*conn).tearDown
// A loop announces addresses while a connection, its lock taken, reports back to it.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type lb struct {
	mu      sync.RWMutex
	notify  chan []string
	upc     chan struct{}
	downc   chan struct{}
	updates chan struct{}
}
type conn struct {
	mu sync.Mutex
	b  *lb
}

func (b *lb) up() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.updates <- struct{}{}
}
func (b *lb) notifyLoop() {
	for range b.upc {
		time.Sleep(5 * time.Millisecond)
		b.mu.RLock()
		b.mu.RUnlock()
		<-b.updates
	}
}
func (c *conn) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.b.up()
}
func (c *conn) tearDown() {
	c.mu.Lock()
	defer c.mu.Unlock()
}

func TestLb(t *testing.T) {
	b := &lb{upc: make(chan struct{}, 1), updates: make(chan struct{})}
	c := &conn{b: b}
	b.upc <- struct{}{}
	go b.notifyLoop()
	go c.reset()
	time.Sleep(20 * time.Millisecond)
	go c.tearDown()
}
