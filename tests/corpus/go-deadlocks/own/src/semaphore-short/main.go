// Cause: channel
// Stuck: (*store).read
// The error path returns without Release; later readers wait for a weight that never comes back.
package main

import (
	"context"
	"errors"

	"golang.org/x/sync/semaphore"
	"stuck.example/stay"
)

type store struct{ slots *semaphore.Weighted }

//go:noinline
func (s *store) read(key int) error {
	if err := s.slots.Acquire(context.Background(), 1); err != nil {
		return err
	}
	if key%2 == 0 {
		return errors.New("no such key")
	}
	s.slots.Release(1)
	return nil
}

func main() {
	s := &store{slots: semaphore.NewWeighted(2)}
	s.read(2)
	s.read(4)
	for key := range 4 {
		go s.read(key)
	}
	stay.Here()
}
