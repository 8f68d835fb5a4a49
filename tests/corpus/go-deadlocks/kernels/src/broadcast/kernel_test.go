// Cause: channel-lock
// Stuck: (*casts).stop, (*casts).update
// stop holds the lock and waits for a loop, which waits behind an update that waits for the lock.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type cast struct {
	donec chan struct{}
	nextc chan int
}
type casts struct {
	mu      sync.Mutex
	all     map[*cast]bool
	updatec chan *cast
	donec   chan struct{}
}

func newCasts() *casts {
	c := &casts{all: map[*cast]bool{}, updatec: make(chan *cast, 1), donec: make(chan struct{})}
	go func() {
		defer close(c.donec)
		for one := range c.updatec {
			c.update(one)
		}
	}()
	return c
}
func (c *casts) update(one *cast) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.all, one)
}
func (b *cast) loop(c *casts) {
	defer close(b.donec)
	for range b.nextc {
		c.updatec <- b
	}
}
func (c *casts) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for b := range c.all {
		<-b.donec
	}
}

func TestCasts(t *testing.T) {
	c := newCasts()
	b := &cast{make(chan struct{}), make(chan int)}
	c.all[b] = true
	c.mu.Lock()
	go c.stop()
	time.Sleep(10 * time.Millisecond) // stop is the first in the queue for the lock
	go b.loop(c)
	b.nextc <- 1
	b.nextc <- 2
	time.Sleep(10 * time.Millisecond)
	c.mu.Unlock()
	go func() { b.nextc <- 3 }()
}
