// Cause: channel
// Stuck: (*poller).loop
// `break` leaves the select, not the loop.
package kernel

import (
	"testing"
)

type poller struct {
	events chan int
	quit   chan bool
}

func (p *poller) loop(out chan<- int) {
	for {
		select {
		case e := <-p.events:
			out <- e
		case <-p.quit:
			break
		}
	}
}

func TestPoller(t *testing.T) {
	p := &poller{events: make(chan int), quit: make(chan bool)}
	out := make(chan int, 1)
	go p.loop(out)
	p.events <- 1
	<-out
	p.quit <- true
}
