// Cause: channel-lock
// Stuck: (*breaker).slot, TestBreaker
// The lock of one request is released only after another one has been answered.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type request struct {
	lock   *sync.Mutex
	accept chan bool
}
type breaker struct {
	pending chan struct{}
	active  chan struct{}
}

func (b *breaker) slot(f func()) {
	b.pending <- struct{}{}
	b.active <- struct{}{}
	f()
	<-b.active
	<-b.pending
}
func (b *breaker) request(r request) {
	go b.slot(func() {
		r.lock.Lock()
		defer r.lock.Unlock()
		r.accept <- true
	})
}

func TestBreaker(t *testing.T) {
	b := &breaker{pending: make(chan struct{}, 3), active: make(chan struct{}, 1)}
	var first, second sync.Mutex
	first.Lock()
	second.Lock()
	one, two := request{&first, make(chan bool)}, request{&second, make(chan bool)}
	b.request(one)
	time.Sleep(5 * time.Millisecond)
	b.request(two)
	second.Unlock()
	<-two.accept
	first.Unlock()
	<-one.accept
}
