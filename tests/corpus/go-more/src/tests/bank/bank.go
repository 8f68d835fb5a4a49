package bank

import "sync"

type Account struct {
	mu      sync.Mutex
	cents   int
	history []int
}

//go:noinline
func (a *Account) Deposit(c int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cents += c
	a.notify()
}

//go:noinline
func (a *Account) notify() {
	a.mu.Lock() // @notify
	defer a.mu.Unlock()
}

//go:noinline
func (a *Account) Last(n int) []int { return a.history[len(a.history)-n:] } // @last
