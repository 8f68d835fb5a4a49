// Caches that follow a source, as controllers have them: a watch, a queue with a condition variable, listeners with a
// buffer of their own, and workers of a work queue. Nothing happens at the moment.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

type delta struct{ key string }

type fifo struct {
	mu    sync.RWMutex
	cond  sync.Cond
	items []delta
}

func newFIFO() *fifo {
	f := &fifo{}
	f.cond.L = &f.mu
	return f
}
func (f *fifo) add(d delta) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.items = append(f.items, d)
	f.cond.Broadcast()
}
func (f *fifo) pop(process func(delta)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.items) == 0 {
		f.cond.Wait()
	}
	d := f.items[0]
	f.items = f.items[1:]
	process(d)
}

type listener struct {
	nextCh, addCh chan delta
	handle        func(delta)
}

func (l *listener) pop() {
	defer close(l.nextCh)
	var next chan<- delta
	var notification delta
	var waiting []delta
	for {
		select {
		case next <- notification:
			next = nil
			if len(waiting) > 0 {
				notification, waiting, next = waiting[0], waiting[1:], l.nextCh
			}
		case d, ok := <-l.addCh:
			if !ok {
				return
			}
			if next == nil {
				notification, next = d, l.nextCh
			} else {
				waiting = append(waiting, d)
			}
		}
	}
}
func (l *listener) run() {
	for d := range l.nextCh {
		l.handle(d)
	}
}

type workqueue struct {
	cond  *sync.Cond
	queue []string
}

func (q *workqueue) add(key string) {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	q.queue = append(q.queue, key)
	q.cond.Signal()
}
func (q *workqueue) get() string {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	for len(q.queue) == 0 {
		q.cond.Wait()
	}
	key := q.queue[0]
	q.queue = q.queue[1:]
	return key
}

func until(ctx context.Context, every time.Duration, do func(context.Context)) {
	for {
		do(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
	}
}

func reflect(events <-chan delta, into *fifo) func(context.Context) {
	return func(ctx context.Context) {
		for {
			select {
			case <-ctx.Done():
				return
			case d := <-events:
				into.add(d)
			}
		}
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	queue := &workqueue{cond: sync.NewCond(&sync.Mutex{})}
	var wg sync.WaitGroup
	for range 3 {
		store, events := newFIFO(), make(chan delta)
		l := &listener{make(chan delta), make(chan delta), func(d delta) { queue.add(d.key) }}
		go until(ctx, time.Second, reflect(events, store))
		wg.Go(l.pop)
		wg.Go(l.run)
		wg.Go(func() {
			for {
				store.pop(func(d delta) { l.addCh <- d })
			}
		})
		go func() {
			ticker := time.NewTicker(2 * time.Second)
			for range ticker.C {
				events <- delta{"default/web"}
			}
		}()
	}
	for range 4 {
		wg.Go(func() {
			for {
				queue.get()
			}
		})
	}
	fmt.Println("ready")
	wg.Wait()
}
