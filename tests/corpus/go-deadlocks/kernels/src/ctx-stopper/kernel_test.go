// Cause: channel-context
// Stuck: (*consumer).loop, TestConsumer
// The one who cancels waits first for the loop that waits for the cancel.
package kernel

import (
	"context"
	"testing"
)

type consumer struct{ msgs chan string }

func (c *consumer) loop(ctx context.Context, done chan<- struct{}) {
	for {
		select {
		case <-c.msgs:
		case <-ctx.Done():
			close(done)
			return
		}
	}
}

func TestConsumer(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	c := &consumer{msgs: make(chan string)}
	go c.loop(ctx, done)
	c.msgs <- "a"
	<-done
	cancel()
}
