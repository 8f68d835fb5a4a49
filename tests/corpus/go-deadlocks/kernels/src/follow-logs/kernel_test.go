// Cause: condition-variable
// Stuck: (*ringReader).next, (*follower).copy
// A reader waits for a condition; another goroutine waits for the reader.
package kernel

import (
	"sync"
	"testing"
)

type ringReader struct {
	mu   sync.Mutex
	more *sync.Cond
	n    int
}
type follower struct {
	r    *ringReader
	done chan struct{}
}

func (r *ringReader) next() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.n == 0 {
		r.more.Wait()
	}
	return r.n
}
func (f *follower) copy() { <-f.done }
func (f *follower) start() {
	go func() {
		f.r.next()
		close(f.done)
	}()
	go f.copy()
}

func TestFollow(t *testing.T) {
	r := &ringReader{}
	r.more = sync.NewCond(&r.mu)
	f := &follower{r: r, done: make(chan struct{})}
	f.start()
}
