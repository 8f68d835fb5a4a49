// Cause: double-lock
// Stuck: snapshot.total
// A struct is copied while its lock is held: nobody will ever unlock the copy.
package main

import (
	"sync"

	"stuck.example/stay"
)

type snapshot struct {
	mu     sync.Mutex
	values []int
}

//go:noinline
func (s snapshot) total() (sum int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, value := range s.values {
		sum += value
	}
	return sum
}

type meter struct{ snapshot }

func (m *meter) report() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.snapshot.total()
}

func main() {
	m := &meter{snapshot{values: []int{1, 2}}}
	go m.report()
	stay.Here()
}
