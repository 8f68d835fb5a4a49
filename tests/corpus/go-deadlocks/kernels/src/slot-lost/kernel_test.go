// Cause: channel
// Stuck: (*limiter).run
// A channel as semaphore: the early return does not give the slot back.
package kernel

import (
	"errors"
	"testing"
)

type limiter struct{ slots chan struct{} }

func (l *limiter) run(job int) error {
	l.slots <- struct{}{}
	if job%2 == 1 {
		return errors.New("odd")
	}
	<-l.slots
	return nil
}

func TestLimiter(t *testing.T) {
	l := &limiter{make(chan struct{}, 2)}
	for job := 0; job < 6; job++ {
		l.run(job)
	}
}
