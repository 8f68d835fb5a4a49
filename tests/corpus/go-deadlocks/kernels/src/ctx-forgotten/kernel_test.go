// Cause: channel-context
// Stuck: (*cursor).awaitDone
// The cancel function of the context is never called.
package kernel

import (
	"context"
	"testing"
)

type cursor struct{ closed bool }

func (c *cursor) init(ctx context.Context) { go c.awaitDone(ctx) }
func (c *cursor) awaitDone(ctx context.Context) {
	<-ctx.Done()
	c.closed = true
}

func query(ctx context.Context) *cursor {
	inner, cancel := context.WithCancel(ctx)
	_ = cancel
	c := &cursor{}
	c.init(inner)
	return c
}

func TestQuery(t *testing.T) { query(context.Background()) }
