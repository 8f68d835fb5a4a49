// Cause: lock-order
// Stuck: (*table[...]).touch, (*index[...]).drop
// Two generic types that call each other with their locks held.
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

type table[V any] struct {
	mu   sync.RWMutex
	rows []V
	by   *index[V]
}

type index[V any] struct {
	mu sync.Mutex
	of *table[V]
}

//go:noinline
func (t *table[V]) touch() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows = append(t.rows, *new(V))
}

//go:noinline
func (t *table[V]) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	t.by.drop()
}

//go:noinline
func (i *index[V]) drop() {
	i.mu.Lock()
	defer i.mu.Unlock()
}

//go:noinline
func (i *index[V]) rebuild() {
	i.mu.Lock()
	defer i.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	i.of.touch()
}

func main() {
	t := &table[float64]{}
	t.by = &index[float64]{of: t}
	go t.clear()
	go t.by.rebuild()
	stay.Here()
}
