// Cause: channel-wait-group
package main

import (
	"sync"

	"stuck.example/stay"
)

type crew struct {
	jobs chan int
	wg   sync.WaitGroup
}

func (c *crew) work() {
	defer c.wg.Done()
	for range c.jobs {
	}
}

func (c *crew) run() {
	for i := 0; i < 3; i++ {
		c.wg.Add(1)
		go c.work()
	}
	for i := 0; i < 10; i++ {
		c.jobs <- i
	}
	c.wg.Wait()
	close(c.jobs)
}

func main() {
	c := &crew{jobs: make(chan int)}
	go c.run()
	stay.Here()
}
