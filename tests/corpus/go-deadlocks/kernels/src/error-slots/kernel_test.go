// Cause: channel-wait-group
// Stuck: restoreAll, restoreAll.func1
// A buffer for one error, and more than one error.
package kernel

import (
	"fmt"
	"sync"
	"testing"
)

func restoreAll(n int) error {
	var wg sync.WaitGroup
	errs := make(chan error, 1)
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			errs <- fmt.Errorf("part %d", i)
		}(i)
	}
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

func TestRestore(t *testing.T) { restoreAll(3) }
