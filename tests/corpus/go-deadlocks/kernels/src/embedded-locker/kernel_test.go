// Cause: double-lock
// Stuck: (*counter).bump
// The lock is embedded and goes through an interface; the body that runs under it locks again.
package kernel

import (
	"sync"
	"testing"
)

type counter struct {
	sync.Mutex
	value int
}

func withLock(l sync.Locker, do func()) {
	l.Lock()
	defer l.Unlock()
	do()
}
func (c *counter) bump() {
	c.Lock()
	c.value++
	c.Unlock()
}

func TestCounter(t *testing.T) {
	c := &counter{}
	withLock(c, func() {
		c.bump()
	})
}
