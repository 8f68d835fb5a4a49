// Cause: lock-order
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

type account struct {
	mu      sync.Mutex
	balance int
}

func (a *account) transfer(b *account, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	b.mu.Lock()
	defer b.mu.Unlock()
	a.balance -= n
	b.balance += n
}

func main() {
	x, y := &account{}, &account{}
	go x.transfer(y, 1)
	go y.transfer(x, 2)
	stay.Here()
}
