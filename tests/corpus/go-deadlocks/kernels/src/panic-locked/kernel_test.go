// Cause: double-lock
// Stuck: (*ledgers).book
// A panic between Lock and Unlock is recovered further up; the lock is never given back.
package kernel

import (
	"sync"
	"testing"
)

type ledgers struct {
	mu    sync.Mutex
	books map[string]int
}

func (l *ledgers) book(name string, amount int) {
	l.mu.Lock()
	l.books[name] += 100 / amount
	l.mu.Unlock()
}
func (l *ledgers) serve(requests []int) {
	for _, amount := range requests {
		func() {
			defer func() { recover() }()
			l.book("cash", amount)
		}()
	}
}

func TestLedgers(t *testing.T) {
	l := &ledgers{books: map[string]int{}}
	go l.serve([]int{5, 0, 2})
	go l.serve([]int{5, 0, 2})
}
