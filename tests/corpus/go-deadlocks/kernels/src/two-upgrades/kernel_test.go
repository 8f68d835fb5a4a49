// Cause: double-lock
// Stuck: (*quotas).grow
// Two readers find that they must write, and lock for it without letting go of the read lock.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type quotas struct {
	mu   sync.RWMutex
	left map[string]int
}

func (q *quotas) grow(user string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.left[user] += 10
}
func (q *quotas) take(user string) {
	q.mu.RLock()
	defer q.mu.RUnlock()
	time.Sleep(5 * time.Millisecond)
	if q.left[user] == 0 {
		q.grow(user)
	}
}

func TestQuotas(t *testing.T) {
	q := &quotas{left: map[string]int{}}
	done := make(chan bool)
	for _, user := range []string{"a", "b"} {
		user := user
		go func() { q.take(user); done <- true }()
	}
	<-done
	<-done
}
