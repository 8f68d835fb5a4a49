// Cause: rwlock-reentry
// Stuck: (*monitorLoop).worker.func1, (*monitorLoop).sync, TestMonitorLoop
// Workers read twice, and a loop writes between.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type monitorLoop struct {
	lock sync.RWMutex
	wg   sync.WaitGroup
}

func (m *monitorLoop) worker() {
	work := func() bool {
		m.lock.RLock()
		defer m.lock.RUnlock()
		return true
	}
	for {
		if work() {
			continue
		}
		return
	}
}
func (m *monitorLoop) outer() {
	m.lock.RLock()
	defer m.lock.RUnlock()
	time.Sleep(5 * time.Millisecond)
	m.worker()
}
func (m *monitorLoop) sync() {
	m.lock.Lock()
	defer m.lock.Unlock()
}

func TestMonitorLoop(t *testing.T) {
	m := &monitorLoop{}
	m.wg.Add(2)
	go func() { defer m.wg.Done(); m.outer() }()
	go func() {
		defer m.wg.Done()
		for {
			m.sync()
			time.Sleep(time.Millisecond)
		}
	}()
	m.wg.Wait()
}
