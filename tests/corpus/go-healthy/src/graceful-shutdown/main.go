// A server that was told to stop and waits for its last request.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

type app struct {
	server  *http.Server
	workers sync.WaitGroup
	quit    chan struct{}
}

func (a *app) background() {
	defer a.workers.Done()
	<-a.quit
	time.Sleep(time.Minute) // writes its state
}

func (a *app) shutdown() {
	close(a.quit)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	a.server.Shutdown(ctx)
	a.workers.Wait()
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	a := &app{quit: make(chan struct{}), server: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(time.Minute)
	})}}
	a.workers.Add(1)
	go a.background()
	go http.Get("http://" + listener.Addr().String())
	time.AfterFunc(300*time.Millisecond, a.shutdown)
	fmt.Println("ready")
	a.server.Serve(listener)
	a.workers.Wait()
}
