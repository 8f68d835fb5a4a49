// Cause: channel-context
package main

import (
	"context"

	"stuck.example/stay"
)

type worker struct{ in chan int }

//go:noinline
func (w *worker) loop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.in:
		}
	}
}

func start() *worker {
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	w := &worker{make(chan int)}
	go w.loop(ctx)
	return w
}

func main() {
	for i := 0; i < 3; i++ {
		start()
	}
	stay.Here()
}
