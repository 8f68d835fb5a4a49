// The whole program waits for a signal, with a context as the shutdown switch.
package main

import (
	"context"
	"fmt"
	"os/signal"
	"syscall"
)

func janitor(ctx context.Context) {
	<-ctx.Done()
	fmt.Println("bye")
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	go janitor(ctx)
	fmt.Println("ready")
	<-ctx.Done()
}
