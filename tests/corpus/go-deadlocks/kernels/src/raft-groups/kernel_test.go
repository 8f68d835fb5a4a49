// Cause: channel
// Stuck: (*multi).start.func1, (*state).run
// Two event loops send to each other, both unbuffered.
package kernel

import (
	"testing"
)

type multi struct{ reqs, events chan int }
type state struct{ m *multi }

func (m *multi) start(s *state) {
	go func() {
		for {
			s.m.events <- 1
		}
	}()
}
func (s *state) run() {
	for i := 0; i < 3; i++ {
		select {
		case <-s.m.events:
			s.m.reqs <- i
		}
	}
}

func TestMulti(t *testing.T) {
	m := &multi{make(chan int), make(chan int)}
	s := &state{m}
	m.start(s)
	go s.run()
}
