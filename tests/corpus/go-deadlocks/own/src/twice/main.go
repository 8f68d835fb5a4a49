// Cause: double-lock
package main

import (
	"sync"

	"stuck.example/stay"
)

type registry struct {
	mu    sync.Mutex
	names map[string]int
}

//go:noinline
func (r *registry) add(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[name] = r.size()
}

//go:noinline
func (r *registry) size() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.names)
}

func main() {
	r := &registry{names: map[string]int{}}
	go r.add("a")
	stay.Here()
}
