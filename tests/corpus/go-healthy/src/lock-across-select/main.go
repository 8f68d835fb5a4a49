// A call to a slow backend under a lock, with a timeout: the others wait, the timeout ends it.
package main

import (
	"fmt"
	"sync"
	"time"
)

type backend struct {
	mu      sync.Mutex
	replies chan string
}

func (b *backend) call() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.await(2 * time.Second)
}

func (b *backend) await(limit time.Duration) string {
	select {
	case reply := <-b.replies:
		return reply
	case <-time.After(limit):
		return "timeout"
	}
}

func main() {
	b := &backend{replies: make(chan string)}
	done := make(chan struct{})
	for i := 0; i < 3; i++ {
		go func() {
			for {
				b.call()
			}
		}()
	}
	fmt.Println("ready")
	<-done
}
