// Cause: channel-context
// Stuck: lookup, lookup.func1
// Waits for the result only, though the worker waits for a cancel that comes after it.
package kernel

import (
	"context"
	"testing"
)

func lookup(ctx context.Context, name string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ch := make(chan error)
	go func() {
		<-ctx.Done()
		ch <- ctx.Err()
	}()
	return <-ch
}

func TestLookup(t *testing.T) { lookup(context.Background(), "x") }
