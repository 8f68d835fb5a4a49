// Selects with timeouts and nobody who sends: the timeouts are the program.
package main

import (
	"fmt"
	"time"
)

func poll(c <-chan int) int {
	empty := 0
	for {
		select {
		case v := <-c:
			return v
		case <-time.After(900 * time.Millisecond):
			empty++
		}
	}
}

func main() {
	c := make(chan int)
	for i := 0; i < 5; i++ {
		go poll(c)
	}
	fmt.Println("ready")
	poll(c)
}
