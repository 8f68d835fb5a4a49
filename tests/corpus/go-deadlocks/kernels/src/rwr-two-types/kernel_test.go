// Cause: rwlock-reentry
// Stuck: (*snapshot).get, (*snapshot).apply
// The second read lock is taken far below, through another type.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type snapshot struct {
	lock sync.RWMutex
	data map[string]int
}
type evaluator struct{ snap *snapshot }

func (s *snapshot) get(k string) int {
	s.lock.RLock()
	defer s.lock.RUnlock()
	return s.data[k]
}
func (s *snapshot) each(f func(string)) {
	s.lock.RLock()
	defer s.lock.RUnlock()
	for k := range s.data {
		f(k)
	}
}
func (s *snapshot) apply(k string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.data[k]++
}
func (e *evaluator) eval(k string) {
	time.Sleep(20 * time.Millisecond)
	e.snap.get(k)
}

func TestEval(t *testing.T) {
	s := &snapshot{data: map[string]int{"a": 1}}
	e := &evaluator{s}
	go s.each(e.eval)
	time.Sleep(5 * time.Millisecond)
	s.apply("a")
}
