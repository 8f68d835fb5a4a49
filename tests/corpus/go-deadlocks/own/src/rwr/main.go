// Cause: rwlock-reentry
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

type state struct {
	mu sync.RWMutex
	n  int
}

func (s *state) total() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	time.Sleep(40 * time.Millisecond)
	return s.one() + 1
}

func (s *state) one() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.n
}

func (s *state) set(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = n
}

func main() {
	s := &state{}
	go s.total()
	time.Sleep(10 * time.Millisecond)
	go s.set(3)
	stay.Here()
}
