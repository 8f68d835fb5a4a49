// Handlers at work: one computes, some wait for a lock that another holds while it writes, some sleep.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
	"sync"
	"time"
)

type store struct {
	mu    sync.Mutex
	items map[string]int
}

func (s *store) save(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[key]++
	s.flush()
}

func (s *store) flush() { time.Sleep(150 * time.Millisecond) }

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.save(r.URL.Path)
	time.Sleep(50 * time.Millisecond)
	fmt.Fprintln(w, "saved")
}

func client(address string) {
	for {
		response, err := http.Get("http://" + address + "/save/x")
		if err != nil {
			return
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
}

func main() {
	http.Handle("/save/", &store{items: map[string]int{}})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	for i := 0; i < 8; i++ {
		go client(listener.Addr().String())
	}
	fmt.Println("pprof", listener.Addr())
	http.Serve(listener, nil)
}
