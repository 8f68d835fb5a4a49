// Settings that are read anew on a signal, under a lock that readers share; main waits for the signal to stop.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

type settings struct {
	mu     sync.RWMutex
	values map[string]string
	change chan struct{}
}

func (s *settings) get(key string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.values[key]
}

func (s *settings) reload() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values = map[string]string{"level": "debug"}
	close(s.change)
	s.change = make(chan struct{})
}

func (s *settings) changed() <-chan struct{} {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.change
}

func (s *settings) watch(ctx context.Context, hangups <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			s.reload()
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	s := &settings{values: map[string]string{}, change: make(chan struct{})}
	go s.watch(ctx, hangups)
	for range 4 {
		go func() {
			for {
				<-s.changed()
				fmt.Println(s.get("level"))
			}
		}()
	}
	go func() {
		for range time.Tick(50 * time.Millisecond) {
			s.get("level")
		}
	}()
	fmt.Println("ready")
	<-ctx.Done()
}
