// Cause: lock-order
// Stuck: TestClosures.func1, TestClosures.func2
// Two locks that are local to the test.
package kernel

import (
	"sync"
	"testing"
	"time"
)

func TestClosures(t *testing.T) {
	var first, second sync.Mutex
	ready := make(chan struct{}, 2)
	go func() {
		first.Lock()
		defer first.Unlock()
		ready <- struct{}{}
		time.Sleep(10 * time.Millisecond)
		second.Lock()
		defer second.Unlock()
	}()
	go func() {
		second.Lock()
		defer second.Unlock()
		ready <- struct{}{}
		time.Sleep(10 * time.Millisecond)
		first.Lock()
		defer first.Unlock()
	}()
	<-ready
	<-ready
}
