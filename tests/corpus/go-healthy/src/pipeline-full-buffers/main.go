// Four stages with full buffers between them; the last one writes to a peer that reads slowly.
package main

import (
	"fmt"
	"net"
	"sync"
	"time"
)

type record struct{ payload [4096]byte }

type stage struct {
	in  <-chan record
	out chan record
}

func (s *stage) run(workers int) {
	var wg sync.WaitGroup
	for i := 0; i < workers; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.work()
		}()
	}
	wg.Wait()
	close(s.out)
}

func (s *stage) work() {
	for r := range s.in {
		s.out <- r
	}
}

func ship(connection net.Conn, in <-chan record) error {
	for r := range in {
		if _, err := connection.Write(r.payload[:]); err != nil {
			return err
		}
	}
	return connection.Close()
}

func slowPeer(listener net.Listener) {
	connection, err := listener.Accept()
	if err != nil {
		panic(err)
	}
	buffer := make([]byte, 512)
	for {
		if _, err := connection.Read(buffer); err != nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go slowPeer(listener)
	connection, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		panic(err)
	}
	source := make(chan record, 32)
	go func() {
		defer close(source)
		for i := 0; i < 1_000_000; i++ {
			source <- record{}
		}
	}()
	var in <-chan record = source
	for _, workers := range []int{4, 2, 3} {
		s := &stage{in, make(chan record, 16)}
		go s.run(workers)
		in = s.out
	}
	fmt.Println("ready")
	if err := ship(connection, in); err != nil {
		panic(err)
	}
}
