// A queue with a condition variable; the consumers wait because the producer has a break.
package main

import (
	"fmt"
	"sync"
	"time"
)

type queue struct {
	mu    sync.Mutex
	ready *sync.Cond
	items []int
}

func newQueue() *queue {
	q := &queue{}
	q.ready = sync.NewCond(&q.mu)
	return q
}

func (q *queue) push(v int) {
	q.mu.Lock()
	q.items = append(q.items, v)
	q.mu.Unlock()
	q.ready.Signal()
}

func (q *queue) pop() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.ready.Wait()
	}
	v := q.items[0]
	q.items = q.items[1:]
	return v
}

func main() {
	q := newQueue()
	for i := 0; i < 5; i++ {
		go func() {
			for {
				q.pop()
			}
		}()
	}
	fmt.Println("ready")
	for i := 0; ; i++ {
		q.push(i)
		time.Sleep(3 * time.Second)
	}
}
