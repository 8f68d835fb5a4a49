// A tree of services, each with children that live under its context; everybody waits for the signal that ends them.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

type service struct {
	name     string
	ctx      context.Context
	cancel   context.CancelFunc
	children sync.WaitGroup
	requests chan func()
}

func newService(parent context.Context, name string) *service {
	ctx, cancel := context.WithCancel(context.WithValue(parent, "name", name))
	return &service{name: name, ctx: ctx, cancel: cancel, requests: make(chan func())}
}

func (s *service) start(depth int) {
	for i := 0; i < 3 && depth > 0; i++ {
		child := newService(s.ctx, fmt.Sprintf("%s.%d", s.name, i))
		s.children.Add(1)
		go func() {
			defer s.children.Done()
			child.start(depth - 1)
		}()
	}
	go s.serve()
	<-s.ctx.Done()
	s.children.Wait()
}

func (s *service) serve() {
	for {
		select {
		case request := <-s.requests:
			request()
		case <-s.ctx.Done():
			return
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	fmt.Println("ready")
	newService(ctx, "root").start(3)
}
