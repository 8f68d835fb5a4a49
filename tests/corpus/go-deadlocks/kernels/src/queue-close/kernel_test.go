// Cause: condition-variable
// Stuck: (*fifo).Pop
// Close sets a flag and wakes nobody.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type fifo struct {
	mu     sync.Mutex
	cond   sync.Cond
	items  []int
	closed bool
}

func (f *fifo) Pop() (int, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.items) == 0 && !f.closed {
		f.cond.Wait()
	}
	return 0, false
}
func (f *fifo) Close() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
}

func TestFifo(t *testing.T) {
	f := &fifo{}
	f.cond.L = &f.mu
	go f.Pop()
	time.Sleep(10 * time.Millisecond)
	f.Close()
}
