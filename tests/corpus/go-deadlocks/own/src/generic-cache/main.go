// Cause: double-lock
// Stuck: (*cache[...]).evict
// A generic type: Put holds the lock and calls evict, which locks.
package main

import (
	"sync"

	"stuck.example/stay"
)

type cache[K comparable, V any] struct {
	mu      sync.Mutex
	entries map[K]V
	limit   int
}

//go:noinline
func (c *cache[K, V]) evict() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key := range c.entries {
		delete(c.entries, key)
		return
	}
}

//go:noinline
func (c *cache[K, V]) Put(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.entries) >= c.limit {
		c.evict()
	}
	c.entries[key] = value
}

func main() {
	c := &cache[string, int]{entries: map[string]int{}, limit: 2}
	go func() {
		for i, key := range []string{"a", "b", "c"} {
			c.Put(key, i)
		}
	}()
	stay.Here()
}
