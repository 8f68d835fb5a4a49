// Cause: channel-lock
// Stuck: (*round).next.func1, runRounds
// One follower holds the baton and waits for all others to arrive.
package kernel

import (
	"sync"
	"testing"
)

type round struct {
	acquire func()
	release func()
}

func (r *round) next(wg chan<- int, nextc <-chan struct{}) {
	go func() {
		r.acquire()
		wg <- 1
		<-nextc
		r.release()
	}()
}

func runRounds(rounds []*round) {
	arrived := make(chan int)
	nextc := make(chan struct{})
	for _, r := range rounds {
		r.next(arrived, nextc)
	}
	for range rounds {
		<-arrived
	}
	close(nextc)
}

func TestRounds(t *testing.T) {
	var mu sync.Mutex
	rounds := make([]*round, 3)
	for i := range rounds {
		rounds[i] = &round{mu.Lock, mu.Unlock}
	}
	go runRounds(rounds)
}
