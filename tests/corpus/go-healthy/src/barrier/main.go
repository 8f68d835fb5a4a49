// Phases with a wait group inside: the fast ones wait for the slow one.
package main

import (
	"fmt"
	"sync"
	"time"
)

func phase(workers int) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := 0; i < workers; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-start
			time.Sleep(time.Duration(i) * 500 * time.Millisecond)
		}()
	}
	close(start)
	wg.Wait()
}

func main() {
	fmt.Println("ready")
	for {
		phase(8)
	}
}
