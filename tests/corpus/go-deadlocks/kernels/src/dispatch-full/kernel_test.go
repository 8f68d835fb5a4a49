// Cause: channel-lock
// Stuck: (*link).write, (*link).handleClose
// Writes to a channel under the lock; the writer loop needs the lock to stop.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type link struct {
	mu     sync.Mutex
	outbox chan []byte
	closed bool
}

func (l *link) write(b []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.outbox <- b
	}
}
func (l *link) handleClose() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
}
func (l *link) writer() {
	for i := 0; i < 2; i++ {
		<-l.outbox
	}
	time.Sleep(10 * time.Millisecond)
	l.handleClose()
}

func TestLink(t *testing.T) {
	l := &link{outbox: make(chan []byte)}
	go l.writer()
	for i := 0; i < 4; i++ {
		l.write(nil)
	}
}
