// Cause: channel
// Stuck: TestBoth
// Waits for two answers, one comes.
package kernel

import (
	"testing"
)

type answer struct{ ok bool }

func ask(ch chan<- answer, ok bool) {
	if ok {
		ch <- answer{ok}
	}
}

func TestBoth(t *testing.T) {
	ch := make(chan answer)
	go ask(ch, true)
	go ask(ch, false)
	<-ch
	<-ch
}
