// Three stages; the last is slow, so the first two wait in their sends. Work goes on all the time.
package main

import (
	"fmt"
	"time"
)

func source() <-chan int {
	out := make(chan int)
	go func() {
		for i := 0; ; i++ {
			out <- i
		}
	}()
	return out
}

func double(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for v := range in {
			out <- 2 * v
		}
	}()
	return out
}

func main() {
	fmt.Println("ready")
	sum := 0
	for v := range double(source()) {
		sum += v
		time.Sleep(200 * time.Millisecond)
	}
}
