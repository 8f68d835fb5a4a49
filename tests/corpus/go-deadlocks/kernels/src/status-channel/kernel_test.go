// Cause: channel-lock
// Stuck: (*manager).set, TestManager.func1
// A full channel under the write lock, drained by one who takes the lock.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type manager struct {
	lock    sync.RWMutex
	updates chan string
	status  map[string]string
}

func (m *manager) set(k, v string) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.status[k] = v
	m.updates <- k
}
func TestManager(t *testing.T) {
	m := &manager{updates: make(chan string), status: map[string]string{}}
	go func() {
		for {
			k := <-m.updates
			time.Sleep(10 * time.Millisecond)
			m.lock.RLock()
			_ = m.status[k]
			m.lock.RUnlock()
		}
	}()
	go m.set("a", "1")
	go m.set("b", "2")
}
