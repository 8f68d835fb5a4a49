// Cause: double-lock
// Stuck: (*mapper).allocate
// A loop continues without unlocking.
package kernel

import (
	"sync"
	"testing"
)

type mapper struct {
	mu   sync.Mutex
	free []int
}

func (m *mapper) allocate(want int) int {
	for try := 0; try < 3; try++ {
		m.mu.Lock()
		if len(m.free) < want {
			m.free = append(m.free, try)
			continue
		}
		id := m.free[0]
		m.mu.Unlock()
		return id
	}
	return -1
}

func TestAllocate(t *testing.T) {
	m := &mapper{}
	result := make(chan int)
	go func() { result <- m.allocate(2) }()
	<-result
}
