// Cause: double-lock
package main

import (
	"sync"

	"stuck.example/stay"
)

type cache struct {
	mu sync.RWMutex
	m  map[int]int
}

func (c *cache) get(k int) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if v, ok := c.m[k]; ok {
		return v
	}
	return c.fill(k)
}

func (c *cache) fill(k int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = k
	return k
}

func main() {
	c := &cache{m: map[int]int{}}
	go c.get(1)
	stay.Here()
}
