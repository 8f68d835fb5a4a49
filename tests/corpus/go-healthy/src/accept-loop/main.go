// A TCP echo server with idle clients. One write lock per connection.
package main

import (
	"bufio"
	"fmt"
	"net"
	"sync"
)

type session struct {
	mu   sync.Mutex
	conn net.Conn
}

func (s *session) serve() {
	defer s.conn.Close()
	reader := bufio.NewReader(s.conn)
	for {
		line, err := reader.ReadString('\n')
		if err != nil {
			return
		}
		s.mu.Lock()
		fmt.Fprint(s.conn, line)
		s.mu.Unlock()
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	for i := 0; i < 4; i++ {
		go func() {
			conn, err := net.Dial("tcp", listener.Addr().String())
			if err != nil {
				panic(err)
			}
			fmt.Fprintln(conn, "hello")
			reader := bufio.NewReader(conn)
			for {
				if _, err := reader.ReadString('\n'); err != nil {
					return
				}
			}
		}()
	}
	fmt.Println("ready")
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go (&session{conn: conn}).serve()
	}
}
