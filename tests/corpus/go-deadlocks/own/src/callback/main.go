// Cause: double-lock
package main

import (
	"sync"

	"stuck.example/stay"
)

type bus struct {
	mu       sync.Mutex
	handlers []func(int)
}

func (b *bus) on(h func(int)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.handlers = append(b.handlers, h)
}

func (b *bus) fire(v int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, h := range b.handlers {
		h(v)
	}
}

func main() {
	b := &bus{}
	b.on(func(v int) { b.on(func(int) {}) })
	done := make(chan bool)
	go func() {
		b.fire(1)
		close(done)
	}()
	go func() { <-done }()
	stay.Here()
}
