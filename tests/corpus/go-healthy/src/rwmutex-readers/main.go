// Many readers of a routing table, some of them wait for the network with the read lock; one writer waits until they leave.
package main

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"time"
)

type table struct {
	mu      sync.RWMutex
	routes  map[int]string
	version int
}

func (t *table) resolve(address string, key int) (string, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if key%7 != 0 {
		return t.routes[key], nil
	}
	connection, err := net.Dial("tcp", address)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	return bufio.NewReader(connection).ReadString('\n')
}

func (t *table) replace(routes map[int]string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.routes = routes
	t.version++
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				time.Sleep(400 * time.Millisecond)
				fmt.Fprintln(connection, "10.0.0.1")
			}()
		}
	}()
	t := &table{routes: map[int]string{}}
	for i := 0; i < 24; i++ {
		go func() {
			for key := i; ; key++ {
				t.resolve(listener.Addr().String(), key)
			}
		}()
	}
	fmt.Println("ready")
	for {
		t.replace(map[int]string{})
		time.Sleep(10 * time.Millisecond)
	}
}
