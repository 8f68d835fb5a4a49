// Cause: condition-variable
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

type latch struct {
	mu   sync.Mutex
	cond *sync.Cond
	open bool
}

func (l *latch) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cond.Wait()
}

func (l *latch) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = true
	l.cond.Broadcast()
}

func main() {
	l := &latch{}
	l.cond = sync.NewCond(&l.mu)
	l.release()
	time.Sleep(10 * time.Millisecond)
	done := make(chan struct{})
	go func() { l.wait(); close(done) }()
	go func() { <-done }()
	stay.Here()
}
