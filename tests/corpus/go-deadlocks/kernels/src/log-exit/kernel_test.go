// Cause: double-lock
// Stuck: (*sink).exit
// The error path locks what the normal path holds.
package kernel

import (
	"errors"
	"sync"
	"testing"
)

type sink struct{ mu sync.Mutex }

func (s *sink) exit(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
}
func (s *sink) create() error { return errors.New("disk full") }
func (s *sink) output() {
	s.mu.Lock()
	if err := s.create(); err != nil {
		s.exit(err)
	}
	s.mu.Unlock()
}

func TestSink(t *testing.T) {
	s := &sink{}
	go s.output()
}
