// Cause: rwlock-reentry
// Stuck: (*shop).status, (*shop).step
// Reads, then reads again through a queue and a callback; a loop writes meanwhile.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type shop struct {
	mu struct {
		sync.RWMutex
		orders map[int]string
	}
	queue *orderQueue
}
type orderQueue struct{ status func(int) string }

func (q *orderQueue) maybeAdd(id int) { time.Sleep(5 * time.Millisecond); q.status(id) }
func (s *shop) status(id int) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mu.orders[id]
}
func (s *shop) scan() {
	s.mu.RLock()
	for i := 0; i < 3; i++ {
		s.queue.maybeAdd(i)
	}
	s.mu.RUnlock()
}
func (s *shop) loop() {
	go func() {
		for {
			s.step()
		}
	}()
}
func (s *shop) step() {
	s.mu.Lock()
	defer s.mu.Unlock()
}

func TestShop(t *testing.T) {
	s := &shop{queue: &orderQueue{}}
	s.queue.status = s.status
	go s.scan()
	time.Sleep(time.Millisecond)
	s.loop()
}
