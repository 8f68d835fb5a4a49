// Two types with nested locks, always in one order, under load: somebody always waits for both.
package main

import (
	"fmt"
	"sync"
	"time"
)

type inventory struct {
	mu    sync.Mutex
	stock map[int]int
	log   *journal
}

type journal struct {
	mu      sync.RWMutex
	entries int
}

func (j *journal) append() {
	j.mu.Lock()
	defer j.mu.Unlock()
	time.Sleep(3 * time.Millisecond)
	j.entries++
}

func (j *journal) size() int {
	j.mu.RLock()
	defer j.mu.RUnlock()
	time.Sleep(2 * time.Millisecond)
	return j.entries
}

func (i *inventory) move(item, by int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.stock[item] += by
	i.log.append()
}

func (i *inventory) audit() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.log.size() - len(i.stock)
}

func main() {
	j := &journal{}
	i := &inventory{stock: map[int]int{}, log: j}
	for worker := range 6 {
		go func() {
			for range time.Tick(time.Millisecond) {
				i.move(worker, 1)
			}
		}()
		go func() {
			for range time.Tick(time.Millisecond) {
				i.audit()
			}
		}()
		go func() {
			for {
				j.size()
				j.append()
			}
		}()
	}
	fmt.Println("ready")
	select {}
}
