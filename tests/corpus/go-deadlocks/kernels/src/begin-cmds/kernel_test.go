// Cause: channel-context
// Stuck: (*replica).begin.func1
// Waits for predecessors, or for a context that nobody ends.
package kernel

import (
	"context"
	"sync"
	"testing"
)

type replica struct {
	mu   sync.Mutex
	cmds []chan struct{}
}

func (r *replica) begin(ctx context.Context) func() {
	chans := r.cmds
	done := make(chan struct{})
	go func() {
		for _, c := range chans {
			select {
			case <-c:
			case <-ctx.Done():
			}
		}
		close(done)
	}()
	return func() { <-done }
}

func TestReplica(t *testing.T) {
	r := &replica{cmds: []chan struct{}{make(chan struct{})}}
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	r.begin(ctx)
}
