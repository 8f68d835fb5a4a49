// time.AfterFunc will close the gate; until then everybody waits and no goroutine can be seen that would wake them.
package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	gate := make(chan struct{})
	time.AfterFunc(time.Minute, func() { close(gate) })
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-gate
		}()
	}
	fmt.Println("ready")
	wg.Wait()
}
