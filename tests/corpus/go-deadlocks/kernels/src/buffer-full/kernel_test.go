// Cause: channel
// Stuck: (*spool).add
// The consumer has left, the buffer is full.
package kernel

import (
	"errors"
	"testing"
)

type spool struct {
	jobs chan int
	err  error
}

func (s *spool) work() {
	for j := range s.jobs {
		if j == 1 {
			s.err = errors.New("bad job")
			return
		}
	}
}
func (s *spool) add(n int) {
	for i := 0; i < n; i++ {
		s.jobs <- i
	}
}

func TestSpool(t *testing.T) {
	s := &spool{jobs: make(chan int, 2)}
	go s.work()
	go s.add(10)
}
