// One ticker, many subscribers: the hub sends under its lock to buffered channels; subscribers come and go.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

type hub struct {
	mu          sync.Mutex
	subscribers map[int]chan time.Time
	next        int
}

func (h *hub) subscribe() (int, <-chan time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.next++
	ticks := make(chan time.Time, 1)
	h.subscribers[h.next] = ticks
	return h.next, ticks
}

func (h *hub) unsubscribe(id int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.subscribers[id])
	delete(h.subscribers, id)
}

func (h *hub) run(ctx context.Context, period time.Duration) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		select {
		case now := <-ticker.C:
			h.broadcast(now)
		case <-ctx.Done():
			return
		}
	}
}

func (h *hub) broadcast(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, ticks := range h.subscribers {
		select {
		case ticks <- now:
		default:
		}
	}
}

func follow(ctx context.Context, h *hub, most int) {
	for ctx.Err() == nil {
		id, ticks := h.subscribe()
		for i := 0; i < most; i++ {
			select {
			case <-ticks:
			case <-ctx.Done():
			}
		}
		h.unsubscribe(id)
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	h := &hub{subscribers: map[int]chan time.Time{}}
	for i := 0; i < 24; i++ {
		go follow(ctx, h, 1+i)
	}
	fmt.Println("ready")
	h.run(ctx, 250*time.Millisecond)
}
