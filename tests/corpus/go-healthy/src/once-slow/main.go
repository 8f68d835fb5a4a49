// A slow initialisation under sync.Once: the others wait for its mutex.
package main

import (
	"fmt"
	"io"
	"net"
	"sync"
)

type config struct {
	once sync.Once
	text string
}

func (c *config) load(address string) string {
	c.once.Do(func() {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			panic(err)
		}
		bytes, _ := io.ReadAll(conn)
		c.text = string(bytes)
	})
	return c.text
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	c := &config{}
	for i := 0; i < 6; i++ {
		go c.load(listener.Addr().String())
	}
	fmt.Println("ready")
	for {
		if _, err := listener.Accept(); err != nil {
			return
		}
	}
}
