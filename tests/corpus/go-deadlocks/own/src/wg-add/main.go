// Cause: wait-group
package main

import (
	"sync"

	"stuck.example/stay"
)

func process(jobs []int) {
	var wg sync.WaitGroup
	wg.Add(len(jobs) + 1)
	for range jobs {
		go func() { defer wg.Done() }()
	}
	wg.Wait()
}

func main() {
	go process([]int{1, 2, 3})
	stay.Here()
}
