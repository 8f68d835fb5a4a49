// Cause: channel-lock
// Stuck: (*coordinator).commit, (*relay).pass, (*participant).vote
// Holds a lock, waits for a relay, which waits for one who waits for the lock.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type coordinator struct {
	mu  sync.Mutex
	ack chan int
}
type participant struct{ c *coordinator }
type relay struct{ in, out chan int }

func (c *coordinator) commit() {
	c.mu.Lock()
	defer c.mu.Unlock()
	<-c.ack
}
func (p *participant) vote(out chan<- int) {
	p.c.mu.Lock()
	defer p.c.mu.Unlock()
	out <- 1
}
func (r *relay) pass() { r.out <- <-r.in }

func TestParties(t *testing.T) {
	c := &coordinator{ack: make(chan int)}
	r := &relay{in: make(chan int), out: c.ack}
	go c.commit()
	time.Sleep(5 * time.Millisecond)
	go r.pass()
	go (&participant{c}).vote(r.in)
}
