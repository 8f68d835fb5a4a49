package main

import (
	"fmt"
	"os"
	"sync"
	"time"
	"unsafe"

	"example.com/racy/ledger"
)

var frame []byte

//go:noinline
func odd(b []byte) uint64 {
	return *(*uint64)(unsafe.Pointer(&b[1])) // @odd
}

func main() {
	l := ledger.New(4)
	switch os.Args[1] {
	case "mutexes":
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; i < 100; i++ {
				l.Add(i%4, 1)
			}
		}()
		time.Sleep(20 * time.Millisecond)
		fmt.Println("sum:", l.Sum())
		wg.Wait()
	case "then-panic":
		done := make(chan bool)
		go func() { l.Tag("a"); close(done) }()
		time.Sleep(20 * time.Millisecond)
		l.Tag("b")
		<-done
		var none *ledger.Ledger
		none.Add(0, 1)
	case "checkptr":
		frame = make([]byte, 16)
		fmt.Println(odd(frame[8:]))
	}
}
