// Calls into C that take long, with a limit of two at once, and with a lock held.
package main

/*
#include <unistd.h>
static void work(void) { usleep(200000); }
*/
import "C"

import (
	"fmt"
	"sync"
)

type codec struct {
	mu    sync.Mutex
	slots chan struct{}
	done  int
}

func (c *codec) encode() {
	c.slots <- struct{}{}
	C.work()
	<-c.slots
	c.mu.Lock()
	defer c.mu.Unlock()
	C.work()
	c.done++
}

func main() {
	c := &codec{slots: make(chan struct{}, 2)}
	var encoders sync.WaitGroup
	for range 8 {
		encoders.Go(func() {
			for {
				c.encode()
			}
		})
	}
	fmt.Println("ready")
	encoders.Wait()
}
