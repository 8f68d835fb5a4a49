// Cause: channel
// Stuck: testTransfer.func2
// A progress writer whose watcher left.
package kernel

import (
	"testing"
)

func testTransfer(done chan<- struct{}) {
	progress := make(chan int)
	result := make(chan struct{})
	go func() {
		<-progress
		close(result)
	}()
	go func() {
		for i := 0; ; i++ {
			progress <- i
		}
	}()
	<-result
	close(done)
}

func TestTransfer(t *testing.T) {
	done := make(chan struct{})
	go testTransfer(done)
	<-done
}
