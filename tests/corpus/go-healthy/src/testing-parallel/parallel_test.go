// A test run in full swing: parallel subtests, some of which wait for their turn.
package parallel

import (
	"sync"
	"testing"
	"time"
)

type table struct {
	mu   sync.Mutex
	rows int
}

func (t *table) insert() {
	t.mu.Lock()
	defer t.mu.Unlock()
	time.Sleep(100 * time.Millisecond)
	t.rows++
}

var shared table

func TestInserts(t *testing.T) {
	for _, name := range []string{"a", "b", "c", "d"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := 0; i < 1000; i++ {
				shared.insert()
			}
		})
	}
}

func TestProducer(t *testing.T) {
	t.Parallel()
	c := make(chan int)
	go func() {
		for i := 0; ; i++ {
			c <- i
		}
	}()
	for range c {
		time.Sleep(50 * time.Millisecond)
	}
}
