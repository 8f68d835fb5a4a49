// Cause: wait-group
// Stuck: TestTree, walk
// Children count in the group of their parent and wait for it.
package kernel

import (
	"sync"
	"testing"
)

func walk(depth int, wg *sync.WaitGroup) {
	defer wg.Done()
	if depth == 0 {
		return
	}
	wg.Add(1)
	go walk(depth-1, wg)
	wg.Wait()
}

func TestTree(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	go walk(2, &wg)
	wg.Wait()
}
