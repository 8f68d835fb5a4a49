// A bounded queue with two condition variables under load: producers wait for room, consumers work slowly, main waits for all.
package main

import (
	"fmt"
	"sync"
	"time"
)

type boundedQueue struct {
	mu       sync.Mutex
	notFull  *sync.Cond
	notEmpty *sync.Cond
	items    []int
}

func newBoundedQueue() *boundedQueue {
	q := &boundedQueue{}
	q.notFull, q.notEmpty = sync.NewCond(&q.mu), sync.NewCond(&q.mu)
	return q
}

func (q *boundedQueue) put(v int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) >= 8 {
		q.notFull.Wait()
	}
	q.items = append(q.items, v)
	q.notEmpty.Signal()
}

func (q *boundedQueue) take() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.notEmpty.Wait()
	}
	v := q.items[0]
	q.items = q.items[1:]
	q.notFull.Signal()
	return v
}

func main() {
	q := newBoundedQueue()
	var wg sync.WaitGroup
	for i := 0; i < 20; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := 0; n < 10000; n++ {
				q.put(n)
			}
		}()
	}
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				q.take()
				time.Sleep(30 * time.Millisecond)
			}
		}()
	}
	fmt.Println("ready")
	wg.Wait()
}
