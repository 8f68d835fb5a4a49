// Cause: wait-group
// Stuck: (*batch).flush, (*batch).run
// A task of the group waits for the group.
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

type batch struct {
	tasks   sync.WaitGroup
	pending []int
}

//go:noinline
func (b *batch) flush() {
	b.tasks.Wait()
	b.pending = nil
}

func (b *batch) add(v int) {
	time.Sleep(10 * time.Millisecond)
	b.pending = append(b.pending, v)
	if len(b.pending) > 0 {
		b.flush()
	}
}

//go:noinline
func (b *batch) run() {
	b.tasks.Go(func() { b.add(1) })
	b.tasks.Wait()
}

func main() {
	b := &batch{}
	go b.run()
	stay.Here()
}
