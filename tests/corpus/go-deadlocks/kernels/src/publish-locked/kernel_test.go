// Cause: channel-lock
// Stuck: (*broker).publish, (*broker).subscribe
// Sends under the lock; the receiver takes the lock first.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type broker struct {
	mu   sync.Mutex
	out  chan int
	subs int
}

func (b *broker) publish(v int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.out <- v
}
func (b *broker) subscribe() {
	b.mu.Lock()
	b.subs++
	b.mu.Unlock()
	<-b.out
}

func TestBroker(t *testing.T) {
	b := &broker{out: make(chan int)}
	go b.publish(1)
	time.Sleep(10 * time.Millisecond)
	b.subscribe()
}
