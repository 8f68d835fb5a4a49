// Cause: channel-lock
// Stuck: (*probe).close, (*container).update
// Closes the probe under the lock by a send; the monitor has already stopped.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type probe struct{ stop chan struct{} }
type container struct {
	sync.Mutex
	p *probe
}

func (p *probe) close() { p.stop <- struct{}{} }
func (c *container) update() {
	c.Lock()
	defer c.Unlock()
}
func (c *container) kill() {
	c.Lock()
	defer c.Unlock()
	c.p.close()
}
func monitor(c *container, result <-chan bool) {
	for {
		select {
		case <-c.p.stop:
			return
		case <-result:
			c.update()
		}
	}
}

func TestMonitor(t *testing.T) {
	c := &container{p: &probe{make(chan struct{})}}
	result := make(chan bool)
	go monitor(c, result)
	go func() {
		c.Lock()
		result <- true
		c.Unlock()
		c.kill()
	}()
	go func() {
		time.Sleep(5 * time.Millisecond)
		c.kill()
	}()
	time.Sleep(50 * time.Millisecond)
}
