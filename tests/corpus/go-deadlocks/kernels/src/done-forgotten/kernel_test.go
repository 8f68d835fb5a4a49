// Cause: channel
// Stuck: (*session).wait
// A return path that does not close done.
package kernel

import (
	"errors"
	"testing"
)

type session struct {
	done chan struct{}
	conn func() error
}

func (s *session) run() {
	if err := s.conn(); err != nil {
		return
	}
	close(s.done)
}
func (s *session) wait() { <-s.done }

func TestSession(t *testing.T) {
	s := &session{done: make(chan struct{}), conn: func() error { return errors.New("refused") }}
	go s.run()
	s.wait()
}
