// Cause: rwlock-reentry
// Stuck: (*ranges).size, (*ranges).add
// Reads, calls a reader, and a writer has come in between.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type ranges struct {
	mu   sync.RWMutex
	list []int
}

func (r *ranges) size() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.list)
}
func (r *ranges) dump() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	time.Sleep(20 * time.Millisecond)
	return r.size()
}
func (r *ranges) add(v int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, v)
}

func TestDump(t *testing.T) {
	r := &ranges{}
	var wg sync.WaitGroup
	for i := 0; i < 2; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.dump()
		}()
	}
	time.Sleep(5 * time.Millisecond)
	wg.Add(1)
	go func() { defer wg.Done(); r.add(1) }()
	wg.Wait()
}
