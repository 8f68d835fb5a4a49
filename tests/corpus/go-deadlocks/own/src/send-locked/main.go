// Cause: channel-lock
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

type monitor struct {
	mu     sync.Mutex
	events chan int
	seen   int
}

func (m *monitor) report(v int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events <- v
}

func (m *monitor) loop() {
	for {
		m.mu.Lock()
		m.seen++
		m.mu.Unlock()
		<-m.events
		time.Sleep(time.Millisecond)
	}
}

func main() {
	m := &monitor{events: make(chan int)}
	for i := 0; i < 3; i++ {
		go func() {
			for {
				m.report(i)
			}
		}()
	}
	go m.loop()
	stay.Here()
}
