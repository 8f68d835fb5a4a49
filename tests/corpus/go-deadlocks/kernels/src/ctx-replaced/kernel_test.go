// Cause: channel-context
// Stuck: (*transport).monitor
// A second context replaces the first one, which then nobody can cancel.
package kernel

import (
	"context"
	"testing"
	"time"
)

type transport struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func (tr *transport) monitor(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		}
	}
}

func dial(ctx context.Context, block bool) *transport {
	tr := &transport{}
	tr.ctx, tr.cancel = context.WithCancel(ctx)
	go tr.monitor(tr.ctx)
	if block {
		tr.ctx, tr.cancel = context.WithTimeout(ctx, time.Hour)
	}
	return tr
}

func TestDial(t *testing.T) {
	tr := dial(context.Background(), true)
	tr.cancel()
}
