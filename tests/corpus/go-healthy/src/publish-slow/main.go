// A publisher sends to subscribers with the read lock held; one subscriber is slow, and somebody waits to subscribe.
package main

import (
	"fmt"
	"sync"
	"time"
)

type bus struct {
	mu          sync.RWMutex
	subscribers []chan int
}

func (b *bus) publish(v int) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, subscriber := range b.subscribers {
		subscriber <- v
	}
}

func (b *bus) subscribe() <-chan int {
	b.mu.Lock()
	defer b.mu.Unlock()
	subscriber := make(chan int)
	b.subscribers = append(b.subscribers, subscriber)
	return subscriber
}

func follow(events <-chan int, pause time.Duration) {
	for range events {
		time.Sleep(pause)
	}
}

func main() {
	b := &bus{}
	go follow(b.subscribe(), time.Millisecond)
	go follow(b.subscribe(), 200*time.Millisecond)
	go func() {
		for i := 0; ; i++ {
			b.publish(i)
		}
	}()
	go func() {
		for {
			time.Sleep(50 * time.Millisecond)
			go follow(b.subscribe(), time.Millisecond)
		}
	}()
	fmt.Println("ready")
	select {}
}
