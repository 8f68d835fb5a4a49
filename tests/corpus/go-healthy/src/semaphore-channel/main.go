// A buffered channel as a semaphore; five jobs wait for one of three slots.
package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	slots := make(chan struct{}, 3)
	var wg sync.WaitGroup
	fmt.Println("ready")
	for {
		for i := 0; i < 8; i++ {
			wg.Add(1)
			go func() {
				defer wg.Done()
				slots <- struct{}{}
				defer func() { <-slots }()
				time.Sleep(400 * time.Millisecond)
			}()
		}
		wg.Wait()
	}
}
