// Cause: channel-lock
// Stuck: (*wire).monitor, (*wire).reset
// The monitor sends under a lock to itself; reset wants the lock.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type wire struct {
	lock   sync.Mutex
	resetc chan struct{}
	setc   chan int
}

func (w *wire) monitor() {
	for range w.setc {
		w.lock.Lock()
		w.resetc <- struct{}{}
		w.lock.Unlock()
	}
}
func (w *wire) reset() {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.setc <- 1
}

func TestWire(t *testing.T) {
	w := &wire{resetc: make(chan struct{}), setc: make(chan int)}
	go w.monitor()
	w.setc <- 1
	go w.reset()
	time.Sleep(10 * time.Millisecond)
}
