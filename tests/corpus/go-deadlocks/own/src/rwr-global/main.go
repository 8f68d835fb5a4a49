// Cause: rwlock-reentry
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

var mu sync.RWMutex
var routes = map[string]string{}

//go:noinline
func lookup(k string) string {
	mu.RLock()
	defer mu.RUnlock()
	return routes[k]
}

//go:noinline
func dispatch(k string) string {
	mu.RLock()
	defer mu.RUnlock()
	time.Sleep(40 * time.Millisecond)
	return lookup(k)
}

func reload() {
	mu.Lock()
	defer mu.Unlock()
	routes["x"] = "y"
}

func main() {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { defer wg.Done(); dispatch("a") }()
	time.Sleep(10 * time.Millisecond)
	go func() { defer wg.Done(); reload() }()
	go wg.Wait()
	stay.Here()
}
