// Cause: lock-order
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

type index struct {
	mu   sync.RWMutex
	jour *journal
}

type journal struct {
	mu  sync.Mutex
	idx *index
}

func (i *index) lookup() {
	i.mu.RLock()
	defer i.mu.RUnlock()
	time.Sleep(20 * time.Millisecond)
	i.jour.note()
}

func (j *journal) note() {
	j.mu.Lock()
	defer j.mu.Unlock()
}

func (j *journal) flush() {
	j.mu.Lock()
	defer j.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	j.idx.rebuild()
}

func (i *index) rebuild() {
	i.mu.Lock()
	defer i.mu.Unlock()
}

func main() {
	i, j := &index{}, &journal{}
	i.jour, j.idx = j, i
	go i.lookup()
	go j.flush()
	stay.Here()
}
