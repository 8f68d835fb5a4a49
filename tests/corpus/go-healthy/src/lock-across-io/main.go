// A client that writes and reads under its lock; the server takes its time.
package main

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"time"
)

type client struct {
	mu     sync.Mutex
	conn   net.Conn
	reader *bufio.Reader
}

func (c *client) ask(question string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintln(c.conn, question)
	answer, _ := c.reader.ReadString('\n')
	return answer
}

func serve(listener net.Listener) {
	conn, err := listener.Accept()
	if err != nil {
		return
	}
	scanner := bufio.NewScanner(conn)
	for scanner.Scan() {
		time.Sleep(time.Second)
		fmt.Fprintln(conn, "yes")
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go serve(listener)
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		panic(err)
	}
	c := &client{conn: conn, reader: bufio.NewReader(conn)}
	var wg sync.WaitGroup
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				c.ask("ready?")
			}
		}()
	}
	fmt.Println("ready")
	wg.Wait()
}
