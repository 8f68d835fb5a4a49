// Cause: channel-lock
// Stuck: TestHolder.func1, TestHolder.func2
// Lock and channel are local to a test.
package kernel

import (
	"sync"
	"testing"
	"time"
)

func TestHolder(t *testing.T) {
	var mu sync.Mutex
	ch := make(chan bool)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		ch <- true
	}()
	go func() {
		time.Sleep(5 * time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		<-ch
	}()
	time.Sleep(20 * time.Millisecond)
}
