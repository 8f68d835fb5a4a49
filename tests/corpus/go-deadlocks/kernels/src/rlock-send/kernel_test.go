// Cause: channel-lock
// Stuck: (*ruleset).evaluate, (*ruleset).reload
// A read lock is held while sending; the receiver waits for the write lock.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type ruleset struct {
	mu    sync.RWMutex
	fired chan int
}

func (r *ruleset) evaluate() {
	r.mu.RLock()
	defer r.mu.RUnlock()
	r.fired <- 1
}
func (r *ruleset) reload() {
	r.mu.Lock()
	defer r.mu.Unlock()
	<-r.fired
}

func TestReload(t *testing.T) {
	r := &ruleset{fired: make(chan int)}
	done := make(chan struct{})
	go func() { r.evaluate(); close(done) }()
	time.Sleep(5 * time.Millisecond)
	go r.reload()
	<-done
}
