// A broker that sends to its subscribers with its lock held. The slow subscriber is slow, not gone.
package main

import (
	"fmt"
	"sync"
	"time"
)

type broker struct {
	mu          sync.Mutex
	subscribers []chan int
}

func (b *broker) subscribe() <-chan int {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := make(chan int)
	b.subscribers = append(b.subscribers, c)
	return c
}

func (b *broker) publish(v int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.subscribers {
		c <- v
	}
}

func main() {
	b := &broker{}
	for i := 0; i < 3; i++ {
		c := b.subscribe()
		go func() {
			for range c {
				time.Sleep(time.Duration(i) * 300 * time.Millisecond)
			}
		}()
	}
	for i := 0; i < 4; i++ {
		go func() {
			for n := 0; ; n++ {
				b.publish(n)
			}
		}()
	}
	fmt.Println("ready")
	select {}
}
