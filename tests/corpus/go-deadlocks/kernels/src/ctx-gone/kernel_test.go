// Cause: channel-context
// Stuck: produce
// The consumer left when the context ended; the producer looked at it before it began to send.
package kernel

import (
	"context"
	"testing"
	"time"
)

func produce(ctx context.Context, out chan<- int) {
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		default:
		}
		out <- i
	}
}
func consume(ctx context.Context, in <-chan int) {
	for {
		<-in
		time.Sleep(time.Millisecond)
		if ctx.Err() != nil {
			return
		}
	}
}

func TestConsume(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	ch := make(chan int)
	go produce(ctx, ch)
	consume(ctx, ch)
}
