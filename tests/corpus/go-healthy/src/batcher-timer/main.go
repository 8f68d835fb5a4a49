// Requests wait until a batch is full or its time is over; a timer that calls a function is all that moves.
package main

import (
	"fmt"
	"sync"
	"time"
)

type batch struct {
	items []int
	done  chan struct{}
}

type batcher struct {
	mu      sync.Mutex
	current *batch
}

func (b *batcher) flush(one *batch) {
	b.mu.Lock()
	if b.current == one {
		b.current = nil
	}
	b.mu.Unlock()
	close(one.done)
}

func (b *batcher) add(item int) {
	b.mu.Lock()
	if b.current == nil {
		one := &batch{done: make(chan struct{})}
		b.current = one
		time.AfterFunc(2*time.Second, func() { b.flush(one) })
	}
	one := b.current
	one.items = append(one.items, item)
	b.mu.Unlock()
	<-one.done
}

func main() {
	b := &batcher{}
	var clients sync.WaitGroup
	for client := range 10 {
		clients.Go(func() {
			for {
				b.add(client)
			}
		})
	}
	fmt.Println("ready")
	clients.Wait()
}
