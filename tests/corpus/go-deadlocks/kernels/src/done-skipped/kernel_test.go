// Cause: wait-group
// Stuck: scanAll
// A path without Done.
package kernel

import (
	"sync"
	"testing"
)

func scan(name string, wg *sync.WaitGroup) {
	if name == "" {
		return
	}
	wg.Done()
}

func scanAll(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go scan(name, &wg)
	}
	wg.Wait()
}

func TestScanAll(t *testing.T) { scanAll([]string{"a", "", "b"}) }
