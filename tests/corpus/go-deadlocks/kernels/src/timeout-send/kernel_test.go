// Cause: channel
// Stuck: doWithTimeout.func1
// The caller gives up after a timeout, and the worker has nobody to hand its result to.
package kernel

import (
	"testing"
	"time"
)

func doWithTimeout(limit time.Duration) bool {
	ch := make(chan int)
	go func() {
		time.Sleep(4 * limit)
		ch <- 1
	}()
	select {
	case <-ch:
		return true
	case <-time.After(limit):
		return false
	}
}

func TestTimeout(t *testing.T) {
	doWithTimeout(10 * time.Millisecond)
}
