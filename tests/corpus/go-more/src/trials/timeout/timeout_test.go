package timeout

import (
	"sync"
	"testing"
)

type queue struct {
	mu    sync.Mutex
	items chan int
}

func (q *queue) put(v int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items <- v //@timeout
}

func (q *queue) get() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return <-q.items
}

func TestQueue(t *testing.T) {
	t.Run("quick", func(t *testing.T) {})
	t.Run("full", func(t *testing.T) {
		q := &queue{items: make(chan int, 1)}
		q.put(1)
		var wg sync.WaitGroup
		wg.Go(func() { t.Log(q.get()) })
		wg.Wait()
		wg.Go(func() { q.put(2); t.Log(q.get()) })
		wg.Wait()
		q.put(3)
		q.put(4)
	})
}
