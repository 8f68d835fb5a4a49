// Cause: rwlock-reentry
// Stuck: (*topics).Len, (*topics).Add
// The function given to ForEach asks for the length, which reads again; somebody adds in between.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type topics struct {
	mu   sync.RWMutex
	list []string
}

func (t *topics) ForEach(do func(string)) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, topic := range t.list {
		do(topic)
	}
}
func (t *topics) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.list)
}
func (t *topics) Add(topic string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(t.list, topic)
}

type reporter struct{ topics *topics }

func (r *reporter) print(topic string) {
	time.Sleep(10 * time.Millisecond)
	if r.topics.Len() > 10 {
		panic(topic)
	}
}

func TestTopics(t *testing.T) {
	all := &topics{list: []string{"a", "b"}}
	r := &reporter{all}
	go func() {
		time.Sleep(5 * time.Millisecond)
		all.Add("c")
	}()
	all.ForEach(r.print)
}
