// A lease is renewed over the network with the lock held; whoever asks for the leader waits for that.
package main

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"time"
)

type lease struct {
	mu     sync.Mutex
	conn   net.Conn
	in     *bufio.Reader
	leader string
}

func (l *lease) renew() {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintln(l.conn, "renew")
	l.leader, _ = l.in.ReadString('\n')
}

func (l *lease) isLeader() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.leader == "a\n"
}

func serve(conn net.Conn) {
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		time.Sleep(300 * time.Millisecond)
		fmt.Fprintln(conn, "a")
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		panic(err)
	}
	peer, err := listener.Accept()
	if err != nil {
		panic(err)
	}
	go serve(peer)
	l := &lease{conn: conn, in: bufio.NewReader(conn)}
	for range 8 {
		go func() {
			for {
				l.isLeader()
				time.Sleep(time.Millisecond)
			}
		}()
	}
	fmt.Println("ready")
	for {
		l.renew()
	}
}
