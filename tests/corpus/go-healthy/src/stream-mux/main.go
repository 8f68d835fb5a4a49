// Streams over one connection, as remote procedure calls have them: a reader and a writer loop, and a pair of goroutines
// for each stream that wait for messages, for credit, or for the end of their context.
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"sync"
	"time"
)

type frame struct{ stream, value uint32 }

type transport struct {
	conn    net.Conn
	mu      sync.Mutex
	streams map[uint32]*stream
	control chan frame
	done    chan struct{}
}

type stream struct {
	id     uint32
	ctx    context.Context
	inbox  chan uint32
	credit chan struct{}
	t      *transport
}

func (t *transport) readLoop() {
	in := bufio.NewReader(t.conn)
	for {
		var f frame
		if binary.Read(in, binary.BigEndian, &f) != nil {
			close(t.done)
			return
		}
		t.mu.Lock()
		s := t.streams[f.stream]
		t.mu.Unlock()
		if s != nil {
			s.inbox <- f.value
		}
	}
}

func (t *transport) writeLoop() {
	for {
		select {
		case f := <-t.control:
			binary.Write(t.conn, binary.BigEndian, f)
		case <-t.done:
			return
		}
	}
}

func (t *transport) open(ctx context.Context, id uint32) *stream {
	s := &stream{id, ctx, make(chan uint32, 1), make(chan struct{}, 1), t}
	t.mu.Lock()
	t.streams[id] = s
	t.mu.Unlock()
	return s
}

func (s *stream) recv() error {
	select {
	case <-s.inbox:
		return nil
	case <-s.ctx.Done():
		return s.ctx.Err()
	case <-s.t.done:
		return net.ErrClosed
	}
}

func (s *stream) send(v uint32) error {
	select {
	case <-s.credit:
		s.t.control <- frame{s.id, v}
		return nil
	case <-s.ctx.Done():
		return s.ctx.Err()
	}
}

func dial(address string) *transport {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		panic(err)
	}
	return start(conn)
}

func start(conn net.Conn) *transport {
	t := &transport{conn: conn, streams: map[uint32]*stream{}, control: make(chan frame), done: make(chan struct{})}
	go t.readLoop()
	go t.writeLoop()
	return t
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	client := dial(listener.Addr().String())
	conn, err := listener.Accept()
	if err != nil {
		panic(err)
	}
	server := start(conn)
	for id := uint32(1); id <= 20; id++ {
		for _, t := range []*transport{client, server} {
			s := t.open(ctx, id)
			go func() {
				for s.recv() == nil {
				}
			}()
			go func() {
				for s.send(1) == nil {
				}
			}()
		}
	}
	fmt.Println("ready")
	for {
		time.Sleep(5 * time.Second)
		client.mu.Lock()
		for _, s := range client.streams {
			s.credit <- struct{}{}
		}
		client.mu.Unlock()
	}
}
