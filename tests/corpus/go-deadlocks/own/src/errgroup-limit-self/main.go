// Cause: channel-wait-group
// Stuck: (*walker).visit, (*walker).walk
// The tasks of a limited group start more tasks of it: all slots are taken by tasks that wait for a slot.
package main

import (
	"time"

	"golang.org/x/sync/errgroup"
	"stuck.example/stay"
)

type walker struct{ group errgroup.Group }

func (w *walker) visit(depth int) error {
	time.Sleep(10 * time.Millisecond)
	if depth == 0 {
		return nil
	}
	for range 3 {
		w.group.Go(func() error { return w.visit(depth - 1) })
	}
	return nil
}

//go:noinline
func (w *walker) walk() error {
	w.group.SetLimit(2)
	w.group.Go(func() error { return w.visit(3) })
	w.group.Go(func() error { return w.visit(3) })
	return w.group.Wait()
}

func main() {
	w := &walker{}
	go w.walk()
	stay.Here()
}
