// Cause: channel-lock
// Stuck: (*watchProxy).stop, (*watchProxy).loop
// stop holds the lock and waits until the loop is done; the loop needs the lock for its last step.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type watchProxy struct {
	mu    sync.Mutex
	quit  chan struct{}
	donec chan struct{}
}

func (w *watchProxy) loop() {
	defer close(w.donec)
	<-w.quit
	w.mu.Lock()
	defer w.mu.Unlock()
}
func (w *watchProxy) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.quit)
	<-w.donec
}

func TestProxy(t *testing.T) {
	w := &watchProxy{quit: make(chan struct{}), donec: make(chan struct{})}
	go w.loop()
	go w.stop()
	time.Sleep(20 * time.Millisecond)
}
