// Workers that stop when their context is cancelled; the deadline is a timer, not a goroutine.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

type worker struct {
	inbox chan string
}

func (w *worker) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case message := <-w.inbox:
			fmt.Println(message)
		}
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		w := &worker{inbox: make(chan string)}
		go func() {
			defer wg.Done()
			w.run(ctx)
		}()
	}
	fmt.Println("ready")
	wg.Wait()
}
