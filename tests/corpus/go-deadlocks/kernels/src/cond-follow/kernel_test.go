// Cause: condition-variable
// Stuck: (*plug).activate, activateAll
// Activation waits for a condition; a done channel and a wait group hang behind it.
package kernel

import (
	"sync"
	"testing"
)

type plug struct {
	lock sync.Mutex
	c    *sync.Cond
	up   bool
}

func (p *plug) activate() {
	p.lock.Lock()
	for !p.up {
		p.c.Wait()
	}
	p.lock.Unlock()
}
func activateAll(ps []*plug) {
	var wg sync.WaitGroup
	wg.Add(len(ps))
	for _, p := range ps {
		go func(p *plug) {
			p.activate()
			wg.Done()
		}(p)
	}
	wg.Wait()
}

func TestPlugs(t *testing.T) {
	p := &plug{}
	p.c = sync.NewCond(&p.lock)
	done := make(chan struct{})
	go func() {
		activateAll([]*plug{p, p})
		close(done)
	}()
	<-done
}
