// Cause: lock-order
// Stuck: (*queue).push, (*informer).resync
// Listener interface: the queue calls the informer under its lock, and the other way round.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type listener interface{ resync() }

type queue struct {
	lock sync.RWMutex
	l    listener
}
type informer struct {
	sync.Mutex
	q *queue
}

func (q *queue) push() {
	q.lock.Lock()
	defer q.lock.Unlock()
}
func (q *queue) pop() {
	q.lock.Lock()
	defer q.lock.Unlock()
	time.Sleep(10 * time.Millisecond)
	q.l.resync()
}
func (i *informer) resync() {
	i.Lock()
	defer i.Unlock()
}
func (i *informer) start() {
	i.Lock()
	defer i.Unlock()
	time.Sleep(10 * time.Millisecond)
	i.q.push()
}

func TestInformer(t *testing.T) {
	i := &informer{q: &queue{}}
	i.q.l = i
	go i.q.pop()
	go i.start()
	time.Sleep(40 * time.Millisecond)
}
