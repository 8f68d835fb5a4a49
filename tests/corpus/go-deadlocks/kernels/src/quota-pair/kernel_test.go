// Cause: lock-order
// Stuck: (*quota).sync, (*sequence).update
// A workqueue function called under a lock, which takes the other.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type quota struct {
	workers sync.RWMutex
	seq     *sequence
}
type sequence struct {
	sync.Mutex
	q *quota
}

func (q *quota) sync()      { q.workers.RLock(); defer q.workers.RUnlock() }
func (s *sequence) update() { s.Lock(); defer s.Unlock() }
func (q *quota) resync() {
	q.workers.Lock()
	defer q.workers.Unlock()
	time.Sleep(10 * time.Millisecond)
	q.seq.update()
}
func (s *sequence) run() {
	s.Lock()
	defer s.Unlock()
	time.Sleep(10 * time.Millisecond)
	s.q.sync()
}

func TestQuota(t *testing.T) {
	q := &quota{seq: &sequence{}}
	q.seq.q = q
	stop := make(chan struct{})
	go func() { q.resync(); close(stop) }()
	go q.seq.run()
	<-stop
}
