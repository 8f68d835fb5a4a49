// context.AfterFunc wakes the waiters of a condition variable when the deadline passes.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

func wait(ctx context.Context, cond *sync.Cond, done func() bool) {
	stop := context.AfterFunc(ctx, func() {
		cond.L.Lock()
		defer cond.L.Unlock()
		cond.Broadcast()
	})
	defer stop()
	cond.L.Lock()
	defer cond.L.Unlock()
	for !done() && ctx.Err() == nil {
		cond.Wait()
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cond := sync.NewCond(&sync.Mutex{})
	go wait(ctx, cond, func() bool { return false })
	fmt.Println("ready")
	wait(ctx, cond, func() bool { return false })
}
