// Two locks, always in the same order, with waiters at both. The holder of the inner one works.
package main

import (
	"fmt"
	"sync"
	"time"
)

type bank struct {
	mu    sync.Mutex
	books *ledger
}

type ledger struct {
	mu    sync.Mutex
	lines int
}

func (b *bank) transfer() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.books.write()
}

func (l *ledger) write() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines++
	time.Sleep(80 * time.Millisecond)
}

func main() {
	b := &bank{books: &ledger{}}
	for i := 0; i < 4; i++ {
		go func() {
			for {
				b.transfer()
			}
		}()
		go func() {
			for {
				b.books.write()
			}
		}()
	}
	fmt.Println("ready")
	select {}
}
