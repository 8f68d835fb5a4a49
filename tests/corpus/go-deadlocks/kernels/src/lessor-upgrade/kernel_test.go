// Cause: double-lock
// Stuck: (*lessor).expire
// Holds the read lock and asks for the write lock of the same RWMutex.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type lessor struct {
	mu     sync.RWMutex
	leases map[int]time.Time
}

func (l *lessor) expire(id int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.leases, id)
}

func (l *lessor) Sweep(now time.Time) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for id, end := range l.leases {
		if end.Before(now) {
			l.expire(id)
		}
	}
}

func TestSweep(t *testing.T) {
	l := &lessor{leases: map[int]time.Time{1: {}}}
	go l.Sweep(time.Now())
}
