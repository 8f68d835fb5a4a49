// Cause: channel-lock
// Stuck: (*processor).pop, (*processor).add
// A queue hands its items over under the lock that the next item needs.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type processor struct {
	lock    sync.RWMutex
	cond    sync.Cond
	pending []int
	next    chan int
}

func (p *processor) add(v int) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.pending = append(p.pending, v)
	p.cond.Broadcast()
}
func (p *processor) pop(stop <-chan struct{}) {
	p.lock.Lock()
	defer p.lock.Unlock()
	for {
		for len(p.pending) == 0 {
			p.cond.Wait()
		}
		v := p.pending[0]
		p.pending = p.pending[1:]
		select {
		case <-stop:
			return
		case p.next <- v:
		}
	}
}

func TestProcessor(t *testing.T) {
	p := &processor{next: make(chan int)}
	p.cond.L = &p.lock
	stop := make(chan struct{})
	go p.pop(stop)
	go func() {
		p.add(1)
		time.Sleep(10 * time.Millisecond)
		p.add(2)
		<-p.next
		<-p.next
		close(stop)
	}()
}
