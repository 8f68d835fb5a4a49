// Cause: channel
// Stuck: (*retrier).reset
// The timer has fired and its tick was taken; Stop returns false, and the drain waits for a second tick.
package kernel

import (
	"testing"
	"time"
)

type retrier struct{ timer *time.Timer }

func (r *retrier) wait() {
	<-r.timer.C
}
func (r *retrier) reset(d time.Duration) {
	if !r.timer.Stop() {
		<-r.timer.C
	}
	r.timer.Reset(d)
}

func TestRetrier(t *testing.T) {
	r := &retrier{time.NewTimer(time.Millisecond)}
	r.wait()
	r.reset(time.Millisecond)
}
