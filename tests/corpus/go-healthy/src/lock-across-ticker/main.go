// A home-made limiter that waits for its ticker with the lock held: ugly, and it works.
package main

import (
	"fmt"
	"sync"
	"time"
)

type limiter struct {
	mu    sync.Mutex
	ticks <-chan time.Time
}

func (l *limiter) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	<-l.ticks
}

func main() {
	l := &limiter{ticks: time.Tick(400 * time.Millisecond)}
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				l.wait()
			}
		}()
	}
	fmt.Println("ready")
	wg.Wait()
}
