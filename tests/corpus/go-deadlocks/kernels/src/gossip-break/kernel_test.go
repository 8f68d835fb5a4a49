// Cause: double-lock
// Stuck: (*talk).manage
// Leaves a loop with `break`, past the unlock.
package kernel

import (
	"sync"
	"testing"
)

type talk struct {
	mu     sync.Mutex
	closed bool
}

func (g *talk) bootstrap() {
	for {
		g.mu.Lock()
		if g.closed {
			break
		}
		g.mu.Unlock()
		break
	}
}
func (g *talk) manage() {
	for {
		g.mu.Lock()
		if g.closed {
			break
		}
		g.mu.Unlock()
		break
	}
}

func TestTalk(t *testing.T) {
	g := &talk{closed: true}
	go func() {
		g.bootstrap()
		g.manage()
	}()
}
