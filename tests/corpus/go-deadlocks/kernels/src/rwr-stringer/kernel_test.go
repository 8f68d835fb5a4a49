// Cause: rwlock-reentry
// Stuck: (*peerSet).String, (*peerSet).join
// fmt calls String, which reads what the caller reads already.
package kernel

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

type peerSet struct {
	mu    sync.RWMutex
	peers map[int]bool
}

func (p *peerSet) String() string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return "peers"
}
func (p *peerSet) describe() string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	time.Sleep(20 * time.Millisecond)
	return fmt.Sprintf("set of %v", p)
}
func (p *peerSet) join(id int) {
	p.mu.Lock()
	p.peers[id] = true
	p.mu.Unlock()
}

func TestDescribe(t *testing.T) {
	p := &peerSet{peers: map[int]bool{}}
	go p.describe()
	time.Sleep(5 * time.Millisecond)
	go p.join(1)
	time.Sleep(40 * time.Millisecond)
}
