// Sixteen goroutines take turns at one mutex; whoever holds it works.
package main

import (
	"fmt"
	"sync"
	"time"
)

type account struct {
	mu      sync.Mutex
	balance int
}

func (a *account) deposit(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += n
	a.audit()
}

// Called with the lock held.
func (a *account) audit() {
	end := time.Now().Add(5 * time.Millisecond)
	for time.Now().Before(end) {
	}
}

func main() {
	a := &account{}
	var wg sync.WaitGroup
	for i := 0; i < 16; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				a.deposit(i)
			}
		}()
	}
	fmt.Println("ready")
	wg.Wait()
}
