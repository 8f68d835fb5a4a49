// Cause: channel-lock
// Stuck: (*health).close, (*vessel).report
// Stopping a monitor by a send, under the lock that the monitor waits for.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type health struct{ stop chan struct{} }
type vessel struct {
	sync.Mutex
	h *health
}

func (h *health) close() { h.stop <- struct{}{} }
func (v *vessel) report() {
	v.Lock()
	defer v.Unlock()
}
func watchHealth(v *vessel) {
	for {
		select {
		case <-v.h.stop:
			return
		default:
			time.Sleep(time.Millisecond)
			v.report()
		}
	}
}
func (v *vessel) sink() {
	v.Lock()
	defer v.Unlock()
	time.Sleep(5 * time.Millisecond)
	v.h.close()
}

func TestVessel(t *testing.T) {
	v := &vessel{h: &health{make(chan struct{})}}
	go watchHealth(v)
	go v.sink()
}
