// The holder sleeps with the lock in its hands: slow, not dead.
package main

import (
	"fmt"
	"sync"
	"time"
)

var (
	mu    sync.Mutex
	count int
)

func slow() {
	mu.Lock()
	defer mu.Unlock()
	time.Sleep(300 * time.Millisecond)
	count++
}

func main() {
	for i := 0; i < 6; i++ {
		go func() {
			for {
				slow()
			}
		}()
	}
	fmt.Println("ready")
	for {
		time.Sleep(time.Hour)
	}
}
