// Cause: lock-order
// Stuck: move
// Two objects of one type, locked in the order of the arguments.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type purse struct {
	mu    sync.Mutex
	cents int
}

func move(from, to *purse, cents int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	to.mu.Lock()
	defer to.mu.Unlock()
	from.cents -= cents
	to.cents += cents
}

func TestMove(t *testing.T) {
	a, b := &purse{}, &purse{}
	done := make(chan bool)
	go func() { move(a, b, 1); done <- true }()
	go func() { move(b, a, 1); done <- true }()
	<-done
	<-done
}
