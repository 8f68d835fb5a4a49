// Cause: double-lock
// Stuck: (*client).Close
// A read lock is kept on an error path; Close waits for the reader that went away.
package kernel

import (
	"errors"
	"sync"
	"testing"
)

type client struct {
	mu   sync.RWMutex
	conn *int
}

func (c *client) acquire() error {
	c.mu.RLock()
	if c.conn == nil {
		return errors.New("closed")
	}
	return nil
}
func (c *client) release() { c.mu.RUnlock() }
func (c *client) Do() error {
	if err := c.acquire(); err != nil {
		return err
	}
	defer c.release()
	return nil
}
func (c *client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conn = nil
}

func TestClient(t *testing.T) {
	c := &client{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.Do()
		c.Close()
	}()
	<-done
}
