// Cause: channel
// Stuck: (*node).Stop
// Stop hands a token to a loop that has already left.
package kernel

import (
	"testing"
)

type node struct {
	stop chan struct{}
	prop chan int
}

func (n *node) run(limit int) {
	for i := 0; i < limit; i++ {
		select {
		case <-n.prop:
		case <-n.stop:
			return
		}
	}
}

func (n *node) Stop() { n.stop <- struct{}{} }

func TestStop(t *testing.T) {
	n := &node{stop: make(chan struct{}), prop: make(chan int)}
	go n.run(1)
	n.prop <- 1
	n.Stop()
}
