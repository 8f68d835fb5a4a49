// Cause: channel-lock
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

type hub struct {
	mu   sync.RWMutex
	out  chan int
	quit chan struct{}
}

func (h *hub) publish(v int) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	select {
	case h.out <- v:
	case <-h.quit:
	}
}

func (h *hub) shutdown() {
	time.Sleep(20 * time.Millisecond)
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.quit)
}

func main() {
	h := &hub{out: make(chan int), quit: make(chan struct{})}
	go h.publish(1)
	go h.shutdown()
	stay.Here()
}
