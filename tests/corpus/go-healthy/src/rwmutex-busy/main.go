// Readers and a writer at one RWMutex; the readers sleep with their read locks.
package main

import (
	"fmt"
	"sync"
	"time"
)

type cache struct {
	sync.RWMutex
	values map[int]int
}

func (c *cache) get(key int) int {
	c.RLock()
	defer c.RUnlock()
	time.Sleep(20 * time.Millisecond)
	return c.values[key]
}

func (c *cache) put(key, value int) {
	c.Lock()
	defer c.Unlock()
	time.Sleep(10 * time.Millisecond)
	c.values[key] = value
}

func (c *cache) refresh(key int) {
	if c.get(key) < 1<<30 {
		c.put(key, key+1)
	}
}

func main() {
	c := &cache{values: map[int]int{}}
	for i := 0; i < 6; i++ {
		go func() {
			for {
				c.get(i)
			}
		}()
	}
	for i := 0; i < 3; i++ {
		go func() {
			for {
				c.refresh(i)
			}
		}()
	}
	fmt.Println("ready")
	select {}
}
