// Cause: channel
// Stuck: fetchAll.func1
// The receiver returns at the first error; the others send for ever.
package kernel

import (
	"fmt"
	"testing"
)

func fetchAll(n int) error {
	results := make(chan error)
	for i := 0; i < n; i++ {
		go func(i int) {
			results <- fmt.Errorf("part %d", i)
		}(i)
	}
	for i := 0; i < n; i++ {
		if err := <-results; err != nil {
			return err
		}
	}
	return nil
}

func TestFetchAll(t *testing.T) {
	if fetchAll(4) == nil {
		t.Fatal("no error")
	}
}
