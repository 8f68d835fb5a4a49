// Cause: channel-context
// Stuck: split
// The receiver gave up with the context, the sender did not.
package kernel

import (
	"context"
	"errors"
	"testing"
)

func restore(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ready := make(chan struct{})
	go func() {
		defer close(ready)
		for i := 0; i < 3; i++ {
			split(ctx, ready)
		}
	}()
	for i := 0; i < 3; i++ {
		select {
		case <-ready:
			if i == 0 {
				return errors.New("import failed")
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
func split(ctx context.Context, ready chan<- struct{}) { ready <- struct{}{} }

func TestRestore(t *testing.T) { restore(context.Background()) }
