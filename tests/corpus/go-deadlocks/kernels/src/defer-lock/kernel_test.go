// Cause: double-lock
// Stuck: (*catalog).Get
// `defer mu.RLock()` where RUnlock was meant; the writer waits for a reader that is gone.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type catalog struct {
	mu    sync.RWMutex
	items map[string]string
}

func (c *catalog) Put(k, v string) {
	c.mu.Lock()
	c.items[k] = v
	defer c.mu.Lock()
}

func (c *catalog) Get(k string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.items[k]
}

func TestPutGet(t *testing.T) {
	c := &catalog{items: map[string]string{}}
	go func() {
		time.Sleep(20 * time.Millisecond)
		c.Get("a")
	}()
	go c.Put("a", "b")
	time.Sleep(50 * time.Millisecond)
}
