// Cause: channel-wait-group
// Stuck: gather, gather.func1
// Waits for the workers before anybody reads their results.
package kernel

import (
	"sync"
	"testing"
)

func gather(n int) []int {
	var wg sync.WaitGroup
	out := make(chan int)
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			out <- i
		}(i)
	}
	wg.Wait()
	close(out)
	var all []int
	for v := range out {
		all = append(all, v)
	}
	return all
}

func TestGather(t *testing.T) { gather(3) }
