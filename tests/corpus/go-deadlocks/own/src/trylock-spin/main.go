// Cause: lock-order
// Stuck: (*disk).flush
// One side waits for the second lock in a loop of TryLock, with the first one held; the other side waits properly.
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

type memory struct{ mu sync.Mutex }
type disk struct{ mu sync.Mutex }

//go:noinline
func (m *memory) spill(d *disk) {
	m.mu.Lock()
	defer m.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	for !d.mu.TryLock() {
		time.Sleep(5 * time.Millisecond)
	}
	d.mu.Unlock()
}

//go:noinline
func (d *disk) flush(m *memory) {
	d.mu.Lock()
	defer d.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	m.mu.Lock()
	m.mu.Unlock()
}

func main() {
	m, d := &memory{}, &disk{}
	go m.spill(d)
	go d.flush(m)
	stay.Here()
}
