// Waits for the end of a context that never ends: Done of context.Background is nil. Meant so.
package main

import (
	"context"
	"fmt"
	"time"
)

func heartbeat() {
	for range time.Tick(time.Second) {
	}
}

func watch(ctx context.Context) { <-ctx.Done() }

func main() {
	go heartbeat()
	go watch(context.Background())
	fmt.Println("ready")
	<-context.Background().Done()
}
