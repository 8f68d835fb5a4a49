// Cause: channel
// Stuck: (*bench).closed.func1
// Workers produce into a channel whose reader stopped after a given number.
package kernel

import (
	"testing"
)

type bench struct{ stop chan bool }

func (b *bench) closed(n int) {
	ch := make(chan int)
	for i := 0; i < n; i++ {
		go func() {
			for {
				ch <- 1
				select {
				case <-b.stop:
					return
				default:
				}
			}
		}()
	}
	for i := 0; i < 5; i++ {
		<-ch
	}
	close(b.stop)
}

func TestBench(t *testing.T) {
	b := &bench{make(chan bool)}
	go b.closed(2)
}
