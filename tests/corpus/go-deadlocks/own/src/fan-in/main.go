// Cause: channel-wait-group
package main

import (
	"sync"

	"stuck.example/stay"
)

func gather(n int) (sum int) {
	results := make(chan int)
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- i
		}()
	}
	wg.Wait()
	close(results)
	for v := range results {
		sum += v
	}
	return sum
}

func main() {
	go gather(4)
	stay.Here()
}
