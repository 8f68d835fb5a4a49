// Cause: channel-lock
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

var (
	mu    sync.Mutex
	queue = make(chan int)
	total int
)

func put(v int) {
	mu.Lock()
	queue <- v
	mu.Unlock()
}

func drain() {
	for {
		time.Sleep(10 * time.Millisecond)
		mu.Lock()
		total += <-queue
		mu.Unlock()
	}
}

func main() {
	go put(1)
	go drain()
	stay.Here()
}
