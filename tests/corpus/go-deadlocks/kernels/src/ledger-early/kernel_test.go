// Cause: double-lock
// Stuck: (*book).Append
// An early return leaves the lock taken.
package kernel

import (
	"errors"
	"sync"
	"testing"
)

type book struct {
	mu      sync.Mutex
	entries []int
	sealed  bool
}

var errSealed = errors.New("sealed")

func (b *book) Append(v int) error {
	b.mu.Lock()
	if b.sealed {
		return errSealed
	}
	b.entries = append(b.entries, v)
	b.mu.Unlock()
	return nil
}

func TestAppendSealed(t *testing.T) {
	b := &book{sealed: true}
	var wg sync.WaitGroup
	for i := 0; i < 2; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			b.Append(i)
		}(i)
	}
	wg.Wait()
}
