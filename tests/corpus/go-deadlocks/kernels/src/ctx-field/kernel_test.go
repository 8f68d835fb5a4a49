// Cause: channel-context
// Stuck: (*watcher).process
// The context is a field; the error is sent to somebody who listens to the context only.
package kernel

import (
	"context"
	"errors"
	"testing"
)

type watcher struct {
	ctx    context.Context
	cancel context.CancelFunc
	errc   chan error
	result chan int
}

func newWatcher(parent context.Context) *watcher {
	w := &watcher{errc: make(chan error), result: make(chan int)}
	w.ctx, w.cancel = context.WithCancel(parent)
	return w
}
func (w *watcher) process() {
	w.errc <- errors.New("compacted")
	w.cancel()
}
func (w *watcher) run() {
	select {
	case <-w.ctx.Done():
	case <-w.result:
	}
}

func TestWatcher(t *testing.T) {
	w := newWatcher(context.Background())
	go w.process()
	go w.run()
	w.cancel()
}
