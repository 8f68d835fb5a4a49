// Cause: rwlock-reentry
// Stuck: TestRead.func1, TestRead.func2
// All inside a test, with a lock that is a local variable.
package kernel

import (
	"sync"
	"testing"
	"time"
)

func TestRead(t *testing.T) {
	var mu sync.RWMutex
	done := make(chan struct{})
	go func() {
		defer close(done)
		mu.RLock()
		defer mu.RUnlock()
		time.Sleep(20 * time.Millisecond)
		mu.RLock()
		defer mu.RUnlock()
	}()
	go func() {
		time.Sleep(5 * time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
	}()
	<-done
}
