// Cause: lock-order
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

//go:noinline
func dine(left, right *sync.Mutex) {
	left.Lock()
	time.Sleep(20 * time.Millisecond)
	right.Lock()
	right.Unlock()
	left.Unlock()
}

func main() {
	forks := make([]*sync.Mutex, 5)
	for i := range forks {
		forks[i] = new(sync.Mutex)
	}
	var wg sync.WaitGroup
	for i := range forks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			dine(forks[i], forks[(i+1)%5])
		}()
	}
	go wg.Wait()
	stay.Here()
}
