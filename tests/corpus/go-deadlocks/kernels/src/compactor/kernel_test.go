// Cause: channel
// Stuck: (*compactor).suggest
// A wake-up channel of capacity one, and no loop yet.
package kernel

import (
	"testing"
)

type compactor struct{ ch chan struct{} }

func (c *compactor) start(stop <-chan struct{}) {
	go func() {
		for {
			select {
			case <-c.ch:
			case <-stop:
				return
			}
		}
	}()
}
func (c *compactor) suggest() { c.ch <- struct{}{} }

func TestCompactor(t *testing.T) {
	c := &compactor{ch: make(chan struct{}, 1)}
	stop := make(chan struct{})
	close(stop)
	c.suggest()
	done := make(chan bool)
	go func() {
		c.suggest()
		c.start(stop)
		done <- true
	}()
	<-done
}
