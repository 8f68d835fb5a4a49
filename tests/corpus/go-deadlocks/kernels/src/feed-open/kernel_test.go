// Cause: channel-wait-group
// Stuck: (*crew).finish, (*crew).hand
// The workers range over a channel that is closed after they are done.
package kernel

import (
	"sync"
	"testing"
)

type crew struct {
	wg    sync.WaitGroup
	tasks chan func()
}

func (c *crew) hand() {
	defer c.wg.Done()
	for f := range c.tasks {
		f()
	}
}
func (c *crew) finish() {
	c.wg.Wait()
	close(c.tasks)
}

func TestCrew(t *testing.T) {
	c := &crew{tasks: make(chan func())}
	for i := 0; i < 3; i++ {
		c.wg.Add(1)
		go c.hand()
	}
	c.tasks <- func() {}
	c.finish()
}
