// Cause: channel-context
// Stuck: merge.func1
// One context that ends with either of two: nobody ever ends any of them.
package kernel

import (
	"context"
	"testing"
)

type key struct{}

func merge(a, b context.Context) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		select {
		case <-a.Done():
		case <-b.Done():
		}
		cancel()
	}()
	return context.WithValue(ctx, key{}, 1)
}

func TestMerge(t *testing.T) {
	a, _ := context.WithCancel(context.Background())
	b, _ := context.WithCancel(context.Background())
	if merge(a, b).Err() != nil {
		t.Fatal("ended")
	}
}
