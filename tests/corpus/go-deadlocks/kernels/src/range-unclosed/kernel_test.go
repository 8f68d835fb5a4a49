// Cause: channel
// Stuck: (*pump).consume
// Ranges over a channel that nobody closes.
package kernel

import (
	"testing"
)

type pump struct {
	in   chan int
	done chan struct{}
}

func (p *pump) consume() {
	for range p.in {
	}
	close(p.done)
}

func (p *pump) feed(n int) {
	for i := 0; i < n; i++ {
		p.in <- i
	}
}

func TestPump(t *testing.T) {
	p := &pump{in: make(chan int), done: make(chan struct{})}
	go p.consume()
	p.feed(3)
}
