// Cause: condition-variable
// Stuck: (*mailbox).take
// The condition is set under another lock than the one of the condition variable, between the test and the wait.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type mailbox struct {
	mu, letters sync.Mutex
	arrived     *sync.Cond
	count       int
}

func (m *mailbox) empty() bool {
	m.letters.Lock()
	defer m.letters.Unlock()
	return m.count == 0
}
func (m *mailbox) take() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.empty() {
		time.Sleep(20 * time.Millisecond)
		m.arrived.Wait()
	}
}
func (m *mailbox) put() {
	m.letters.Lock()
	defer m.letters.Unlock()
	m.count++
	m.arrived.Broadcast()
}

func TestMailbox(t *testing.T) {
	m := &mailbox{}
	m.arrived = sync.NewCond(&m.mu)
	go m.take()
	time.Sleep(10 * time.Millisecond)
	m.put()
}
