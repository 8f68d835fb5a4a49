// Server and clients in one program under load: kept connections, a limit of connections per host, a pool behind the handlers.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
	"strings"
	"sync"
	"time"
)

type pool struct{ free chan int }

func (p *pool) use(ctx context.Context, work time.Duration) error {
	select {
	case c := <-p.free:
		defer func() { p.free <- c }()
		time.Sleep(work)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func main() {
	p := &pool{make(chan int, 3)}
	for i := 0; i < 3; i++ {
		p.free <- i
	}
	http.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		if err := p.use(r.Context(), 120*time.Millisecond); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "done")
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go http.Serve(listener, nil)
	client := &http.Client{
		Transport: &http.Transport{MaxConnsPerHost: 8, MaxIdleConnsPerHost: 8},
		Timeout:   time.Minute,
	}
	fmt.Println("pprof", listener.Addr())
	var wg sync.WaitGroup
	for i := 0; i < 25; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				response, err := client.Post("http://"+listener.Addr().String()+"/work", "text/plain", strings.NewReader("job"))
				if err != nil {
					return
				}
				io.Copy(io.Discard, response.Body)
				response.Body.Close()
			}
		}()
	}
	wg.Wait()
}
