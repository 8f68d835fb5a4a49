// Cause: channel-context
package main

import (
	"context"

	"stuck.example/stay"
)

type rows struct{ closed bool }

//go:noinline
func (r *rows) closeWhenDone(ctx context.Context) {
	<-ctx.Done()
	r.closed = true
}

func query(parent context.Context) *rows {
	ctx, cancel := context.WithCancel(parent)
	_ = cancel
	r := &rows{}
	go r.closeWhenDone(ctx)
	return r
}

func main() {
	query(context.Background())
	stay.Here()
}
