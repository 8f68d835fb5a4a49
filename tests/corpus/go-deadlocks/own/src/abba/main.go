// Cause: lock-order
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

type server struct {
	mu    sync.Mutex
	conns []*conn
}

type conn struct {
	mu  sync.Mutex
	srv *server
}

func (s *server) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	for _, c := range s.conns {
		c.close()
	}
}

func (c *conn) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
}

func (c *conn) fail() {
	c.mu.Lock()
	defer c.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	c.srv.remove(c)
}

func (s *server) remove(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
}

func main() {
	s := &server{}
	c := &conn{srv: s}
	s.conns = append(s.conns, c)
	go s.closeAll()
	go c.fail()
	stay.Here()
}
